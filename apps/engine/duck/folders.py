"""Temporary folders that name their owner, so that what a killed process left behind is found and removed."""

from __future__ import annotations

import os
import re
import shutil
import socket
import tempfile
from pathlib import Path


def own_folder(kind: str, parent: Path | None = None) -> Path:
    """A fresh folder of this process in `parent`; folders of the same kind whose processes are gone are removed on the way."""
    where = parent or Path(tempfile.gettempdir())
    where.mkdir(parents=True, exist_ok=True)
    host = re.sub(r"\W", "_", socket.gethostname())
    for old in where.glob(f"pilotba-{kind}-{host}-*"):
        owner = old.name.split("-")[3]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"pilotba-{kind}-{host}-{os.getpid()}-", dir=where))


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
