"""A ready dataset without an import: the runner's tests need its hot file only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import Visibility
from apps.core.storage import home
from apps.datasets.models import Dataset, DatasetState, DatasetVersion
from tests.engine.duck_samples import hot_file

COLUMNS = [
    {"id": "c1", "name": "region", "type": "text", "native": "ENUM('EU', 'US', 'ASIA')"},
    {"id": "c2", "name": "id", "type": "integer", "native": "BIGINT"},
    {"id": "c3", "name": "amount", "type": "float", "native": "DOUBLE"},
    {"id": "c4", "name": "product", "type": "text", "native": "VARCHAR"},
    {"id": "c5", "name": "day", "type": "date", "native": "DATE"},
]
Make = Callable[..., Dataset]


@pytest.fixture
def make_dataset() -> Make:
    def make(owner: Any, workspace: Any, table: str = "sales", rows: int = 3000, **fields: Any) -> Dataset:
        fields.setdefault("visibility", Visibility.WORKSPACE)
        made = Dataset.objects.create(
            owner=owner, workspace=workspace, name=table.title(), table_name=table, state=DatasetState.READY, **fields
        )
        return publish(made, rows)

    return make


def publish(dataset: Dataset, rows: int) -> Dataset:
    """Another version, with so many rows."""
    version = DatasetVersion.objects.create(dataset=dataset, number=dataset.versions.count() + 1, columns=COLUMNS, row_count=rows)
    path = home() / "hot" / f"{version.pk}.duckdb"
    path.parent.mkdir(parents=True, exist_ok=True)
    hot_file(path, rows)
    dataset.current_version = version
    dataset.save()
    return dataset


@pytest.fixture
def sales(make_dataset: Make, alice: Any, workspace: Any) -> Dataset:
    """3,000 sales of alice's that the workspace sees."""
    return make_dataset(alice, workspace)
