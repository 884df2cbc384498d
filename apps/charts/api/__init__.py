"""Endpoints of charts."""
