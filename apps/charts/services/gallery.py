"""The gallery: every kind with its example, over a dataset that has what the examples ask for."""

from __future__ import annotations

from dataclasses import dataclass

from apps.accounts.models import User, Workspace
from apps.datasets.models import Dataset
from apps.datasets.selectors import visible_datasets

from ..examples import EXAMPLES, NEEDED, Example
from ..kinds import ChartKind, kinds


@dataclass(frozen=True)
class Card:
    """A kind and the question that shows it."""

    kind: ChartKind
    example: Example


def sample_dataset(user: User, workspace: Workspace) -> Dataset | None:
    """The newest dataset that `user` sees and that has all columns of the examples; None when the sample was never loaded."""
    found = visible_datasets(user, workspace).exclude(current_version=None).select_related("current_version")
    return next((dataset for dataset in found if _fits(dataset)), None)


def _fits(dataset: Dataset) -> bool:
    version = dataset.current_version
    return version is not None and {column["name"] for column in version.columns} >= NEEDED


def cards() -> dict[str, list[Card]]:
    """The kinds by group, groups in the order in which the examples name them; a kind without an example is left out."""
    order = list(EXAMPLES)
    found = sorted((kind for kind in kinds().values() if kind.name in EXAMPLES), key=lambda kind: order.index(kind.name))
    groups: dict[str, list[Card]] = {}
    for kind in found:
        groups.setdefault(kind.group, []).append(Card(kind, EXAMPLES[kind.name]))
    return groups
