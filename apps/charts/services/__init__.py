"""Saving charts, and drawing the answers of their questions."""
