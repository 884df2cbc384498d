"""The scheduler: every second it looks for lost jobs, and at their times it starts what is due."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bi_platform.settings")


def main() -> None:
    """Tick until SIGTERM."""
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    os.environ["PILOTBA_ROLE"] = "scheduler"
    django.setup()
    from apps.core import beats, schedule

    beats.start("scheduler")
    while not stop.wait(1.0):
        schedule.tick()


if __name__ == "__main__":
    main()
