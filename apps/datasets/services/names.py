"""Names that SQL takes without quotes, unique in their workspace."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

from apps.accounts.models import Workspace
from apps.core.errors import Conflict, InvalidInput

from ..models import Dataset

MAX_LENGTH = 63
_SAFE = re.compile(r"[a-z_][a-z0-9_]{0,62}")
# The engine's reserved words: a table named by one would need quotes in every query.
_RESERVED = frozenset(
    re.findall(
        r"\w+",
        """
        all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default
        deferrable desc describe distinct do else end except false fetch for foreign from group having in initially intersect into
        lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing primary qualify
        references returning select show some summarize symmetric table then to trailing true union unique unpivot using variadic
        when where window with data
        """,
    )
)
_ENDINGS = re.compile(r"(\.(csv|tsv|tab|txt|json|jsonl|ndjson|parquet|pq|xlsx|gz|zst|zip))+$", re.IGNORECASE)


def name_from_file(filename: str) -> str:
    """Propose a dataset name: the file's name without folders and endings; never empty."""
    base = _ENDINGS.sub("", PurePath(filename.replace("\\", "/")).name)
    return re.sub(r"[\s_]+", " ", base).strip()[:200] or "Untitled"


def safe_name(text: str) -> str:
    """Turn any text into a table name: ASCII letters, digits and underscores, starting with a letter, no reserved word."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[: MAX_LENGTH - 8].strip("_") or "table"
    if name[0].isdigit():
        name = f"t_{name}"
    return f"{name}_table" if name in _RESERVED else name


def free_table_name(workspace: Workspace, text: str) -> str:
    """Return a table name made from `text` that no dataset of the workspace has yet."""
    wanted = safe_name(text)
    taken = set(Dataset.objects.filter(workspace=workspace, table_name__startswith=wanted).values_list("table_name", flat=True))
    if wanted not in taken:
        return wanted
    return next(name for n in range(2, len(taken) + 3) if (name := f"{wanted}_{n}") not in taken)


def check_table_name(dataset: Dataset, name: str) -> str:
    """Return `name` when the dataset may carry it; InvalidInput when SQL would need quotes, Conflict when it is taken."""
    if not _SAFE.fullmatch(name) or name in _RESERVED:
        raise InvalidInput(
            "A table name starts with a letter and holds lower-case letters, digits and underscores; it is no SQL word such as select.",
            fields={"table_name": f"{name or 'An empty name'} cannot be used; {safe_name(name)} could."},
        )
    if Dataset.objects.filter(workspace=dataset.workspace_id, table_name=name).exclude(pk=dataset.pk).exists():
        raise Conflict(f"Another dataset of the workspace is already called {name}.", fields={"table_name": "Choose another name."})
    return name
