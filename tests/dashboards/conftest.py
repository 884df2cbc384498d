"""A small board of alice's over a dataset that has columns but no file: enough for everything but asking for data."""

from __future__ import annotations

from typing import Any

import pytest
from dashboards.boards import make_board, make_chart, make_dataset
from factories import join, make_user

from apps.accounts.models import Role, Visibility


@pytest.fixture
def analyst(workspace: Any) -> Any:
    """A teammate of alice who may create."""
    anna = make_user("anna")
    join(anna, workspace, Role.ANALYST)
    return anna


@pytest.fixture
def shell(alice: Any, workspace: Any) -> Any:
    """A dataset of alice's that nobody else sees, without rows."""
    return make_dataset(alice, workspace)


@pytest.fixture
def chart(alice: Any, shell: Any) -> Any:
    """A private chart of alice's."""
    return make_chart(alice, shell)


@pytest.fixture
def board(alice: Any, chart: Any) -> Any:
    """A dashboard the workspace sees: one chart tile, one text tile, a filter by region and one by day."""
    return make_board(alice, chart, visibility=Visibility.WORKSPACE)
