"""Health, measures, the overview of the system page."""
