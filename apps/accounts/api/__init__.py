"""The programmatic door of accounts."""
