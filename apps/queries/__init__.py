"""The runner, its cache, history."""
