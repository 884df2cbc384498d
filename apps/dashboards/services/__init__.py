"""Writes to dashboards, and the answers their tiles show."""
