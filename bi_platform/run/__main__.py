"""The command behind `make run`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .place import Taken, listen, lock_home
from .stamp import ROOT
from .supervisor import Supervisor


def main() -> int:
    """Take home and port, then run the family."""
    os.environ.setdefault("PILOTBA_LOG", "text")
    os.environ.setdefault("PILOTBA_LOG_LEVEL", "WARNING")
    home = Path(os.environ.get("PILOTBA_HOME") or ROOT / "var").expanduser().resolve()
    os.environ["PILOTBA_HOME"] = str(home)
    os.chdir(ROOT)
    port = os.environ.get("PILOTBA_PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        sys.stderr.write(f"PILOTBA_PORT is {port!r}; it has to be a number between 1 and 65535.\n")
        return 2
    try:
        lock_home(home)
        sock = listen(os.environ.get("PILOTBA_BIND", "127.0.0.1"), int(port))
    except Taken as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return Supervisor(home, int(port), sock).run()


if __name__ == "__main__":
    sys.exit(main())
