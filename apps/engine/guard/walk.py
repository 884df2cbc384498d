"""The walk over the parse tree: everything is refused that is not on a list here.

Scoping follows the engine: a CTE sees those before it in the same WITH, a recursive one sees itself in its second half
only, and a name that is no CTE in sight is a table of the caller's, or refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import SqlRefused
from ..spec import nearest
from .functions import allowed
from .parse import position

NODES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
TABLES = frozenset({"BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EMPTY", "EXPRESSION_LIST", "PIVOT", "SHOW_REF"})
TABLE_FUNCTIONS = frozenset({"range", "generate_series", "unnest"})
MODIFIERS = frozenset({"ORDER_MODIFIER", "LIMIT_MODIFIER", "DISTINCT_MODIFIER", "ORDER_DEFAULT", "ASCENDING", "DESCENDING"})
CLASSES = frozenset(
    {"BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT", "FUNCTION", "LAMBDA", "LAMBDA_REF",
     "OPERATOR", "PARAMETER", "POSITIONAL_REFERENCE", "STAR", "SUBQUERY", "TYPE", "WINDOW"}
)  # fmt: skip
_TYPE_NAMES = """
bigint bit blob boolean bool bpchar char date datetime decimal dec double enum float float4 float8 hugeint int int1 int2 int4 int8
int16 int32 int64 int128 integer interval json list array map numeric real short signed long logical smallint string struct row text
time timetz timestamp timestamp_s timestamp_ms timestamp_ns timestamp_us timestamptz tinyint ubigint uhugeint uint8 uint16 uint32
uint64 uinteger usmallint utinyint uuid varchar null
"""
TYPES = frozenset(_TYPE_NAMES.split()) | {"time with time zone", "timestamp with time zone"}
# Names that stand for a function about the server when no column has them.
VALUE_FUNCTIONS = frozenset(
    {"current_catalog", "current_database", "current_schema", "current_schemas", "current_role", "current_query", "session_user"}
)
_NOWHERE = 2**63

Scope = frozenset[str]


class Walk:
    """One statement's walk. `tables` maps the names the caller may read to their columns."""

    def __init__(self, sql: str, tables: Mapping[str, Sequence[str]]) -> None:
        self._sql = sql
        self._tables = {name.lower(): name for name in tables}
        self._columns = {column.lower() for columns in tables.values() for column in columns}
        self.used: set[str] = set()

    def visit(self, value: Any, scope: Scope = frozenset()) -> None:
        """Check a piece of the tree and everything in it."""
        if isinstance(value, list):
            for item in value:
                self.visit(item, scope)
        elif isinstance(value, dict):
            if "cte_map" in value:
                self._query(value, scope)
            elif "class" in value:
                self._expression(value, scope)
            elif isinstance(value.get("type"), str):
                self._typed(value, scope)
            else:
                self.visit(list(value.values()), scope)

    def refuse(self, message: str, piece: Mapping[str, Any]) -> SqlRefused:
        at = piece.get("query_location", _NOWHERE)
        return SqlRefused(message, **(position(self._sql, at) if isinstance(at, int) and at < _NOWHERE else {}))

    def _query(self, node: Mapping[str, Any], scope: Scope) -> None:
        kind = node.get("type")
        if kind not in NODES:
            raise self.refuse(f"Only reading is possible here, not {_words(kind)}.", node)
        for entry in node["cte_map"]["map"]:
            self._cte(entry, scope)
            scope |= {entry["key"].lower()}
        if kind == "RECURSIVE_CTE_NODE":
            inner = scope | {node["cte_name"].lower()}
            self.visit(node["left"], scope)
            self.visit([v for k, v in node.items() if k not in ("left", "cte_map")], inner)
        else:
            self.visit([v for k, v in node.items() if k not in ("type", "cte_map")], scope)

    def _cte(self, entry: Mapping[str, Any], scope: Scope) -> None:
        """A CTE's body is one query node; the rest of the entry may hold expressions."""
        query = entry["value"]["query_node"]
        self._query(query if isinstance(query, dict) and "cte_map" in query else {"type": "a statement without result"}, scope)
        self.visit([v for k, v in entry["value"].items() if k != "query_node"], scope)

    def _typed(self, piece: Mapping[str, Any], scope: Scope) -> None:
        """Table references and modifiers."""
        kind = piece["type"]
        if kind in TABLES:
            getattr(self, f"_{kind.lower()}", self._inside)(piece, scope)
        elif kind in MODIFIERS:
            self._inside(piece, scope)
        else:
            raise self.refuse(f"{_words(kind)} cannot be used here.", piece)

    def _inside(self, piece: Mapping[str, Any], scope: Scope) -> None:
        self.visit([v for k, v in piece.items() if k not in ("type", "class")], scope)

    def _base_table(self, piece: Mapping[str, Any], scope: Scope) -> None:
        path = [str(part) for part in piece["qualified_name"]["path"]]
        name = path[-1].lower()
        if piece.get("at_clause"):
            raise self.refuse("Earlier versions of a table cannot be read with AT.", piece)
        if len(path) == 1 and name in scope:
            return
        if len(path) == 2 and path[0].lower() == "recurring" and name in scope:
            return
        if name not in self._tables or not (len(path) == 1 or (len(path) == 2 and path[0].lower() == "main")):
            shown = ".".join(path)
            raise self.refuse(f'There is no table "{shown}" here.{nearest(shown, self._tables.values())}', piece)
        self.used.add(self._tables[name])

    def _table_function(self, piece: Mapping[str, Any], scope: Scope) -> None:
        function = piece["function"]
        name = str(function.get("function_name", "")).lower()
        if function.get("class") != "FUNCTION" or name not in TABLE_FUNCTIONS or len(function["qualified_name"]["path"]) != 1:
            raise self.refuse(f"The table function {name} cannot be used here. Name one of your datasets.", piece)
        self.visit([v for k, v in function.items() if k not in ("type", "class")], scope)

    def _show_ref(self, piece: Mapping[str, Any], scope: Scope) -> None:
        if piece.get("show_type") not in ("DESCRIBE", "SUMMARY") or not piece.get("query") or piece.get("table_name"):
            raise self.refuse("SHOW cannot be used here. Write DESCRIBE or SUMMARIZE with one of your datasets.", piece)
        self.visit(piece["query"], scope)

    def _pivot(self, piece: Mapping[str, Any], scope: Scope) -> None:
        if any(pivot.get("pivot_enum") for pivot in piece.get("pivots", [])):
            raise self.refuse("A PIVOT needs its values written out.", piece)
        self._inside(piece, scope)

    def _expression(self, piece: Mapping[str, Any], scope: Scope) -> None:
        kind = piece["class"]
        if kind not in CLASSES:
            raise self.refuse(f"{_words(kind)} cannot be used here.", piece)
        if kind in ("FUNCTION", "WINDOW") and piece.get("function_name", "").lower() not in allowed():
            raise self.refuse(f"The function {piece.get('function_name')} cannot be used here.", piece)
        if kind == "TYPE" and (len(piece["qualified_name"]["path"]) != 1 or piece["type_name"].lower() not in TYPES):
            raise self.refuse(f"The type {piece['type_name']} cannot be used here.", piece)
        if kind == "COLUMN_REF" and len(piece["column_names"]) == 1 and self._about_server(piece["column_names"][0]):
            raise self.refuse(f"{piece['column_names'][0]} cannot be used here.", piece)
        if kind == "CONSTANT":
            return
        self.visit([v for k, v in piece.items() if k not in ("type", "class", "literal")], scope)

    def _about_server(self, name: str) -> bool:
        return name.lower() in VALUE_FUNCTIONS and name.lower() not in self._columns


def _words(kind: object) -> str:
    return str(kind).removesuffix("_QUERY_NODE").removesuffix("_NODE").replace("_", " ").upper()
