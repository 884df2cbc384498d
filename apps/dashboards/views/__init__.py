"""Pages of dashboards, their parts and their small actions."""
