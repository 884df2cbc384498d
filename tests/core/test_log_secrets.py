"""The log tells which page was asked for, never what opens a door."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from apps.accounts.services.signin import one_time_link


def paths(lines: Any) -> list[str]:
    return [line["path"] for line in lines if line["event"] == "request"]


def test_it_works(alice: Any, nobody_client: Any, capture_logs: Any) -> None:
    link = one_time_link(alice, "")
    assert nobody_client.get(link, headers={"Sec-Purpose": "prefetch"}).status_code == 503  # looked at, and good for a sign-in still
    assert nobody_client.get(link).status_code == 302
    assert paths(capture_logs) == ["/accounts/link/…/"] * 2


@pytest.mark.django_db
def test_invitations_and_password_resets_are_not_told(nobody_client: Any, capture_logs: Any) -> None:
    nobody_client.get(reverse("accounts:invitation", args=["a-secret-of-somebody"]))
    nobody_client.get(reverse("account_reset_password_from_key", kwargs={"uidb36": "1f", "key": "abc-0123456789"}))
    nobody_client.get("/health/nothing-here/abc")
    assert paths(capture_logs) == ["/invitations/…/", "/accounts/password/reset/key/1f-…/"]
