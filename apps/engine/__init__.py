"""The query engine: spec, compiler, guard, DuckDB processes, readers, profile, wire. No Django in here."""
