"""Cursor paging against the whole sorted list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.core.errors import InvalidInput
from apps.core.models import Job
from apps.core.paging import paginate

pytestmark = pytest.mark.django_db


@hypothesis_settings(max_examples=100, derandomize=True)
@given(values=st.lists(st.integers(0, 4), max_size=12), limit=st.integers(1, 5), down=st.booleans())
def test_walking_forth_and_back_shows_every_row_once(values, limit, down):
    Job.objects.all().delete()
    Job.objects.bulk_create([Job(pk=f"k{number:02}", kind="tests.nothing", attempts=value) for number, value in enumerate(values)])
    order = "-attempts" if down else "attempts"
    whole = sorted(((row.attempts, row.pk) for row in Job.objects.all()), reverse=down)
    pages, cursor = [], None
    while True:
        page = paginate(Job.objects.all(), cursor, limit, order)
        pages.append([(row.attempts, row.pk) for row in page.items])
        if page.next is None:
            break
        cursor = page.next
    assert [row for rows in pages for row in rows] == whole
    for rows in reversed(pages[:-1]):
        assert page.prev is not None
        page = paginate(Job.objects.all(), page.prev, limit, order)
        assert [(row.attempts, row.pk) for row in page.items] == rows
    assert page.prev is None


@pytest.mark.parametrize("cursor", ["x", "!", "bnVsbA", "WzEsMiwzXQ", "W3RydWUsInYiLFtdLCJhIl0"])
def test_made_up_cursor(cursor):
    with pytest.raises(InvalidInput):
        paginate(Job.objects.all(), cursor, 10, "attempts")
