"""kill -9 of every process at random points, fifty times, while files are uploaded."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from http.client import HTTPException

import pytest
from family import Family

pytestmark = pytest.mark.faults

KILLS = 50
NO_ANSWER = (OSError, ValueError, HTTPException)
# Most kills go where the work is: a job child that is forked anew starts at once, a web process or worker takes seconds.
ROLES = {"job": 6, "engine": 3, "web": 3, "worker": 2, "scheduler": 1}
FINAL = ("completed", "failed", "cancelled")


class Uploader(threading.Thread):
    """Uploads file after file and remembers what was accepted: job, dataset, rows."""

    def __init__(self, family: Family, seed: int) -> None:
        super().__init__(daemon=True)
        self.family, self.random, self.stopped = family, random.Random(seed), threading.Event()
        self.accepted: list[tuple[str, str, int]] = []
        self.refused = 0

    def run(self) -> None:
        while not self.stopped.wait(self.random.uniform(0.3, 0.9)):
            rows = self.random.randrange(50, 3000)
            try:
                self.accepted.append((*self.family.upload(f"file {len(self.accepted)}", rows), rows))
            except NO_ANSWER:  # the web process died under it: nothing was promised
                self.refused += 1


class Reader(threading.Thread):
    """Looks at the datasets all the time; one that shows rows shows all of them."""

    def __init__(self, family: Family, uploader: Uploader) -> None:
        super().__init__(daemon=True)
        self.family, self.uploader, self.stopped = family, uploader, threading.Event()
        self.halves: list[str] = []
        self.looks = 0

    def run(self) -> None:
        while not self.stopped.wait(0.2):
            for _, dataset, rows in self.uploader.accepted[-5:]:
                try:
                    seen = self.family.call(f"/api/v1/datasets/{dataset}")
                except NO_ANSWER:
                    continue
                self.looks += 1
                if seen["row_count"] not in (None, 0, rows):
                    self.halves.append(f"{dataset}: {seen['row_count']} of {rows}")


@pytest.fixture
def family(tmp_path):
    made = Family(tmp_path / "home")
    made.home.mkdir()
    made.start()
    made.until(made.is_ready, 60, "never ready")
    made.sign_in()
    yield made
    if made.process.poll() is None:
        made.process.kill()
        made.process.wait()


def kill_at_random(family: Family, uploader: Uploader, seed: int) -> Counter:
    """Fifty kills of random roles with random pauses; returns how many of which."""
    chance, done, accepted = random.Random(seed), Counter(), 0
    while sum(done.values()) < KILLS:
        role = chance.choices(list(ROLES), list(ROLES.values()))[0]
        if role == "web":  # on a busy machine it would never get as far as an upload
            role, accepted = ("web", len(uploader.accepted)) if len(uploader.accepted) > accepted else ("job", accepted)
        patience = time.monotonic() + 2  # for a process of this role to be there
        while not (killed := family.kill(role)) and time.monotonic() < patience:
            time.sleep(0.02)
        done[role] += killed
        time.sleep(chance.uniform(0.05, 0.9))
    return done


def all_final(family: Family, jobs: list[str]) -> bool:
    marks = ",".join(f"'{job}'" for job in jobs)
    return not family.rows(f"select 1 from core_job where id in ({marks}) and state not in ('completed', 'failed', 'cancelled') limit 1")


def test_fifty_kills_lose_nothing(family):
    uploader = Uploader(family, 11)
    reader = Reader(family, uploader)
    uploader.start()
    reader.start()
    family.until(lambda: len(uploader.accepted) >= 4, 30, "no uploads")
    kills = kill_at_random(family, uploader, 5)
    family.until(lambda: len(uploader.accepted) >= 10, 120, "no uploads")
    uploader.stopped.set()
    uploader.join(20)
    jobs = [job for job, _, _ in uploader.accepted]
    family.until(lambda: all_final(family, jobs), 240, "jobs did not end")
    reader.stopped.set()
    family.until(family.is_ready, 90, "the family did not recover")

    states = Counter()
    for job, dataset, rows in uploader.accepted:
        seen, kept = family.job(job), family.call(f"/api/v1/datasets/{dataset}")
        states[seen["state"]] += 1
        if seen["state"] == "completed":
            assert kept["row_count"] == rows
            answer = family.call(
                "/api/v1/queries/execute", {"dataset_id": dataset, "sql": f'select count(*) as n from "{kept["table_name"]}"'}
            )
            assert answer["rows"] == [[rows]]
        else:
            assert seen["state"] == "failed"
            assert seen["error"]["code"] in ("engine_crashed", "worker_lost"), seen["error"]
            assert seen["error"]["message"]
            assert not kept["row_count"]
    assert reader.halves == []
    assert reader.looks > 20
    assert states["completed"] >= 5, (states, kills)

    announced = family.rows("select channel, count(*) from core_event where type = 'job.finished' group by channel")
    times = {channel.removeprefix("job:"): count for channel, count in announced}
    assert set(jobs) <= set(times)  # an upload whose answer was lost with the web process ran, too
    assert set(times.values()) == {1}
    assert family.stop() < 5
    assert family.leftovers() == []
    assert family.rows("pragma integrity_check") == [("ok",)]
