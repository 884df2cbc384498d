"""The SQL page."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from factories import join

from apps.accounts.models import Visibility
from apps.queries.models import QueryRun

URL = "/queries/"


def test_it_works(alice_client: Any, sales: Any) -> None:
    page = alice_client.get(URL).content.decode()
    assert 'data-table="sales"' in page
    assert 'data-column="amount"' in page
    assert "3,000" in page
    assert "What you run appears here." in page


def test_somebody_without_data_is_led_to_an_upload(alice_client: Any) -> None:
    assert "No table to query yet" in alice_client.get(URL).content.decode()


def test_a_viewer_is_told_why_there_is_no_editor(bob_client: Any, sales: Any) -> None:
    page = bob_client.get(URL).content.decode()
    assert "SQL is for analysts" in page
    assert "<textarea" not in page


def test_an_analyst_sees_the_tables_they_may_read(
    bob_client: Any, bob: Any, alice: Any, workspace: Any, sales: Any, make_dataset: Any
) -> None:
    join(bob, workspace, "analyst")
    make_dataset(alice, workspace, "secrets", visibility=Visibility.PRIVATE)
    page = bob_client.get(URL).content.decode()
    assert 'data-table="sales"' in page
    assert "secrets" not in page


def test_a_stranger_sees_nothing_of_it(charlie_client: Any, nobody_client: Any, sales: Any) -> None:
    assert "No table to query yet" in charlie_client.get(URL).content.decode()
    assert nobody_client.get(URL).status_code == 302


@pytest.fixture
def past(alice: Any, workspace: Any) -> QueryRun:
    fields = {"origin": "sql", "state": "failed", "sql": "SELECT <b>1</b>", "error": {"code": "x", "message": "No <i>such</i> column"}}
    return QueryRun.objects.create(user=alice, workspace=workspace, ended_at=timezone.now(), **fields)


def test_the_history_comes_alone_for_htmx_and_is_searched(alice_client: Any, sales: Any, past: QueryRun) -> None:
    part = alice_client.get(URL, {"q": "b>1"}, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div class="table-wrap">')
    assert "SELECT &lt;b&gt;1&lt;/b&gt;" in part
    assert "No &lt;i&gt;such&lt;/i&gt; column" in part
    none = alice_client.get(URL, {"q": "nothing like it"}, headers={"HX-Request": "true"}).content.decode()
    assert "None of your queries is like this." in none


def test_the_history_is_paged(alice_client: Any, alice: Any, workspace: Any, sales: Any) -> None:
    for n in range(25):
        QueryRun.objects.create(user=alice, workspace=workspace, origin="sql", state="done", sql=f"SELECT {n}", ended_at=timezone.now())
    part = alice_client.get(URL, headers={"HX-Request": "true"}).content.decode()
    assert "Older" in part
    assert part.count("<tr>") == 21


def test_a_past_query_opens_in_the_editor_for_its_owner_only(alice_client: Any, charlie_client: Any, sales: Any, past: QueryRun) -> None:
    assert "SELECT &lt;b&gt;1&lt;/b&gt;</textarea>" in alice_client.get(URL, {"run": past.pk}).content.decode()
    assert charlie_client.get(URL, {"run": past.pk}).status_code == 404


def test_the_page_takes_only_reads(alice_client: Any) -> None:
    assert alice_client.post(URL).status_code == 405


def test_the_administration_shows_the_history(admin_client: Any, past: QueryRun) -> None:
    assert admin_client.get("/admin/queries/queryrun/").status_code in (200, 302)
