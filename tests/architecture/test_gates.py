"""The gates of `make lint` that are our own: secrets in the source, advisories on what is pinned."""

from __future__ import annotations

import json

import pytest

from scripts import advisories, secrets

PLANTED = {
    "AWS key": "key = 'AK" + "IA" + "ABCDEFGHIJKLMNOP'",
    "GitHub token": "gh" + "p_" + "a1B2" * 10,
    "private key": "-----BEGIN " + "PRIVATE KEY-----",
    "password in an address": "postgresql://app:" + "tr0ub4dor3@db/x",
    "Slack token": "xox" + "b-" + "1234567890-abcdefghij",
}


@pytest.mark.parametrize("kind", PLANTED)
def test_it_works(kind: str) -> None:
    assert secrets.scan(f"a\n{PLANTED[kind]}\n") == [(2, kind)]
    assert secrets.scan(f"{PLANTED[kind]} # {secrets.FINE}") == []


def test_no_secret_is_in_the_tree() -> None:
    assert secrets.main() == 0


def test_words_about_secrets_are_none() -> None:
    assert secrets.scan("PASSWORD = 'correct horse'\nsmtp://user:password@host:587\npostgresql://user:password@host/x\n") == []


def test_findings_of_python_packages_are_told() -> None:
    found = {"id": "PYSEC-1", "fix_versions": ["2.0"], "aliases": ["CVE-1"]}
    report = json.dumps({"dependencies": [{"name": "a", "version": "1", "vulns": [found]}, {"name": "b", "version": "1", "vulns": []}]})
    assert advisories.python_findings(report) == ["a 1: PYSEC-1, mended in 2.0"]


def test_an_accepted_advisory_is_not_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(advisories.ACCEPTED, "CVE-1", "does not apply")
    found = {"id": "PYSEC-1", "fix_versions": [], "aliases": ["CVE-1"]}
    assert advisories.python_findings(json.dumps({"dependencies": [{"name": "a", "version": "1", "vulns": [found]}]})) == []


def test_findings_of_the_front_end_are_told_from_high_on() -> None:
    report = {"vulnerabilities": {"x": {"severity": "high"}, "y": {"severity": "low"}}}
    assert advisories.node_findings(json.dumps(report)) == ["x: high"]


@pytest.mark.parametrize("report", ["", "connection refused", "[]", '{"message": "offline", "error": {}}'])
def test_nobody_to_ask_is_no_finding(report: str) -> None:
    assert not advisories.node_findings(report)
    assert not advisories.python_findings(report)


def test_offline_the_check_passes_and_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(advisories, "_run", lambda line: "")
    assert advisories.main() == 0
    assert "cannot be reached" in capsys.readouterr().out
