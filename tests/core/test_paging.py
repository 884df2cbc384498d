"""Cursor paging against the whole sorted list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.core.errors import InvalidInput
from apps.core.models import Window
from apps.core.paging import paginate

pytestmark = pytest.mark.django_db


@hypothesis_settings(max_examples=100, derandomize=True)
@given(values=st.lists(st.integers(0, 4), max_size=12), limit=st.integers(1, 5), down=st.booleans())
def test_walking_forth_and_back_shows_every_row_once(values, limit, down):
    Window.objects.all().delete()
    Window.objects.bulk_create([Window(key=f"k{number:02}", ends_at=value) for number, value in enumerate(values)])
    order = "-ends_at" if down else "ends_at"
    whole = sorted(((row.ends_at, row.pk) for row in Window.objects.all()), reverse=down)
    pages, cursor = [], None
    while True:
        page = paginate(Window.objects.all(), cursor, limit, order)
        pages.append([(row.ends_at, row.pk) for row in page.items])
        if page.next is None:
            break
        cursor = page.next
    assert [row for rows in pages for row in rows] == whole
    for rows in reversed(pages[:-1]):
        assert page.prev is not None
        page = paginate(Window.objects.all(), page.prev, limit, order)
        assert [(row.ends_at, row.pk) for row in page.items] == rows
    assert page.prev is None


@pytest.mark.parametrize("cursor", ["x", "!", "bnVsbA", "WzEsMiwzXQ", "W3RydWUsInYiLFtdLCJhIl0"])
def test_made_up_cursor(cursor):
    with pytest.raises(InvalidInput):
        paginate(Window.objects.all(), cursor, 10, "ends_at")
