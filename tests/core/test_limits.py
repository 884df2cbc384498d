"""Limits: so many in a window, over all processes."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.core import limits
from apps.core.errors import TooManyRequests
from apps.core.ids import new_id


@pytest.mark.django_db
def test_it_works():
    for _ in range(3):
        limits.hit("signin", "alice", 3, 60)
    with pytest.raises(TooManyRequests) as caught:
        limits.hit("signin", "alice", 3, 60)
    assert 1 <= caught.value.retry_after <= 60
    assert limits.count("signin", "alice") == 4
    limits.hit("signin", "bob", 3, 60)


@pytest.mark.django_db
def test_window_ends(monkeypatch):
    now = [1_000_000]
    monkeypatch.setattr(limits.time, "time", lambda: now[0])
    if connection.vendor == "postgresql":
        pytest.skip("Redis keeps its own time")
    for _ in range(2):
        limits.hit("s", "k", 2, 10)
    now[0] += 10
    limits.hit("s", "k", 2, 10)
    assert limits.count("s", "k") == 1


@pytest.mark.django_db
def test_forget_starts_over():
    limits.hit("s", "k", 1, 60)
    limits.forget("s", "k")
    limits.hit("s", "k", 1, 60)


@pytest.mark.django_db
def test_ended_windows_are_swept():
    limits.table().add("old", 10, now=1)
    limits.table().add("new", 10, now=int(time.time()))
    assert limits.sweep() == (0 if connection.vendor == "postgresql" else 1)


@pytest.mark.django_db(transaction=True)
def test_no_hit_is_lost_between_threads():
    def many():
        for _ in range(10):
            limits.hit("s", "shared", 1000, 60)
        connection.close()

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert limits.count("s", "shared") == 40


@pytest.mark.django_db
@hypothesis_settings(max_examples=100, derandomize=True)
@given(limit=st.integers(0, 8), hits=st.integers(0, 12))
def test_exactly_the_limit_passes(limit, hits):
    key, passed, waits = new_id(), 0, []
    for _ in range(hits):
        try:
            limits.hit("p", key, limit, 60)
            passed += 1
        except TooManyRequests as error:
            waits.append(error.retry_after)
    assert passed == min(limit, hits)
    assert all(1 <= wait <= 60 for wait in waits)
