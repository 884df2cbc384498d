"""Signing up: a code by mail comes first, and nothing shows whether an address is known."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from django.utils import timezone
from factories import PASSWORD, make_user
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.accounts.models import Membership, OneTimeCode, User
from apps.accounts.services import codes
from apps.core.models import AuditEntry, Job

pytestmark = pytest.mark.django_db
SIGNUP, CODE, AGAIN = "/accounts/signup/", "/accounts/signup/code/", "/accounts/signup/code/again/"
DORA = {"name": "Dora Example", "email": "Dora@Example.com", "password1": "blue bicycle 42"}


def last_code() -> str:
    return re.search(r"\b(\d{6})\b", str(mail.outbox[-1].body))[1]


def begun(client: Client, **more: str) -> Any:
    return client.post(SIGNUP, DORA | more)


def test_it_works(nobody_client: Client) -> None:
    assert begun(nobody_client)["Location"] == CODE
    page = nobody_client.get(CODE).content.decode()
    assert "D•••@" not in page
    assert "d•••@e•••.com" in page
    assert not User.objects.exists(), "nobody is stored before the code is back"
    assert mail.outbox[0].to == ["dora@example.com"]
    assert nobody_client.post(CODE, {"code": last_code()})["Location"] == "/"
    dora = User.objects.get()
    seat = Membership.objects.select_related("workspace").get(user=dora)
    assert (dora.email, dora.name, seat.role, seat.workspace.name) == ("dora@example.com", "Dora Example", "admin", "Dora's workspace")
    assert dora.check_password("blue bicycle 42")
    assert nobody_client.get("/settings/").status_code == 200
    assert "Welcome to PilotBA" in mail.outbox[-1].subject
    assert AuditEntry.objects.filter(action="signup", user=dora).exists()


def test_mails_come_as_text_and_html_and_their_codes_are_stored_nowhere(nobody_client: Client) -> None:
    begun(nobody_client)
    html = mail.outbox[0].alternatives[0][0]
    assert last_code() in html
    assert "PilotBA" in html
    stored = str(list(OneTimeCode.objects.values())) + str(list(Job.objects.values()))
    assert last_code() not in stored
    assert "blue bicycle 42" not in stored


def test_without_a_mail_server_the_page_says_where_the_mail_is(nobody_client: Client, settings: Any) -> None:
    begun(nobody_client)
    assert "printed where PilotBA was started" in nobody_client.get(CODE).content.decode()
    settings.MAIL_IS_SENT = True
    assert "printed where PilotBA was started" not in nobody_client.get(CODE).content.decode()


def test_a_known_address_is_answered_alike_and_its_owner_is_told(nobody_client: Client, alice: User, monkeypatch: Any) -> None:
    hashed: list[str] = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, password, salt: hashed.append(password) or real(self, password, salt))
    stranger = Client()
    known, unknown = begun(nobody_client, email="ALICE@example.com"), begun(stranger, email="almut@example.com")
    assert (known.status_code, known["Location"], known.content) == (unknown.status_code, unknown["Location"], unknown.content)
    assert hashed == ["blue bicycle 42"] * 2, "both cost the same"
    assert (
        nobody_client.get(CODE).content.decode().count("a•••@e•••.com") == stranger.get(CODE).content.decode().count("a•••@e•••.com") == 1
    )
    assert [message.to for message in mail.outbox] == [["alice@example.com"], ["almut@example.com"]]
    assert "has an account" in str(mail.outbox[0].body)
    wrong = [client.post(CODE, {"code": "000000"}).status_code for client in (nobody_client, stranger)]
    assert wrong == [400, 400]
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_no_text_is_the_code_of_a_known_address(nobody_client: Client, alice: User) -> None:
    begun(nobody_client, email=alice.email)
    for text in ("", " ", "0" * 64):
        nobody_client.post(CODE, {"code": text})
    assert "_auth_user_id" not in nobody_client.session


def test_three_wrong_codes_lock_the_way_even_for_the_right_one(nobody_client: Client) -> None:
    begun(nobody_client)
    right = last_code()
    wrong = f"{(int(right) + 1) % 10**6:06}"
    assert [nobody_client.post(CODE, {"code": wrong}).status_code for _ in range(3)] == [400, 400, 429]
    answer = nobody_client.post(CODE, {"code": right})
    assert (answer.status_code, "Wait 15 minutes" in answer.content.decode()) == (429, True)
    assert nobody_client.post(AGAIN).status_code == 429, "and no new code is sent meanwhile"
    assert begun(Client()).status_code == 429
    assert not User.objects.exists()


def test_a_code_lives_ten_minutes_and_works_once(nobody_client: Client) -> None:
    begun(nobody_client)
    OneTimeCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert nobody_client.post(CODE, {"code": last_code()}).status_code == 400
    left = OneTimeCode.objects.get().created_at + codes.LIFE - timezone.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    old = last_code()
    nobody_client.post(AGAIN)
    if old != last_code():
        assert nobody_client.post(CODE, {"code": old}).status_code == 400
    right = last_code()
    assert nobody_client.post(CODE, {"code": f" {right[:3]} {right[3:]} "})["Location"] == "/"
    assert nobody_client.post(CODE, {"code": right})["Location"] == SIGNUP


def test_sending_again_is_limited(nobody_client: Client) -> None:
    begun(nobody_client)
    answers = [nobody_client.post(AGAIN) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "We have sent 4 codes" in answers[-1].content.decode()
    assert len(mail.outbox) == 4


def test_a_mail_server_that_refuses_an_address_does_not_show(nobody_client: Client, monkeypatch: Any) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OSError("550 no such mailbox")

    monkeypatch.setattr("apps.core.mail.send", refuse)
    assert begun(nobody_client)["Location"] == CODE


def test_two_sign_ups_of_one_address_make_one_person(nobody_client: Client) -> None:
    second = Client()
    begun(nobody_client)
    first = last_code()
    begun(second)
    assert second.post(CODE, {"code": last_code()}).status_code == 302
    answer = nobody_client.post(CODE, {"code": first})
    assert answer.status_code == 409
    assert "has an account by now" in answer.content.decode()
    assert User.objects.count() == 1


def test_signing_up_leads_where_one_wanted_but_never_to_a_foreign_site(nobody_client: Client) -> None:
    begun(nobody_client, next="/datasets/")
    assert nobody_client.post(CODE, {"code": last_code()})["Location"] == "/datasets/"
    other = Client()
    begun(other, next="https://evil.example", email="other@example.com")
    assert other.post(CODE, {"code": last_code()})["Location"] == "/"


def test_a_claimed_address_binds_to_no_workspace(alice_client: Client, workspace: Any) -> None:
    squatter = make_user("dora")
    EmailAddress.objects.create(user=squatter, email=squatter.email, verified=False, primary=True)
    text = alice_client.post("/workspace/members/add/", {"email": squatter.email, "role": "admin"}, follow=True).content.decode()
    assert "/invitations/" in text
    link = re.search(r"http://localhost:8000(/invitations/\S+?)<", text)[1]
    client = Client()
    client.force_login(squatter, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(link).status_code == 403
    assert not Membership.objects.filter(user=squatter).exists()


def test_an_invitation_goes_out_by_mail_where_there_is_a_mail_server(alice_client: Client, settings: Any) -> None:
    settings.MAIL_IS_SENT = True
    alice_client.post("/workspace/members/add/", {"email": "new@example.com", "role": "viewer"})
    assert mail.outbox[0].to == ["new@example.com"]
    assert "http://localhost:8000/invitations/" in str(mail.outbox[0].body)


def test_programs_sign_up_too(nobody_api: Any) -> None:
    person = {"name": "Dora", "email": "dora@example.com", "password": "blue bicycle 42"}
    begun = nobody_api.post("/api/v1/auth/signup", person)
    assert (begun.status_code, begun.json()["email"]) == (202, "d•••@e•••.com")
    said = {"id": begun.json()["id"], "code": last_code()}
    refused = nobody_api.post("/api/v1/auth/signup/confirm", said | {"code": "x"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "wrong_code")
    done = nobody_api.post("/api/v1/auth/signup/confirm", said)
    assert done.status_code == 201
    nobody_api.credentials(HTTP_AUTHORIZATION=f"Bearer {done.json()['access']}")
    assert nobody_api.get("/api/v1/me").json()["name"] == "Dora"
    weak = nobody_api.post("/api/v1/auth/signup", person | {"password": "password123"})
    assert "password" in weak.json()["error"]["details"]["fields"]


@given(st.text(max_size=12))
@hypothesis_settings(max_examples=100)
def test_an_answer_never_shows_a_whole_address(name: str) -> None:
    shown = codes.masked(f"{name}@example.com")
    assert shown.endswith("@e•••.com") or "@" in name
    assert len(shown.partition("@")[0]) <= 4
