"""The pages of datasets: what people see and what their buttons do."""

from __future__ import annotations

from typing import Any

import pytest

from apps.accounts.models import Grant, Visibility
from apps.core.jobs import cancel
from apps.core.models import Job
from apps.datasets.models import Dataset, DatasetVersion, RowRule, Upload
from apps.datasets.services import dependents
from apps.datasets.services.dependents import Dependent
from apps.datasets.services.receiving import upload_path
from apps.datasets.services.upload import store_file

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, (answer.status_code, answer.content[:500])
    return str(answer.content.decode())


@pytest.fixture
def uploaded(alice: Any, workspace: Any, tmp_path: Any) -> Any:
    """A complete upload of alice's."""

    def make(content: bytes = b"region,units\nEU,1\nUS,2\n", **more: Any) -> Upload:
        path = tmp_path / "new.csv"
        path.write_bytes(content)
        return store_file(user=alice, workspace=workspace, path=path, filename="new.csv", **more)

    return make


def test_it_works(alice_client: Any, dataset: Any) -> None:
    page = text(alice_client.get(dataset.path))
    for words in ("Sales", "First rows", "2026-01-01", "249.5", "Columns", "New chart", "Query in SQL", f"?dataset={dataset.pk}"):
        assert words in page
    assert "style=" not in page


def test_the_list_shows_state_rows_and_quality(alice_client: Any, dataset: Any) -> None:
    page = text(alice_client.get("/datasets/"))
    for words in ("Sales", "Ready", ">8<", "Upload data", 'data-behaviour="drop-upload"'):
        assert words in page
    part = text(alice_client.get("/datasets/?q=sal", **HTMX))
    assert "Sales" in part
    assert "<html" not in part
    assert "No dataset matches" in text(alice_client.get("/datasets/?q=nothing"))


def test_an_empty_list_teaches(alice_client: Any, bob_client: Any) -> None:
    assert "Drop a CSV" in text(alice_client.get("/datasets/"))
    viewer = text(bob_client.get("/datasets/"))
    assert "Nothing is shared with you yet" in viewer
    assert "drop-upload" not in viewer


def test_a_stale_slug_leads_to_the_address_of_today(alice_client: Any, dataset: Any) -> None:
    answer = alice_client.get(f"/datasets/{dataset.pk}-old-name/profile/?x=1")
    assert (answer.status_code, answer["Location"]) == (301, f"{dataset.path}profile/?x=1")
    for tail in ("", "versions/", "settings/"):
        assert alice_client.get(f"/datasets/{dataset.pk}/{tail}").status_code == 301


def test_the_profile_is_drawn(alice_client: Any, dataset: Any) -> None:
    page = text(alice_client.get(f"{dataset.path}profile/"))
    for words in ("score-ring", "Histogram of units", "Most frequent values of region", "Why this score", "whole number"):
        assert words in page
    assert "style=" not in page


def test_a_missing_profile_can_be_made(alice_client: Any, dataset: Any) -> None:
    DatasetVersion.objects.update(profile=None)
    assert "Make the profile" in text(alice_client.get(f"{dataset.path}profile/"))
    assert alice_client.post(f"/datasets/{dataset.pk}/profile/again/").status_code == 302
    assert "score-ring" in text(alice_client.get(f"{dataset.path}profile/"))


def test_a_profile_under_way_shows_its_progress(alice_client: Any, dataset: Any, waiting: None) -> None:
    alice_client.post(f"/datasets/{dataset.pk}/profile/again/")
    assert "The profile is being made" in text(alice_client.get(f"{dataset.path}profile/"))


