"""The applications. Each may import only from those below it; see docs/architecture.md."""
