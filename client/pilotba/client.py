"""What a program does with PilotBA."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from .answers import Answer
from .transport import Refused, Transport

_PIECE = 1 << 20
_FINAL = frozenset({"completed", "failed", "cancelled"})
Progress = Callable[[dict[str, Any]], None]


def connect(url: str = "", key: str = "") -> Client:
    """A client of the installation at `url` for the API key or access token `key`; by default PILOTBA_URL and PILOTBA_KEY.

    Raises ValueError without a key.
    """
    key = key or os.environ.get("PILOTBA_KEY", "")
    if not key:
        raise ValueError("No key. Make one in your PilotBA settings and give it as key=… or in PILOTBA_KEY.")
    return Client(Transport(url or os.environ.get("PILOTBA_URL", "http://localhost:8000"), key))


class Client:
    """One installation as one person sees it. All methods raise Refused and Unreachable."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def me(self) -> dict[str, Any]:
        """Who the key speaks for, with their workspaces."""
        return dict(self._transport.json("GET", "/me"))

    def usage(self) -> dict[str, Any]:
        """The plan, and what is left of this hour's query requests."""
        return dict(self._transport.json("GET", "/me/usage"))

    def bulk(self, kind: str, action: str, items: Mapping[str, int | str], **more: Any) -> list[dict[str, Any]]:
        """Do one action on many `datasets`, `charts` or `dashboards`: `items` are versions (or "*") by id. Returns a result for each."""
        asked = {"action": action, "items": [{"id": key, "version": version} for key, version in items.items()], **more}
        return list(self._transport.json("POST", f"/{quote(kind)}/bulk", asked)["results"])

    def mcp(self, message: str) -> str:
        """Pass a message of the Model Context Protocol to the server; returns its answer, empty for a notification."""
        with self._transport.open("POST", "/mcp/", json.loads(message), asks=True) as answer:
            return answer.read().decode()

    def datasets(self) -> Iterator[dict[str, Any]]:
        """All datasets that the person may see."""
        cursor: str | None = ""
        while cursor is not None:
            page = self._transport.json("GET", "/datasets/?" + urlencode({"limit": 100} | ({"cursor": cursor} if cursor else {})))
            yield from page["items"]
            cursor = page["next"]

    def dataset(self, name: str) -> dict[str, Any]:
        """The dataset with this id, table name or name. Raises LookupError when there is none, or more than one of that name."""
        known = list(self.datasets())
        for field in ("id", "table_name", "name"):
            found = [one for one in known if one[field] == name]
            if len(found) == 1:
                return found[0]
            if found:
                raise LookupError(f"{len(found)} datasets are called {name}; give the id or the table name.")
        raise LookupError(f"There is no dataset {name}. There are: {', '.join(one['table_name'] for one in known) or 'none'}.")

    def upload(self, path: str | Path, *, name: str = "", wait: bool = True, progress: Progress | None = None) -> dict[str, Any]:
        """Upload a file as a new dataset; with `wait` returns the dataset when it can be asked, else the accepted job.

        The file is sent as it is read, whatever its size. Raises Refused when the file cannot be read as data.
        """
        path = Path(path)
        fields = {"name": name} if name else {}
        boundary, head, tail = _form(path, fields)
        length = len(head) + path.stat().st_size + len(tail)
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": str(length)}
        with self._transport.open("POST", "/datasets/upload", data=_pieces(head, path, tail), headers=headers) as answer:
            accepted: dict[str, Any] = json.loads(answer.read())
        if not wait:
            return accepted
        self.wait(accepted["job_id"], progress=progress)
        return dict(self._transport.json("GET", f"/datasets/{accepted['dataset_id']}"))

    def wait(self, job_id: str, *, progress: Progress | None = None, seconds: float = 0.5) -> dict[str, Any]:
        """Wait until a job has ended and return it; raises Refused with its reason when it failed or was cancelled."""
        while True:
            job: dict[str, Any] = self._transport.json("GET", f"/jobs/{quote(job_id)}")
            if progress:
                progress(job)
            if job["state"] in _FINAL:
                break
            time.sleep(seconds)
        if job["state"] != "completed":
            raise Refused(200, f"job_{job['state']}", str(job.get("error") or f"The job was {job['state']}."), {"job_id": job_id})
        return job

    def query(self, dataset: str, *, sql: str = "", spec: dict[str, Any] | None = None) -> Answer:
        """A question about a dataset in SQL or as a query object; it is put when the answer is read."""
        if bool(sql) == (spec is not None):
            raise ValueError("Give either sql or spec.")
        asked: dict[str, Any] = {"sql": sql} if sql else {"spec": spec}
        return Answer(self._transport, {"dataset_id": self.dataset(dataset)["id"], **asked})


def _form(path: Path, fields: dict[str, str]) -> tuple[str, bytes, bytes]:
    """A multipart form around a file: its boundary, what comes before the file's bytes, and what comes after."""
    boundary = secrets.token_hex(16)
    edge, place = f"--{boundary}\r\n", "Content-Disposition: form-data; name="
    filename = path.name.translate(str.maketrans('\\"\r\n', "____"))
    parts = [f'{edge}{place}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    parts.append(f'{edge}{place}"file"; filename="{filename}"\r\nContent-Type: application/octet-stream\r\n\r\n')
    return boundary, "".join(parts).encode(), f"\r\n--{boundary}--\r\n".encode()


def _pieces(head: bytes, path: Path, tail: bytes) -> Iterator[bytes]:
    yield head
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
    yield tail
