"""The database itself refuses to change or remove entries, whoever asks: set up after every migration, for SQLite and PostgreSQL.

An entry may be chained once; it may go only when the chain's checkpoint covers it; a chain's head and checkpoint never go back.
"""

from __future__ import annotations

from typing import Any

_ENTRY, _CHAIN = "core_auditentry", "core_auditchain"
_FIXED = ("id", "at", "action", "user_id", "workspace_id", "kind", "object_id", "before", "after", "request_meta")
_BACKWARDS = "NEW.seq < OLD.seq OR NEW.removed_to < OLD.removed_to OR NEW.removed_to > NEW.seq OR NEW.workspace_id <> OLD.workspace_id"
_COVERED = f"COALESCE((SELECT removed_to FROM {_CHAIN} WHERE workspace_id = OLD.workspace_id), 0)"  # noqa: S608  -- constants
_WORDS = "The audit trail cannot be changed."


def install(connection: Any) -> None:
    """Create the triggers where the tables are; harmless when they are there already."""
    if {_ENTRY, _CHAIN} <= set(connection.introspection.table_names()):
        _run(connection, _postgres() if connection.vendor == "postgresql" else _sqlite())


def remove(connection: Any) -> None:
    """Drop them, for migrations that rewrite the tables and for emptying a test database."""
    names = [(name, table) for name, table, _, _ in _rules("")]
    named = [f"{name} ON {table}" if connection.vendor == "postgresql" else name for name, table in names]
    _run(connection, [f"DROP TRIGGER IF EXISTS {name}" for name in named])


def _rules(differs: str) -> list[tuple[str, str, str, str]]:
    """Name, table, event, and when it is refused."""
    changed = " OR ".join(f"NEW.{_quoted(name)} {differs} OLD.{_quoted(name)}" for name in _FIXED)
    return [
        ("audit_entry_kept", _ENTRY, "DELETE", f"OLD.seq IS NULL OR OLD.seq > {_COVERED}"),
        ("audit_entry_fixed", _ENTRY, "UPDATE", f"OLD.digest <> '' OR NEW.digest = '' OR {changed}"),
        ("audit_chain_kept", _CHAIN, "DELETE", "1 = 1"),
        ("audit_chain_forward", _CHAIN, "UPDATE", _BACKWARDS),
    ]


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table} WHEN {refused} BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        for name, table, event, refused in _rules("IS NOT")
    ]


def _postgres() -> list[str]:
    """A trigger's own WHEN may hold no sub-query, so each condition stands in a function."""
    out = []
    for name, table, event, refused in _rules("IS DISTINCT FROM"):
        row = "OLD" if event == "DELETE" else "NEW"
        raised = f"RAISE EXCEPTION '{_WORDS}' USING ERRCODE = 'restrict_violation'"
        body = f"BEGIN IF {refused} THEN {raised}; END IF; RETURN {row}; END"
        out.append(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $audit$ {body} $audit$")
        out.append(f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    return out


def _quoted(name: str) -> str:
    return f'"{name}"'


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
