"""Dashboards, tiles, filters, sharing."""
