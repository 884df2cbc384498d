"""The one reader of the event table, and the bell it listens to."""

from __future__ import annotations

import asyncio
import contextlib
import time

import pytest
from asgiref.sync import sync_to_async
from sockets import opened, publish

from apps.core import live
from apps.core.live import hub as hub_module
from apps.core.live import store
from apps.core.live.bell import make_bell
from apps.core.live.hub import hub
from apps.core.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


async def test_reader_ends_even_when_a_read_swallows_the_cancellation(alice, monkeypatch):
    reading = asyncio.Event()

    async def stubborn():
        reading.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(5)

    monkeypatch.setattr(hub, "_read", stubborn)
    channel, ear = f"user:{alice.pk}", object()
    await hub.add(channel, ear)
    await reading.wait()
    await asyncio.wait_for(hub.remove(channel, ear), 2)
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "live-hub"]


async def test_reader_starts_over_when_the_bell_breaks(alice, monkeypatch):
    monkeypatch.setattr(hub_module, "_RETRY_SECONDS", 0.01)
    bells = [make_bell]

    async def breaks_once():
        if bells:
            bells.pop()
            raise ConnectionError
        return await make_bell()

    monkeypatch.setattr(hub_module, "make_bell", breaks_once)
    talk = await opened(alice, f"user:{alice.pk}")
    await publish(f"user:{alice.pk}", "hello", {})
    assert (await talk.hear())["type"] == "hello"
    assert not bells
    await talk.disconnect()


async def test_number_that_a_slow_transaction_held_is_heard_when_it_appears(alice):
    heard = []

    class Ear:
        def offer(self, event):
            heard.append(event["seq"])

    channel, ear = f"user:{alice.pk}", Ear()
    start = (await sync_to_async(store.newest)()) + 100
    await sync_to_async(Event.objects.create)(seq=start, channel=channel, type="x")
    await hub.add(channel, ear)
    for seq in (start + 2, start + 1):
        await sync_to_async(Event.objects.create)(seq=seq, channel=channel, type="x")
        await publish("user:nobody", "ring", {})
        await until(lambda seq=seq: seq in heard)
    await hub.remove(channel, ear)
    assert [seq for seq in heard if seq > start] == [start + 2, start + 1]  # the first may have been on its way already


async def test_with_a_channel_layer_a_ring_brings_the_event(alice, settings):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    talk = await opened(alice, f"user:{alice.pk}")
    started = time.monotonic()
    await publish(f"user:{alice.pk}", "hello", {"n": 1})
    assert (await talk.hear())["data"] == {"n": 1}
    assert time.monotonic() - started < 3
    await talk.disconnect()


def test_dead_channel_layer_is_no_error_for_the_caller(alice, settings, capture_logs):
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": ["redis://127.0.0.1:1"]}}
    }
    live.publish(f"user:{alice.pk}", "hello", {})
    assert Event.objects.count() == 1
    assert [line["event"] for line in capture_logs if "live" in line["event"]] == ["live_wake_failed"]


async def until(condition):
    deadline = time.monotonic() + 8
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
