"""A word cloud: words as large as their measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import ChartData, ChartKind, Option, Shelf
from .cloud import HIGH, WIDE, Word, layout
from .parts import amount
from .words import grouped, moment, spoken


class WordCloud(ChartKind):
    name, label, icon, renderer = "wordcloud", "Word cloud", "cloud", "plotly"
    about = "Shows words as large as a measure, such as how often they occur."
    group = "Comparison"
    shelves = (Shelf("Words"), Shelf("A size", "measure"))
    options = (Option("most", "Most words", 80, number=True, least=5, most=150),)

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        words, _ = _placed(data, int(options["most"] or 80))
        rows = [row for row, _, _ in _weighed(data)]
        values = data.values(data.dimensions[0])
        trace = {
            "type": "scatter",
            "mode": "text",
            "x": [word.x for word, _ in words],
            "y": [-word.y for word, _ in words],
            "text": [word.text for word, _ in words],
            "hovertext": [f"{word.text}: {spoken(weight)}" for word, weight in words],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "textfont": {"size": [round(word.size, 1) for word, _ in words]},
            "textposition": "middle center",
            "cliponaxis": False,
            "customdata": [rows[word.index] for word, _ in words],
            "meta": {
                "column": data.dimensions[0].name,
                "values": [values[rows[word.index]] for word, _ in words],
                "sizes": [round(word.size, 1) for word, _ in words],
                "box": [WIDE, HIGH],
            },
        }
        hidden = {"visible": False, "fixedrange": True}
        axes = {"xaxis": hidden | {"range": [-WIDE / 2, WIDE / 2]}, "yaxis": hidden | {"range": [-HIGH / 2, HIGH / 2]}}
        return {"data": [trace], "layout": axes | {"hovermode": "closest", "showlegend": False, "dragmode": False}}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Names the three largest words and says how many are not drawn."""
        found = _weighed(data) if data.rows else []
        if not found:
            return "There are no words with a value above zero."
        words, _ = _placed(data, int(options["most"] or 80))
        first = ", ".join(f"{text} ({spoken(weight)})" for _, text, weight in found[:3])
        cut = f" {grouped(len(words))} of {grouped(len(found))} words are drawn; the table has all." if len(words) < len(found) else ""
        return f"{data.measures[0].label} by {data.dimensions[0].label.lower()}; the largest of {grouped(len(found))} words: {first}.{cut}"


def _weighed(data: ChartData) -> list[tuple[int, str, float]]:
    """(row, word, weight), heaviest first; empty words and those without weight are not there."""
    column = data.dimensions[0]
    values = zip(data.values(column), data.values(data.measures[0]), strict=True)
    found = [(row, moment(text, column)[:40], amount(weight) or 0.0) for row, (text, weight) in enumerate(values) if text not in (None, "")]
    return sorted((one for one in found if one[2] > 0), key=lambda one: (-one[2], one[1]))


def _placed(data: ChartData, most: int) -> tuple[list[tuple[Word, float]], int]:
    found = _weighed(data)[:most]
    words = layout(tuple((text, weight) for _, text, weight in found))
    return [(word, found[word.index][2]) for word in words], len(found)
