"""What row rules leave of a dataset to a person, in sentences: for the page that explains what somebody sees."""

from __future__ import annotations

from collections.abc import Iterator

from apps.accounts.models import User

from ..models import Dataset
from ..selectors import rules_for
from .rules import rule_in_words


def told_of_dataset(person: User, dataset: Dataset) -> Iterator[str]:
    """The rules that bind the person, or that none does."""
    if dataset.owner_id == person.pk:
        yield f"As the owner of {dataset.name}, {person} sees all its rows and columns: its rules never bind its owner."
        return
    rules = [rule_in_words(rule) for rule in rules_for(person, dataset)]
    for rule in rules:
        yield f"A rule of {dataset.name} for {rule['whom']}: {person} {rule['sees']}."
    if not rules:
        yield f"No rule of {dataset.name} is for {person}, so they see all its rows and columns."
