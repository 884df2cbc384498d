"""Files: put, read, local copies; keys are the server's."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core import storage
from apps.core.storage.backends import check_key


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "Sales 2026.csv"
    path.write_bytes(b"a,b\n1,2\n")
    return path


def test_it_works(file):
    storage.put("uploads/abc/file.csv", file)
    assert storage.exists("uploads/abc/file.csv")
    with storage.open_read("uploads/abc/file.csv") as handle:
        assert handle.read() == file.read_bytes()
    assert storage.local_path("uploads/abc/file.csv").read_bytes() == file.read_bytes()
    storage.delete("uploads/abc/file.csv")
    assert not storage.exists("uploads/abc/file.csv")
    storage.delete("uploads/abc/file.csv")


def test_missing_file():
    with pytest.raises(FileNotFoundError):
        storage.open_read("uploads/none")


def test_stored_file_is_a_copy_in_its_own_right(file):
    storage.put("a/b", file)
    file.unlink()
    assert storage.local_path("a/b").exists()


def test_copy_across_disks(file, monkeypatch):
    def refuse(*args):
        raise OSError("other disk")

    monkeypatch.setattr("apps.core.storage.backends.os.link", refuse)
    storage.put("a/c", file)
    assert storage.local_path("a/c").read_bytes() == file.read_bytes()


def test_interrupted_put_leaves_nothing(settings, file, monkeypatch):
    if settings.PILOTBA.storage != "files":
        pytest.skip("S3 shows an object whole or not at all")
    monkeypatch.setattr("apps.core.storage.backends.sync", lambda path: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        storage.put("half/file", file)
    assert not storage.exists("half/file")
    assert list((storage.home() / "files" / "half").iterdir()) == []


def test_scratch_folder_is_gone_afterwards():
    with storage.scratch_dir() as folder:
        (folder / "x").write_text("x")
    assert not folder.exists()


def test_local_copy_of_a_remote_file(tmp_path, file):
    from apps.core.storage.backends import FileBackend
    from apps.core.storage.cache import cached_copy

    remote = FileBackend(tmp_path / "remote")
    remote.put("k", file)
    first = cached_copy(remote, "k", tmp_path / "cache")
    shutil.rmtree(tmp_path / "remote")
    assert cached_copy(remote, "k", tmp_path / "cache") == first
    assert first.read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    "key", ["../x", "a/../b", "/etc/passwd", "a//b", "", "a/", "A/b", "a\\b", "a/b\x00", "x" * 201, ".hidden", "a/.b", "a b"]
)
def test_keys_that_the_server_would_never_make(key):
    with pytest.raises(ValueError, match="not a storage key"):
        storage.exists(key)


@given(st.text(max_size=40))
def test_no_key_leaves_its_folder(key):
    try:
        check_key(key)
    except ValueError:
        return
    root = storage.home() / "files"
    assert (root / key).resolve().is_relative_to(root.resolve())
