"""What leaves the product from one chart: its picture, and its rows as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from apps.accounts.models import User
from apps.core import audit
from apps.core.locales import written_for
from apps.datasets.models import Dataset
from apps.engine.compile.cube import Axis
from apps.queries.services.answers import Answer, Wait, at_once

from ..models import Chart
from ..pictures import Look, draw
from .describing import described
from .questions import read_chart
from .render import Origin, open_stream, render
from .workbook import About, write_workbook

Filters = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Shown:
    """A chart as one person sees it now. Whoever makes one has accessed the chart, or something that shows it."""

    user: User
    dataset: Dataset
    kind: str
    spec: Any
    options: Any
    title: str
    filters: Filters = ()
    across: Sequence[Axis] = field(default_factory=tuple)
    annotations: Sequence[Mapping[str, Any]] = ()
    origin: Origin = "chart"
    wait: Wait[Any] = at_once

    @classmethod
    def of(cls, chart: Chart, user: User, **more: Any) -> Shown:
        """A stored chart."""
        given = {
            "kind": chart.kind,
            "spec": chart.spec,
            "options": chart.options,
            "title": chart.name,
            "annotations": chart.annotations,
        } | more
        return cls(user=user, dataset=chart.dataset, **given)


def draw_picture(shown: Shown, look: Look) -> bytes:
    """The picture in the format, size and theme of `look`, with the person's own row rules. Errors as for `render`, PictureMissing."""
    payload = render(
        user=shown.user, dataset=shown.dataset, spec=shown.spec, kind=shown.kind, options=shown.options, filters=shown.filters,
        across=shown.across, annotations=shown.annotations, origin=shown.origin, wait=shown.wait,
    )  # fmt: skip
    payload["title"] = shown.title
    with written_for(shown.user.locale, shown.user.dates):
        if not payload["arrow"] or payload.get("figure"):
            return draw(payload, look)
        answer, _ = open_stream(**_question(shown))
        with answer.stream as batches:
            return draw(payload, look, batches)


def fill_workbook(shown: Shown, out: IO[bytes]) -> int:
    """Write all rows of the chart's question as XLSX into `out`; the number of rows. Raises TooManyRows beyond a worksheet's."""
    kind, question, _ = read_chart(shown.dataset, kind=shown.kind, spec=shown.spec, options=shown.options)
    answer, _ = open_stream(**_question(shown))
    with answer.stream as batches:
        columns = described(shown.user, shown.dataset, kind.asked(question), answer.columns)
        about = About(shown.title, answer.as_of, shown.user.timezone)
        return write_workbook(out, columns, batches, about)


def open_rows(shown: Shown) -> Answer:
    """All rows of the chart's question, running; whoever takes the stream closes it."""
    return open_stream(**_question(shown))[0]


def _question(shown: Shown) -> dict[str, Any]:
    filters = [*shown.filters, *(axis.condition() for axis in shown.across if axis.chosen)]
    facts = {"user": shown.user, "dataset": shown.dataset, "spec": shown.spec, "kind": shown.kind}
    return facts | {"filters": filters, "origin": shown.origin, "wait": shown.wait}


def record_export(user: User, chart: Chart, form: str, *, kind: str = "chart", object_id: str = "") -> None:
    """Note in the audit log that somebody took a chart's data or picture away."""
    facts = {"format": form, "chart": chart.pk}
    audit.record(f"{kind}.export", user=user, workspace_id=chart.workspace_id, kind=kind, object_id=object_id or chart.pk, after=facts)