def test_an_import_under_way_shows_progress_and_can_be_cancelled(
    alice_client: Any, alice_api: Any, send: Any, outcome: Any, waiting: None
) -> None:
    dataset, job = outcome(send(alice_api, "a.csv", b"a\n1\n"))
    page = text(alice_client.get(dataset.path))
    assert f'data-job="{job.pk}"' in page
    assert "Waiting for a worker" in page
    assert f'data-job="{job.pk}"' in text(alice_client.get("/datasets/"))
    assert "Cancel the import" in text(alice_client.get(f"/datasets/{dataset.pk}/progress/", **HTMX))
    assert alice_client.post(f"/datasets/{dataset.pk}/cancel/").status_code == 302
    assert "The import was cancelled" in text(alice_client.get(dataset.path))
    ended = alice_client.get(f"/datasets/{dataset.pk}/progress/", **HTMX)
    assert (ended.status_code, ended["HX-Refresh"]) == (204, "true")


def test_a_failed_import_tells_why_and_offers_what_to_do(alice_client: Any, alice_api: Any, send: Any, outcome: Any) -> None:
    dataset, job = outcome(send(alice_api, "broken.parquet", b"PAR1" + b"\x00" * 100))
    page = text(alice_client.get(dataset.path))
    for words in ("could not be imported", job.error["message"].split(".")[0][:20], "Try again", "Upload another file", "Delete"):
        assert words in page
    assert "Failed" in text(alice_client.get("/datasets/"))
    assert alice_client.post(f"/datasets/{dataset.pk}/retry/").status_code == 302
    job.refresh_from_db()
    assert (job.state, Dataset.objects.get(pk=dataset.pk).state) == ("failed", "failed")
    assert alice_client.post(f"/datasets/{dataset.pk}/delete/").status_code == 302
    assert not Dataset.objects.exists()


def test_a_failed_new_version_is_told_beside_the_old_rows(alice_client: Any, alice_api: Any, send: Any, outcome: Any, dataset: Any) -> None:
    outcome(send(alice_api, "broken.parquet", b"PAR1" + b"\x00" * 100, to=f"{dataset.pk}/upload"))
    page = text(alice_client.get(dataset.path))
    assert "version 1 stays current" in page
    assert "2026-01-01" in page
    assert "Last import failed" in text(alice_client.get("/datasets/"))


def test_an_upload_is_previewed_corrected_and_imported(alice_client: Any, uploaded: Any) -> None:
    upload = uploaded()
    url = f"/datasets/uploads/{upload.pk}"
    first = text(alice_client.post(f"{url}/preview", **HTMX))
    for words in ('value="new"', "Create dataset", "region", "Separator", "Whole number"):
        assert words in first
    options = '{"columns": {"units": {"type": "text", "rename": "pieces"}}}'
    assert 'value="pieces"' in text(alice_client.post(f"{url}/preview", {"options": options}, **HTMX))
    answer = alice_client.post(f"{url}/import", {"name": "Fresh", "options": options})
    dataset = Dataset.objects.get()
    assert (answer.status_code, answer["Location"], dataset.name) == (302, dataset.path, "Fresh")
    assert [c["name"] for c in dataset.current_version.columns] == ["region", "pieces"]


def test_a_file_that_cannot_be_read_says_so_in_the_preview(alice_client: Any, uploaded: Any) -> None:
    upload = uploaded(b"PAR1" + b"\x00" * 100)
    page = text(alice_client.post(f"/datasets/uploads/{upload.pk}/preview", {"options": '{"encoding": "utf-8"}'}, **HTMX))
    for words in ("cannot be read", "Choose another file", "Detect everything anew"):
        assert words in page


def test_options_that_are_no_json_are_refused(alice_client: Any, uploaded: Any) -> None:
    upload = uploaded()
    for options in ("{", "[]"):
        assert alice_client.post(f"/datasets/uploads/{upload.pk}/preview", {"options": options}).status_code == 400


