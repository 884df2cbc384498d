"""Which functions people's SQL may call.

`functions.txt` is the allow-list; it is written by `python -m apps.engine.guard.functions` from the engine's own
catalogue less what is refused below, and committed, so that a new engine version adds nothing by itself: a test shows the
difference and a person decides.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import duckdb

_FILE = Path(__file__).with_name("functions.txt")

# Windows that the grammar knows but the catalogue may list elsewhere, and pieces of syntax that arrive as functions.
_SYNTAX = ("list_value", "struct_pack", "row", "array_value", "count_star", "unnest")
_KINDS = ("scalar", "aggregate", "macro", "window")
_REFUSED = re.compile(
    r"""
      __internal.* | icu_.* | collate_.* | pg_(?!typeof).* | has_.*_privilege | inet_.* | col_description | obj_description
    | shobj_description | format_(?:pg_)?type | map_to_pg_oid | session_user | current_(?!date|time|localtime).*
    | txid_current | version | get_block_size | in_search_path | get(?:env|variable) | which_secret          # about the server
    | sleep_ms | error | assert_true | setseed | setval | nextval | currval | write_log | parse_duckdb_log_message  # acts
    | json_(?:de)?serialize_.* | json_execute_.* | current_query.*                                            # SQL in strings
    | from_json.* | json_transform.* | variant_.* | .*_variant | remap_struct                                 # crash the engine
    | combine(?:_aggr)? | finalize | to_aggregate_state | vector_type | stats | index_key | create_sort_key   # inner workings
    | can_cast_implicitly | cast_to_type | (?:make|get|replace)_type | typeof_.* | variant.* | constant_or_null
    | json_copy_.* | damerau_levenshtein | hive_partition_component | invoke | st_.* | .*byte_comparable
    """,
    re.VERBOSE,
)


def generate() -> list[str]:
    """The allow-list as this engine would give it."""
    with duckdb.connect() as connection:
        rows = connection.execute("SELECT DISTINCT function_name, function_type FROM duckdb_functions()").fetchall()
    names = {name for name, kind in rows if kind in _KINDS} | set(_SYNTAX)
    return sorted(name for name in names if not _REFUSED.fullmatch(name))


@cache
def allowed() -> frozenset[str]:
    """The committed allow-list, in lower case."""
    return frozenset(line.strip().lower() for line in _FILE.read_text().splitlines() if line.strip())


if __name__ == "__main__":
    _FILE.write_text("\n".join(generate()) + "\n")
