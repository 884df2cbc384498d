"""Files in an S3 bucket, through django-storages."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, cast

from django.core.files import File
from django.core.files.storage import storages


class S3Backend:
    """One object per key; S3 shows an object whole or not at all."""

    def __init__(self) -> None:
        self.storage = storages["pilotba"]

    def put(self, key: str, path: Path) -> None:
        with path.open("rb") as handle:
            self.storage.save(key, File(handle, name=key))

    def open_read(self, key: str) -> BinaryIO:
        if not self.exists(key):
            raise FileNotFoundError(key)
        return cast("BinaryIO", self.storage.open(key, "rb"))

    def delete(self, key: str) -> None:
        self.storage.delete(key)

    def exists(self, key: str) -> bool:
        return self.storage.exists(key)
