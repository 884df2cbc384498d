"""DuckDB in three places: a shared read instance, a pool of locked-down query processes, and one-off sandboxed work."""
