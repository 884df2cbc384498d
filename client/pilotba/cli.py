"""The command `pilotba`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from .answers import FORMATS
from .client import Client, connect
from .transport import Refused, Unreachable


def main(words: list[str] | None = None) -> int:
    """Run one command; 0 when it worked, 1 when the server refused, 2 for a wrong call."""
    given = _parser().parse_args(words)
    try:
        given.run(connect(given.url, given.key), given)
    except (Refused, Unreachable) as error:
        return _fail(str(error), 1)
    except (ValueError, LookupError, OSError) as error:
        return _fail(str(error), 2)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pilotba", description="Ask a PilotBA installation.")
    parser.add_argument("--url", default="", help="its address (PILOTBA_URL, else http://localhost:8000)")
    parser.add_argument("--key", default="", help="an API key (PILOTBA_KEY)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("whoami", help="who the key speaks for").set_defaults(run=_whoami)
    commands.add_parser("usage", help="what is left of this hour").set_defaults(run=_usage)
    commands.add_parser("mcp", help="serve an assistant over standard input and output (Model Context Protocol)").set_defaults(run=_mcp)
    commands.add_parser("datasets", help="list the datasets").set_defaults(run=_datasets)
    upload = commands.add_parser("upload", help="upload a file as a new dataset")
    upload.add_argument("file", type=Path)
    upload.add_argument("--name", default="", help="what to call it (the file's name)")
    upload.add_argument("--no-wait", action="store_true", help="do not wait until it can be asked")
    upload.set_defaults(run=_upload)
    query = commands.add_parser("query", help="ask a dataset")
    query.add_argument("dataset", help="its id, table name or name")
    how = query.add_mutually_exclusive_group(required=True)
    how.add_argument("--sql", default="", help="a SELECT")
    how.add_argument("--spec", type=Path, help="a file with a query object in JSON")
    query.add_argument("--format", choices=sorted(FORMATS), default="csv")
    query.add_argument("--out", type=Path, help="a file (standard output)")
    query.set_defaults(run=_query)
    return parser


def _whoami(client: Client, given: argparse.Namespace) -> None:
    me = client.me()
    seats = ", ".join(f"{one['name']} ({one['role']})" for one in me["workspaces"])
    _say(f"{me['name'] or me['email']} <{me['email']}> in {seats or 'no workspace'}")


def _usage(client: Client, given: argparse.Namespace) -> None:
    used = client.usage()
    queries = used["queries"]
    _say(f"{used['plan']}: {queries['remaining']:,} of {queries['limit']:,} query requests left, all back in {queries['resets_in']} s")


def _mcp(client: Client, given: argparse.Namespace) -> None:
    """One message a line, as the protocol's stdio transport has it; what goes wrong on the way is told to the assistant."""
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            said = client.mcp(line)
        except (Refused, Unreachable, ValueError) as error:
            said = _broken(line, str(error))
        if said:
            sys.stdout.write(said + "\n")
            sys.stdout.flush()


def _broken(line: str, message: str) -> str:
    try:
        key = json.loads(line).get("id")
    except (ValueError, AttributeError):
        return json.dumps({"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": "This is not JSON."}})
    return "" if key is None else json.dumps({"jsonrpc": "2.0", "id": key, "error": {"code": -32603, "message": message}})


def _datasets(client: Client, given: argparse.Namespace) -> None:
    for one in client.datasets():
        _say(f"{one['id']}  {one['table_name']:<30} {one['name']}")


def _upload(client: Client, given: argparse.Namespace) -> None:
    made = client.upload(given.file, name=given.name, wait=not given.no_wait, progress=_progress)
    _say(f"{made['id']}  {made['table_name']}" if "table_name" in made else f"job {made['job_id']}, dataset {made['dataset_id']}")


def _query(client: Client, given: argparse.Namespace) -> None:
    spec = json.loads(given.spec.read_text(encoding="utf-8")) if given.spec else None
    answer = client.query(given.dataset, sql=given.sql, spec=spec)
    if given.out:
        sys.stderr.write(f"{answer.save(given.out, given.format):,} bytes in {given.out}\n")
    else:
        answer.copy(sys.stdout.buffer, given.format)
        sys.stdout.flush()


def _progress(job: dict[str, Any]) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{job['state']} {job.get('progress') or 0:.0f} %" + ("\n" if job["state"] == "completed" else ""))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _fail(message: str, code: int) -> int:
    sys.stderr.write(f"pilotba: {message}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
