"""Drawers of static pictures: one file for each trace type of a figure."""
