"""Writes to people, workspaces, rights and tokens."""