def test_a_new_version_shows_what_would_change(alice_client: Any, uploaded: Any, dataset: Any) -> None:
    page = text(alice_client.get(f"/datasets/upload/?dataset={dataset.pk}"))
    assert "New version of Sales" in page
    upload = uploaded(dataset=dataset)
    part = text(alice_client.post(f"/datasets/uploads/{upload.pk}/preview", **HTMX))
    for words in ("The columns differ from the current version", "removed", "Create version"):
        assert words in part
    alice_client.post(f"/datasets/uploads/{upload.pk}/import")
    assert dataset.versions.count() == 2
    compared = text(alice_client.get(f"{dataset.path}versions/?from=1&to=2"))
    for words in ("Version 1 → 2", "returned", "Restore", "current"):
        assert words in compared
    restored = alice_client.post(f"/datasets/{dataset.pk}/versions/1/restore/", **HTMX)
    assert restored["HX-Redirect"] == f"{dataset.path}versions/"
    assert "restored from 1" in text(alice_client.get(f"{dataset.path}versions/"))


def test_an_upload_whose_bytes_are_gone_says_so(alice_client: Any, uploaded: Any) -> None:
    upload = uploaded()
    upload_path(upload).unlink()
    assert "no longer kept" in text(alice_client.post(f"/datasets/uploads/{upload.pk}/preview", **HTMX))


def test_names_are_saved_and_conflicts_are_told_in_the_form(alice_client: Any, dataset: Any) -> None:
    url, form = f"/datasets/{dataset.pk}/settings/save/", {"name": "Orders", "table_name": "orders", "description": "x"}
    assert alice_client.post(url, form | {"version": dataset.version}).status_code == 302
    assert "Somebody else changed" in text(alice_client.post(url, form | {"name": "Y", "version": dataset.version}), 422)
    assert "Reload the page" in text(alice_client.post(url, form), 422)
    wrong = text(alice_client.post(url, form | {"table_name": "select", "version": dataset.version + 1}), 422)
    assert "select_table could" in wrong
    assert "This field is required" in text(alice_client.post(url, form | {"name": "", "version": 1}), 422)


def test_a_column_is_described_in_its_row(alice_client: Any, dataset: Any) -> None:
    column = dataset.current_version.columns[0]["id"]
    url = f"/datasets/{dataset.pk}/columns/{column}/"
    assert 'name="label"' in text(alice_client.get(f"{url}?edit", **HTMX))
    saved = alice_client.post(url, {"label": "Day of sale", "description": "UTC"}, **HTMX)
    assert "Day of sale" in text(saved)
    assert "Column saved" in saved["HX-Trigger"]
    assert "Day of sale" in text(alice_client.get(url, **HTMX))
    assert alice_client.get(f"/datasets/{dataset.pk}/columns/nope/").status_code == 400


def test_sharing_is_changed_on_the_settings_page(alice_client: Any, bob: Any, dataset: Any) -> None:
    url = f"/datasets/{dataset.pk}/settings/share/"
    text(alice_client.post(url, {"visibility": "private"}, **HTMX))
    dataset.refresh_from_db()
    assert dataset.visibility == Visibility.PRIVATE
    assert "Bob" in text(alice_client.post(url, {"email": "bob@example.com", "level": "edit"}, **HTMX))
    assert Grant.objects.get(user=bob).level == "edit"
    text(alice_client.post(url, {"whom": bob.pk, "level": ""}, **HTMX))
    assert not Grant.objects.exists()
    for who, words in (("charlie@example.com", "Nobody in this workspace"), ("alice@example.com", "is the owner")):
        assert words in text(alice_client.post(url, {"email": who, "level": "view"}, **HTMX))
    assert "Every viewer" in text(alice_client.post(url, {"whom": "role:viewer", "level": "view"}, **HTMX))
    assert Grant.objects.get().whom == "role:viewer"


