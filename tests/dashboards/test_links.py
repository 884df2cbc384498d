"""Public links and embeddings: who may make them, what they show, and when they stop."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jwt
import pytest
from dashboards.boards import BY_REGION, api, make_board, make_chart
from django.core.cache import cache
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.accounts.models import Membership, Role, Visibility
from apps.accounts.services.rights import share
from apps.core.errors import InvalidInput
from apps.core.models import AuditEntry
from apps.dashboards.errors import DoorClosed
from apps.dashboards.models import ShareLink, Tile
from apps.dashboards.services import guests
from apps.dashboards.services.links import digest_of, make_link, revoke_link
from apps.datasets.models import RowRule


@pytest.fixture
def sales(alice: Any, dataset: Any) -> Any:
    """A private board of a private chart."""
    chart = make_chart(alice, dataset, **BY_REGION, sort=[{"by": "units", "dir": "desc"}])
    return make_board(alice, chart, "What sold", visibility=Visibility.PRIVATE)


def tile_of(board: Any) -> Tile:
    return Tile.objects.get(dashboard=board, kind="chart")


def ask(client: Any, secret: str, board: Any, **body: Any) -> Any:
    return client.post(f"/api/v1/shared/{secret}/tiles/{tile_of(board).pk}/data", body, format="json")


def door(board: Any, user: Any = None, **more: Any) -> tuple[ShareLink, str]:
    return make_link(user=user or board.owner, dashboard_id=board.pk, name="The board", **more)


def test_it_works(
    alice_api: Any, nobody_api: Any, nobody_client: Any, bob_api: Any, charlie_api: Any, analyst: Any, sales: Any, dataset: Any
) -> None:
    """One import for many looks."""
    made = alice_api.post(api(sales, "/links"), {"name": "The board", "locked": {"region": ["EU"]}}, format="json")
    assert made.status_code == 201, made.content
    secret = made.json()["url"].rstrip("/").rpartition("/")[2]
    page = nobody_client.get(f"/s/{secret}/")
    assert page.status_code == 200
    assert (page["Referrer-Policy"], page["Cache-Control"].split(",")[0]) == ("no-referrer", "max-age=0")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    a_guest_sees_what_the_maker_sees_narrowed(nobody_api, secret, sales)
    nothing_of_the_workspace_is_told(page.content.decode(), nobody_api, secret, sales, dataset)
    only_managers_know_of_links(alice_api, bob_api, charlie_api, nobody_api, sales, secret)
    rules_of_the_maker_bind(nobody_api, analyst, sales, dataset)
    a_failing_tile_tells_guests_nothing(nobody_api, secret, sales, dataset)
    assert AuditEntry.objects.filter(action="link.make", workspace_id=sales.workspace_id).count() == 3


def a_guest_sees_what_the_maker_sees_narrowed(nobody: Any, secret: str, board: Any) -> None:
    assert ask(nobody, secret, board).json()["rows"] == [["EU", 6]]
    assert ask(nobody, secret, board, filters={"day": "2026-01-01..2026-01-02"}).json()["rows"] == [["EU", 5]]
    refused = ask(nobody, secret, board, filters={"region": ["US"]})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "filter_invalid")
    assert ask(nobody, secret, board, spec={"rows": ["*"]}).status_code == 409
    values = f"/api/v1/shared/{secret}/filters"
    assert nobody.get(f"{values}/day/values").json()["min"] == "2026-01-01"
    assert nobody.get(f"{values}/region/values").status_code == 404
    picture = nobody.get(f"/api/v1/shared/{secret}/tiles/{tile_of(board).pk}/picture?format=svg&width=300&height=200")
    assert (picture.status_code, picture["Content-Type"].split(";")[0]) == (200, "image/svg+xml")


def nothing_of_the_workspace_is_told(page: str, nobody: Any, secret: str, board: Any, dataset: Any) -> None:
    told = page + ask(nobody, secret, board).content.decode()
    for word in ("select ", board.owner.email, str(board.owner), f'"{dataset.name}"', dataset.table_name + "_", "parquet"):
        assert word.lower() not in told.lower(), word
    for closed in ("rows", "csv", "xlsx"):
        assert nobody.post(f"/api/v1/shared/{secret}/tiles/{tile_of(board).pk}/{closed}").status_code == 404
    other = make_board(board.owner, tile_of(board).chart, "Hidden")
    assert nobody.post(f"/api/v1/shared/{secret}/tiles/{tile_of(other).pk}/data", {}, format="json").status_code == 404


def only_managers_know_of_links(alice: Any, bob: Any, charlie: Any, nobody: Any, board: Any, secret: str) -> None:
    [listed] = alice.get(api(board, "/links")).json()["items"]
    assert (listed["name"], listed["locked"], listed["opened"]) == ("The board", {"region": ["EU"]}, 1)
    assert secret not in str(listed)
    assert not ShareLink.objects.filter(digest=secret).exists()
    for client, status in ((bob, 404), (charlie, 404), (nobody, 401)):
        assert client.get(api(board, "/links")).status_code == status
        assert client.post(api(board, "/links"), {"name": "Mine"}, format="json").status_code == status
        assert client.delete(api(board, f"/links/{listed['id']}")).status_code == status


def rules_of_the_maker_bind(nobody: Any, analyst: Any, board: Any, dataset: Any) -> None:
    share(user=board.owner, obj=board, grants={analyst.pk: "manage"})
    RowRule.objects.create(dataset=dataset, role=Role.ANALYST, filter={"field": "region", "op": "eq", "value": "APAC"})
    _, secret = door(board, user=analyst)
    assert ask(nobody, secret, board).json()["rows"] == [["APAC", 4]]
    assert len(ask(nobody, door(board)[1], board).json()["rows"]) == 3


def a_failing_tile_tells_guests_nothing(nobody: Any, secret: str, board: Any, dataset: Any) -> None:
    chart = tile_of(board).chart
    chart.spec = {"rows": ["secret_column"]}
    chart.save()
    failed = ask(nobody, secret, board)
    assert (failed.status_code, failed.json()["error"]["code"]) == (409, "tile_closed")
    assert "secret_column" not in failed.content.decode()


def test_a_link_stops_at_once(alice: Any, nobody_client: Any, board: Any) -> None:
    """Revoked, over, its maker gone or no longer allowed, its locked filter gone, the dashboard in the trash: one and the same answer."""

    def closed(secret: str) -> bool:
        answer = nobody_client.get(f"/s/{secret}/")
        return answer.status_code == 404 and "has ended or was taken back" in answer.content.decode()

    link, secret = door(board, locked={"region": ["EU"]})
    assert nobody_client.get(f"/s/{secret}/").status_code == 200
    board.filters = [f for f in board.filters if f["id"] != "region"]
    board.save()
    assert closed(secret)
    revoke_link(user=alice, dashboard_id=board.pk, link_id=link.pk)
    assert closed(secret)
    link, secret = door(board)
    ShareLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert closed(secret)
    _, secret = door(board)
    for change, back in (({"is_active": False}, {"is_active": True}),):
        type(alice).objects.filter(pk=alice.pk).update(**change)
        assert closed(secret)
        type(alice).objects.filter(pk=alice.pk).update(**back)
    Membership.objects.filter(user=alice).update(role=Role.VIEWER)
    assert closed(secret)
    Membership.objects.filter(user=alice).update(role=Role.ADMIN)
    type(board).objects.filter(pk=board.pk).update(trashed_at=timezone.now())
    assert closed(secret)
    assert closed("nonsense")
    assert closed("a.b.c")


def test_a_password_is_asked_and_guessing_is_slow(nobody_client: Any, nobody_api: Any, board: Any) -> None:
    link, secret = door(board, password="open sesame")
    assert nobody_client.get(f"/s/{secret}/").status_code == 401
    assert ask(nobody_api, secret, board).json()["error"]["code"] == "password_wanted"
    assert nobody_client.post(f"/s/{secret}/password/", {"password": "open barley"}).status_code == 422
    assert nobody_client.post(f"/s/{secret}/password/", {"password": "open sesame"}).status_code == 302
    assert nobody_client.get(f"/s/{secret}/").status_code == 200
    ShareLink.objects.filter(pk=link.pk).update(password="another")
    assert nobody_client.get(f"/s/{secret}/").status_code == 401
    tried = [nobody_client.post(f"/s/{secret}/password/", {"password": "wrong"}).status_code for _ in range(6)]
    assert tried == [422] * 5 + [429]


def test_embedding_takes_only_what_the_site_signed(nobody_client: Any, nobody_api: Any, board: Any) -> None:
    link, key = door(board, kind="embed", origins=["https://intranet.example.com"], locked={"region": ["EU"]})
    assert not ShareLink.objects.filter(secret=key).exists()  # encrypted at rest
    soon = int((timezone.now() + timedelta(minutes=5)).timestamp())

    def opens(token: str) -> int:
        return int(nobody_client.get(f"/s/{token}/").status_code)

    def signed(claims: dict[str, Any], key: str = key, kid: str = link.pk, algorithm: str = "HS256") -> str:
        return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid})

    good = signed({"exp": soon, "filters": {"day": "2026-01-01..2026-01-02", "region": ["US"]}})
    page = nobody_client.get(f"/s/{good}/")
    assert page.status_code == 200
    assert "frame-ancestors https://intranet.example.com" in page["Content-Security-Policy"]
    assert guests.enter(good, "x", {}).given({}) == {"region": ("EU",), "day": ("2026-01-01..2026-01-02",)}
    bad = [
        signed({"exp": soon - 600}),
        signed({}),
        signed({"exp": soon + 2 * 86400}),
        signed({"exp": soon}, key="k" * 43),
        signed({"exp": soon}, kid="l7p8c2v6b9n3pq"),
        signed({"exp": soon}, key="", algorithm="none"),
        signed({"exp": soon, "filters": {"region": []}}),
    ]
    assert [opens(token) for token in bad] == [404] * len(bad)
    assert opens(key) == 404  # the secret itself is no link
    revoke_link(user=board.owner, dashboard_id=board.pk, link_id=link.pk)
    assert opens(good) == 404


def test_tokens_cannot_be_tried_out(nobody_client: Any, board: Any) -> None:
    _, secret = door(board)
    for n in range(60):
        nobody_client.get(f"/s/none{n}/")
    assert nobody_client.get(f"/s/{secret}/").status_code == 429
    cache.clear()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"life": "2"},
        {"kind": "tunnel"},
        {"password": "short"},
        {"locked": {"colour": ["red"]}},
        {"locked": {"region": []}},
        {"locked": {"day": ["someday"]}},
        {"kind": "embed", "origins": []},
        {"kind": "embed", "origins": ["javascript:alert(1)"]},
        {"kind": "embed", "origins": ["https://a.example.com; script-src *"]},
    ],
)
def test_what_does_not_fit_is_refused(board: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        make_link(user=board.owner, dashboard_id=board.pk, **{"name": "The board", **wrong})
    assert not ShareLink.objects.exists()


def test_the_installation_may_forbid_links(alice_api: Any, board: Any, settings: Any) -> None:
    from dataclasses import replace

    settings.PILOTBA = replace(settings.PILOTBA, public_links=False)
    assert alice_api.post(api(board, "/links"), {"name": "x"}, format="json").status_code == 403


def test_the_dialog_makes_and_closes(alice_client: Any, bob_client: Any, charlie_client: Any, board: Any) -> None:
    path, here = f"/dashboards/{board.pk}/links/", {"HTTP_HX_CURRENT_URL": f"http://testserver{board.path}?f.region=EU"}
    assert "Lock filters as they are now" in alice_client.get(path, **here).content.decode()
    said = {"name": "The <board>", "kind": "link", "life": "7", "lock": ["region"]}
    made = alice_client.post(path, said, **here).content.decode()
    link = ShareLink.objects.get()
    assert link.locked == {"region": ["EU"]}
    assert "/s/" in made
    assert "The &lt;board&gt;" in made
    assert "Say who it is for" in alice_client.post(path, {"kind": "link", "life": "7"}).content.decode()
    assert (bob_client.get(path).status_code, charlie_client.get(path).status_code) == (403, 404)
    assert bob_client.post(f"{path}{link.pk}/revoke/").status_code == 403
    assert alice_client.post(f"{path}{link.pk}/revoke/").status_code == 200
    assert not ShareLink.objects.filter(revoked_at=None).exists()


@pytest.mark.property(34)
@hypothesis_settings(max_examples=100)
@given(
    name=st.text(min_size=1, max_size=20).filter(lambda text: bool(text.strip()) and "\x00" not in text),
    life=st.sampled_from(["1", "7", "never"]),
)
def test_each_link_differs_from_all_before(board: Any, name: str, life: str) -> None:
    """128 random bits or more, stored as a digest only; each opens its own door."""
    before = set(ShareLink.objects.values_list("digest", flat=True))
    ShareLink.objects.update(revoked_at=timezone.now())
    link, secret = make_link(user=board.owner, dashboard_id=board.pk, name=name, life=life)
    assert digest_of(secret) not in before
    assert len(secret) * 6 >= 128
    assert guests.enter(secret, "x", {}).link.pk == link.pk


def test_a_closed_door_is_one_error() -> None:
    assert (DoorClosed("x").status, DoorClosed("x").code) == (404, "link_closed")
