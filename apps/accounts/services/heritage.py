"""From which collections each collection inherits its rights, kept as rows so that one question finds what a person sees."""

from __future__ import annotations

from ..models import Collection, Heritage, Visibility
from ..selectors.collections import lineage


def settle(workspace_id: str) -> None:
    """Work out anew what each collection of the workspace inherits from; call it after any change of places or visibilities."""
    found = {one.pk: one for one in Collection.objects.select_for_update().filter(workspace_id=workspace_id)}
    wanted = {(one.pk, source.pk) for one in found.values() for source in lineage(one, found)}
    there = {(row.collection_id, row.source_id): row.pk for row in Heritage.objects.filter(collection__workspace_id=workspace_id)}
    Heritage.objects.filter(pk__in=[there[pair] for pair in there.keys() - wanted]).delete()
    Heritage.objects.bulk_create([Heritage(collection_id=one, source_id=source) for one, source in sorted(wanted - there.keys())])
    for one in found.values():
        last = lineage(one, found)[-1]
        is_open = last.collection_id is None and last.visibility == Visibility.WORKSPACE
        if is_open != one.is_open:
            Collection.objects.filter(workspace_id=workspace_id, pk=one.pk).update(is_open=is_open)
