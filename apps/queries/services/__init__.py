"""Running queries: plan, cache, single flight, engine, history."""
