#!/bin/sh
# Makes the virtual environment: scripts/venv.sh <python> <folder>. Systems that split Python's venv into a package of its own get told which.
set -eu
python=$1
folder=$2

command -v "$python" >/dev/null 2>&1 || {
  echo "There is no $python here. Install Python 3.11 or newer, or name yours: make run PYTHON=/path/to/python3" >&2
  exit 1
}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "$("$python" --version) is too old: PilotBA needs Python 3.11 or newer. Name a newer one: make run PYTHON=/path/to/python3.11" >&2
  exit 1
}

if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  exec "$python" -m venv "$folder"
fi
if "$python" -m virtualenv --version >/dev/null 2>&1 || "$python" -m pip install --quiet --user virtualenv 2>/dev/null; then
  exec "$python" -m virtualenv --quiet "$folder"
fi
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
echo "This Python comes without venv. Install it, then run make again:" >&2
echo "    sudo apt-get install -y python$version-venv" >&2
exit 1