def test_row_rules_are_kept_on_the_settings_page(alice_client: Any, bob: Any, dataset: Any) -> None:
    url = f"/datasets/{dataset.pk}/settings/rules/"
    part = text(
        alice_client.post(
            url, {"whom": "role:viewer", "column": "region", "values": "EU, US", "masked": ["price"], "mask": "last4"}, **HTMX
        )
    )
    for words in ("Every viewer", "EU, US", "price is its last 4 characters"):
        assert words in part
    assert "Bob" in text(alice_client.post(url, {"whom": bob.pk, "masked": ["units"]}, **HTMX))
    assert "restricts nothing" in text(alice_client.post(url, {"whom": "role:viewer"}, **HTMX))
    assert "Choose for whom" in text(alice_client.post(url, {"column": "region", "values": "EU"}, **HTMX))
    rule = RowRule.objects.get(role="viewer")
    text(alice_client.post(f"{url}{rule.pk}/delete/", **HTMX))
    text(alice_client.post(f"{url}{rule.pk}/delete/", **HTMX))
    assert list(RowRule.objects.values_list("user", flat=True)) == [bob.pk]
    assert "Row rules" in text(alice_client.get(f"{dataset.path}settings/"))


def test_deleting_needs_the_name_and_lists_what_is_in_the_way(alice_client: Any, dataset: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"/datasets/{dataset.pk}/delete/"
    assert alice_client.post(url, {"confirm": "sales"}).status_code == 400
    monkeypatch.setattr(dependents, "_finders", [lambda found: [Dependent("chart", "Turnover", "/charts/x/")]])
    assert "Turnover" in text(alice_client.get(f"{dataset.path}settings/"))
    assert alice_client.post(url, {"confirm": "Sales"}).status_code == 409
    monkeypatch.setattr(dependents, "_finders", [])
    assert alice_client.post(url, {"confirm": "Sales"})["Location"] == "/datasets/"
    assert not Dataset.objects.exists()


def test_rows_that_cannot_be_read_leave_the_page_standing(alice_client: Any, dataset: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from apps.engine.errors import EngineBusy

    def busy(*args: Any, **kwargs: Any) -> None:
        raise EngineBusy("The engine is busy.")

    monkeypatch.setattr("apps.datasets.views.page.preview_rows", busy)
    assert "The rows cannot be shown: The engine is busy." in text(alice_client.get(dataset.path))


PAGES = ("", "profile/", "versions/")
GETS = ("settings/",)
POSTS = ("retry/", "cancel/", "profile/again/", "settings/save/", "settings/share/", "settings/rules/", "delete/", "versions/1/restore/")


def test_a_stranger_sees_no_page(charlie_client: Any, nobody_client: Any, dataset: Any) -> None:
    base = f"/datasets/{dataset.pk}/"
    for tail in PAGES + GETS + ("progress/", f"columns/{dataset.current_version.columns[0]['id']}/"):
        assert charlie_client.get(base + tail).status_code == 404, tail
        assert nobody_client.get(base + tail).status_code in (302, 401), tail
    for tail in POSTS:
        assert charlie_client.post(base + tail).status_code == 404, tail
    assert "Sales" not in text(charlie_client.get("/datasets/"))
    assert charlie_client.get(f"/datasets/upload/?dataset={dataset.pk}").status_code == 404


def test_a_teammate_sees_pages_but_no_settings(bob_client: Any, dataset: Any) -> None:
    for tail in PAGES:
        page = text(bob_client.get(dataset.path + tail))
        assert f"{dataset.path}settings/" not in page
        assert "New chart" not in page
    for tail in GETS:
        assert bob_client.get(dataset.path + tail).status_code == 403
    for tail in POSTS:
        assert bob_client.post(f"/datasets/{dataset.pk}/{tail}").status_code == 403, tail
    assert bob_client.get("/datasets/upload/").status_code == 403
    assert Job.objects.filter(kind="datasets.profile").count() == 0


def test_a_cancelled_job_is_no_surprise(dataset: Any, alice_client: Any) -> None:
    cancel(Job.objects.get(pk=dataset.job_id))
    assert alice_client.post(f"/datasets/{dataset.pk}/cancel/").status_code == 302
    assert "Ready" in text(alice_client.get(dataset.path))
