"""JSON answers in the codings that the client knows."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.core.middleware.compress import chosen, encoded

pytestmark = pytest.mark.django_db
SCHEMA = "/api/v1/schema"


def opened(content, coding):
    if coding == "zstd":
        return pa.input_stream(pa.py_buffer(content), compression="zstd").read()
    return {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding](content)


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
def test_it_works(alice_client, coding):
    plain = alice_client.get(SCHEMA)
    packed = alice_client.get(SCHEMA, headers={"Accept-Encoding": coding})
    assert packed["Content-Encoding"] == coding
    assert "Accept-Encoding" in packed["Vary"]
    assert opened(packed.content, coding) == plain.content
    assert len(packed.content) < len(plain.content) / 4
    assert int(packed["Content-Length"]) == len(packed.content)
    assert "Content-Encoding" not in plain


def test_what_is_small_streamed_or_secret_goes_out_as_it_is(alice_client, alice_api, dataset):
    all_of_them = {"Accept-Encoding": "gzip, br, zstd"}
    assert "Content-Encoding" not in alice_client.get("/api/v1/me", headers=all_of_them)
    long = {"name": "x" * 100, "scope": "read"}
    for _ in range(12):
        alice_client.post("/api/v1/auth/keys", long, content_type="application/json")
    assert alice_client.get("/api/v1/auth/keys", headers=all_of_them)["Content-Encoding"] == "zstd"
    asked = {"spec": {"dataset": dataset.pk, "rows": ["*"]}}
    arrow = alice_api.post("/api/v1/queries/execute", asked, headers={**all_of_them, "Accept": "application/vnd.apache.arrow.stream"})
    assert "Content-Encoding" not in arrow


def test_a_compressed_version_can_be_saved_on(alice_client, dataset):
    columns = {c["id"]: {"description": "long " * 80} for c in dataset.current_version.columns}
    path = f"/api/v1/datasets/{dataset.pk}"
    alice_client.patch(path, {"notes": columns}, content_type="application/json", headers={"If-Match": "*"})
    read = alice_client.get(path, headers={"Accept-Encoding": "gzip"})
    assert read["ETag"].startswith('W/"')
    saved = alice_client.patch(path, {"name": "New"}, content_type="application/json", headers={"If-Match": read["ETag"]})
    assert saved.status_code == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""), ("identity", ""), ("gzip", "gzip"), ("gzip, deflate, br", "br"), ("gzip, deflate, br, zstd", "zstd"), ("*", "zstd"),
        ("zstd;q=0, br;q=0.5, gzip;q=0.8", "gzip"), ("*;q=0", ""), ("gzip;q=x", ""), ("GZIP", "gzip"), ("br;q=0, *;q=0.1", "zstd"),
    ],
)  # fmt: skip
def test_the_header_decides(accepted, coding):
    assert chosen(accepted) == coding


@hypothesis_settings(max_examples=100, derandomize=True)
@given(content=st.binary(max_size=5000), coding=st.sampled_from(["zstd", "br", "gzip"]))
def test_nothing_is_lost(content, coding):
    assert opened(encoded(content, coding), coding) == content


def test_gzip_is_what_others_read():
    assert zlib.decompress(encoded(b"abc" * 100, "gzip"), 31) == b"abc" * 100
