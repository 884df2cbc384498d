"""Connections, uploads, ingestion, versions, profile, quality."""
