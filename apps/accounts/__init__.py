"""Users, workspaces, roles and grants, tokens."""
