"""The API of datasets and uploads."""
