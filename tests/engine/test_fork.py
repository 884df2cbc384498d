"""A process that holds the engine can start others: the child leaves the engine alone."""

from __future__ import annotations

import subprocess
import sys

from apps.engine.duck import shared
from apps.engine.types import Limits


def test_it_works() -> None:
    assert shared.open_stream("SELECT 1", [], [], Limits()).table().num_rows == 1
    done = subprocess.run(
        [sys.executable, "-c", "print('alive')"], preexec_fn=lambda: None, capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout) == (0, "alive\n")
    assert shared.open_stream("SELECT 1", [], [], Limits()).table().num_rows == 1
