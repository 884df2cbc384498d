"""Looking at the audit trail of a workspace: for its administrators, searchable, and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import orjson
from django.db.models import Q, QuerySet

from apps.core import audit
from apps.core.audit.privacy import with_addresses
from apps.core.errors import InvalidInput
from apps.core.models import AuditEntry

from ..models import User, Workspace
from ..selectors import access_workspace

COLUMNS = ("at", "person", "action", "kind", "object", "address", "request_id", "before", "after")
FORMS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets would run


@dataclass(frozen=True)
class Wanted:
    """What to look for: words in person, action, kind or object id, and days (both included) in the person's time zone."""

    search: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def parse(cls, search: str, since: str, until: str) -> Wanted:
        """Read it from texts; raises InvalidInput for a day that is none."""
        return cls(search.strip()[:200], _day(since, "since"), _day(until, "until"))


def entries(user: User, workspace: Workspace, wanted: Wanted) -> QuerySet[AuditEntry]:
    """The workspace's trail, newest first. Raises Forbidden for members who do not administrate it, NotFound for strangers."""
    access_workspace(user, workspace.pk, "manage")
    found = AuditEntry.objects.select_related("user").filter(workspace_id=workspace.pk).order_by("-at", "-pk")
    for word in wanted.search.split()[:8]:
        found = found.filter(
            Q(user__email__icontains=word)
            | Q(action__icontains=word)
            | Q(kind__icontains=word)
            | Q(object_id=word)
            | Q(user_id=word)
            | Q(user__name__icontains=word)
        )
    zone = ZoneInfo(user.timezone)
    if wanted.since:
        found = found.filter(at__gte=datetime.combine(wanted.since, time.min, zone))
    if wanted.until:
        found = found.filter(at__lt=datetime.combine(wanted.until + timedelta(days=1), time.min, zone))
    return found


def as_file(user: User, workspace: Workspace, wanted: Wanted, form: str) -> Iterator[bytes]:
    """The same as a file, piece by piece: `csv` for people, `jsonl` (one entry a line, with its place in the chain) for programs.

    That it was taken is itself in the trail. Raises InvalidInput for another form.
    """
    if form not in FORMS:
        raise InvalidInput("A file of the trail is csv or jsonl.", field="format")
    found = entries(user, workspace, wanted)
    audit.record("audit.export", user=user, workspace_id=workspace.pk, after={"search": wanted.search, "format": form})
    return _csv(found) if form == "csv" else _lines(found)


def facts(entry: AuditEntry) -> dict[str, object]:
    """One entry as plain data."""
    meta = entry.request_meta or {}
    before, after = with_addresses(entry.before, entry.after)
    return {
        "at": entry.at.isoformat(),
        "person": entry.actor,
        "action": entry.action,
        "kind": entry.kind,
        "object": entry.object_id,
        "address": meta.get("address", ""),
        "request_id": meta.get("request_id", ""),
        "before": before,
        "after": after,
    }


def chained(entry: AuditEntry) -> dict[str, object]:
    """One entry as it is stored, addresses as ids: what is needed to compute the chain of digests again elsewhere."""
    stored = {"user": entry.user_id, "before": entry.before, "after": entry.after, "request": entry.request_meta}
    place = {"workspace": entry.workspace_id, "seq": entry.seq, "previous": entry.previous, "digest": entry.digest}
    return {**facts(entry), **stored, **place}


def _csv(found: QuerySet[AuditEntry]) -> Iterator[bytes]:
    yield (",".join(COLUMNS) + "\r\n").encode()
    for entry in found.iterator(chunk_size=500):
        line = io.StringIO()
        csv.writer(line).writerow(_cell(value) for value in facts(entry).values())
        yield line.getvalue().encode()


def _lines(found: QuerySet[AuditEntry]) -> Iterator[bytes]:
    for entry in found.iterator(chunk_size=500):
        yield orjson.dumps(chained(entry)) + b"\n"


def _cell(value: object) -> str:
    text = "" if value is None else value if isinstance(value, str) else orjson.dumps(value).decode()
    return f"'{text}" if text.startswith(_FORMULA) else text


def _day(text: str, field: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(f"{field} must be a day such as 2026-05-01.", field=field) from None
