"""Live events over the one socket."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from fakes import Talk
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sockets import opened, publish, socket_of

from apps.core import live
from apps.core.live import channels, consumers, store
from apps.core.live.consumers import LiveConsumer, live_application
from apps.core.live.hub import hub
from apps.core.models import Event, Job

pytestmark = pytest.mark.django_db(transaction=True)


async def test_it_works(alice):
    talk = await opened(alice, f"user:{alice.pk}")
    await publish(f"user:{alice.pk}", "hello", {"n": 1})
    message = await talk.hear()
    assert (message["type"], message["channel"], message["data"]) == ("hello", f"user:{alice.pk}", {"n": 1})
    assert message["seq"] > 0
    assert message["timestamp"]
    await talk.disconnect()


async def test_event_arrives_at_once(alice):
    talk = await opened(alice, f"user:{alice.pk}")
    times = []
    for _ in range(5):
        await publish(f"user:{alice.pk}", "hello", {})
        started = time.perf_counter()
        await talk.hear()
        times.append(time.perf_counter() - started)
    assert sorted(times)[2] < 0.5  # 12 ms on a quiet machine
    await talk.disconnect()


async def test_every_listener_hears_it_and_nobody_else(alice, bob):
    first, second, other = (
        await opened(alice, f"user:{alice.pk}"),
        await opened(alice, f"user:{alice.pk}"),
        await opened(bob, f"user:{bob.pk}"),
    )
    await publish(f"user:{alice.pk}", "hello", {})
    assert (await first.hear())["type"] == "hello"
    assert (await second.hear())["type"] == "hello"
    assert await other.receive_nothing(0.1)
    for talk in (first, second, other):
        await talk.disconnect()


async def test_stranger_is_refused(alice, charlie):
    talk = socket_of(charlie)
    await talk.connect()
    for channel in (f"user:{alice.pk}", "unknown:thing", "user:", "user:a:b", "dashboard:" + "x" * 200):
        await talk.say({"type": "subscribe", "channel": channel})
        assert await talk.hear() == {"type": "refused", "channel": channel}
    await talk.disconnect()


async def test_signed_out_page_is_closed():
    talk = socket_of(AnonymousUser())
    connected, code = await talk.connect()
    assert (connected, code) == (False, 4401)


async def test_page_that_was_away_catches_up(alice):
    channel = f"user:{alice.pk}"
    for number in range(3):
        await publish(channel, "step", {"n": number})
    first = await sync_to_async(lambda: Event.objects.filter(channel=channel).order_by("seq").first().seq)()
    talk = await opened(alice, channel, after=first)
    assert [(await talk.hear())["data"]["n"] for _ in range(2)] == [1, 2]
    await publish(channel, "step", {"n": 3})
    assert (await talk.hear())["data"]["n"] == 3
    await talk.disconnect()


async def test_page_that_was_away_too_long_is_told_to_reload(alice):
    channel = f"user:{alice.pk}"
    await publish(channel, "step", {})
    talk = socket_of(alice)
    await talk.connect()
    for after in (10**9, -5):
        await talk.say({"type": "subscribe", "channel": channel, "after": after})
        assert (await talk.hear())["type"] == "subscribed"
        assert await talk.hear() == {"type": "resync", "channel": channel}
    await publish(channel, "step", {"n": 1})
    assert (await talk.hear())["data"] == {"n": 1}
    await talk.disconnect()


async def test_long_past_is_not_replayed(alice):
    channel = f"user:{alice.pk}"
    await sync_to_async(Event.objects.bulk_create)([Event(channel=channel, type="step", data={}) for _ in range(202)])
    first = await sync_to_async(lambda: Event.objects.order_by("seq").first().seq)()
    assert await sync_to_async(store.missed)(channel, first) is None
    assert len(await sync_to_async(store.missed)(channel, first + 1)) == 200


async def test_rolled_back_event_is_never_heard(alice):
    talk = await opened(alice, f"user:{alice.pk}")

    @transaction.atomic
    def rolls_back():
        live.publish(f"user:{alice.pk}", "never", {})
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await sync_to_async(rolls_back)()
    assert await talk.receive_nothing(0.15)
    await talk.disconnect()


@pytest.mark.parametrize("text", ["nothing", "[]", "{}", '"x"', "null"])
async def test_nonsense_closes_the_socket(alice, text):
    talk = await opened(alice)
    await talk.send_text(text)
    assert (await talk.closed()) == 4400


async def test_ping_and_unsubscribe(alice):
    talk = await opened(alice, f"user:{alice.pk}")
    await talk.say({"type": "ping"})
    assert await talk.hear() == {"type": "pong"}
    await talk.say({"type": "unsubscribe", "channel": f"user:{alice.pk}"})
    await talk.say({"type": "ping"})
    await talk.hear()
    await publish(f"user:{alice.pk}", "hello", {})
    assert await talk.receive_nothing(0.1)
    await talk.disconnect()


async def test_closed_socket_frees_everything(alice):
    talk = await opened(alice, f"user:{alice.pk}")
    assert hub.listeners
    await talk.disconnect()
    assert not hub.listeners
    assert hub._task is None
    assert not [task for task in asyncio.all_tasks() if task.get_name() in ("live-write", "live-rights")]


async def test_right_that_was_taken_back_closes_the_channel(alice, monkeypatch):
    monkeypatch.setattr(consumers, "_RECHECK_SECONDS", 0.05)
    allowed = [True]
    live.register_channel("tests", lambda user, id_: allowed[0])
    talk = await opened(alice, "tests:one")
    allowed[0] = False
    assert await talk.hear() == {"type": "refused", "channel": "tests:one"}
    await talk.disconnect()


async def test_locked_person_is_disconnected(alice, monkeypatch):
    monkeypatch.setattr(consumers, "_RECHECK_SECONDS", 0.05)
    talk = await opened(alice)
    alice.is_active = False
    await sync_to_async(alice.save)()
    assert (await talk.closed()) == 4401


async def test_page_that_cannot_follow_reloads_instead_of_filling_memory(alice):
    consumer = LiveConsumer()
    consumer.channels, consumer.joining, consumer.behind = {"user:a": set()}, {}, set()
    consumer.queue = asyncio.Queue(3)
    said = []

    async def say(message):
        said.append(message)

    consumer._say = say
    for seq in range(1, 6):
        consumer.offer({"channel": "user:a", "seq": seq, "type": "x"})
    task = asyncio.get_running_loop().create_task(consumer._write())
    await asyncio.sleep(0.05)
    task.cancel()
    assert [message.get("seq") for message in said] == [1, 2, 3, None]
    assert said[-1] == {"type": "resync", "channel": "user:a"}


async def test_owner_hears_of_their_job(alice, bob):
    row = await sync_to_async(Job.objects.create)(kind="tests.any", owner=alice)
    assert await sync_to_async(channels._own_job)(alice, row.pk)
    assert not await sync_to_async(channels._own_job)(bob, row.pk)


async def test_socket_from_another_site_is_refused(settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://proxied.example"]
    settings.ALLOWED_HOSTS = ["testserver", "proxied.example"]
    application = live_application(None)
    for origin, code in (
        (b"https://evil.example", None),
        (b"http://testserver.evil.example", None),
        (b"http://testserver:8080", None),
        (b"null", None),
        (b"http://testserver", 4401),  # past this door, and nobody there
        (b"https://proxied.example", 4401),
    ):
        talk = Talk(application, headers=[(b"origin", origin), (b"host", b"testserver")])
        connected, closed = await talk.connect()
        assert (connected, closed) == (False, code or closed)
        assert (closed == 4401) is (code == 4401), origin


def test_old_events_go_and_the_last_number_stays(alice):
    for _ in range(3):
        live.publish(f"user:{alice.pk}", "x", {})
    Event.objects.update(created_at=timezone.now() - timedelta(hours=2))
    last = store.newest()
    assert store.prune() == 2
    assert store.newest() == last


@hypothesis_settings(max_examples=100, derandomize=True)
@given(channel=st.text(max_size=60))
def test_no_channel_name_opens_anything(channel, alice):
    assert live.may_listen(alice, channel) is (channel == f"user:{alice.pk}")
