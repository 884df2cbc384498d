"""The API of dashboards."""
