"""Secrets at rest."""

from __future__ import annotations

import base64
import secrets
from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from apps.core import crypto


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.PILOTBA = replace(settings.PILOTBA, home=tmp_path)
    crypto._keyring.cache_clear()
    yield
    crypto._keyring.cache_clear()


def test_it_works(tmp_path):
    token = crypto.encrypt("s3cret", "connection")
    assert "s3cret" not in token
    assert crypto.decrypt(token, "connection") == "s3cret"
    assert (tmp_path / "keys" / "field-1").stat().st_mode & 0o777 == 0o600


def test_new_key_for_new_values_old_ones_stay_readable():
    old = crypto.encrypt("one")
    crypto.rotate()
    assert crypto.decrypt(old) == "one"
    assert not crypto.is_current(old)
    new = crypto.reencrypt(old)
    assert crypto.is_current(new)
    assert crypto.decrypt(new) == "one"
    assert crypto.reencrypt(new) == new


def test_keys_from_the_environment(monkeypatch):
    keys = [base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() for _ in range(2)]
    monkeypatch.setenv("PILOTBA_ENCRYPTION_KEYS", keys[1])
    old = crypto.encrypt("x")
    crypto._keyring.cache_clear()
    monkeypatch.setenv("PILOTBA_ENCRYPTION_KEYS", ",".join(keys))
    assert crypto.decrypt(old) == "x"
    assert not crypto.is_current(old)


@pytest.mark.parametrize("value", ["short", "!!", base64.urlsafe_b64encode(b"x" * 16).decode()])
def test_bad_key_in_the_environment_is_named(monkeypatch, value):
    monkeypatch.setenv("PILOTBA_ENCRYPTION_KEYS", value)
    with pytest.raises(ImproperlyConfigured, match="PILOTBA_ENCRYPTION_KEYS"):
        crypto.encrypt("x")


def test_wrong_context_and_changed_values_are_refused():
    token = crypto.encrypt("x", "a")
    for bad, context in ((token, "b"), (token[:-4] + "AAAA", "a"), ("v2" + token[2:], "a"), ("nonsense", "a"), ("v1.00000000.AAAA", "a")):
        with pytest.raises(crypto.DecryptionFailed):
            crypto.decrypt(bad, context)


@given(st.text(), st.text(max_size=10))
def test_round_trip(text, context):
    assert crypto.decrypt(crypto.encrypt(text, context), context) == text
    assert crypto.encrypt(text, context) != crypto.encrypt(text, context)


def test_field_encrypts_on_the_way_in_and_decrypts_on_the_way_out():
    class Holder(models.Model):
        secret = crypto.EncryptedTextField()

        class Meta:
            app_label = "tests"
            managed = False

    field = Holder._meta.get_field("secret")
    stored = field.get_prep_value("password")
    assert stored.startswith("v1.")
    assert field.from_db_value(stored, None, None) == "password"
    assert field.get_prep_value("") == ""
    assert field.from_db_value(None, None, None) is None
