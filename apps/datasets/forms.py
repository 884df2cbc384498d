"""Forms of the settings page."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.engine.types import Mask

MASKS = (
    (str(Mask.HIDE), "Hidden: no such column"),
    (str(Mask.NULL), "Empty cells"),
    (str(Mask.HASH), "A code for each value"),
    (str(Mask.LAST4), "The last 4 characters"),
)


class DatasetForm(forms.Form):
    """The names of a dataset; what a table may be called is the service's to say."""

    name = forms.CharField(max_length=200, label="Name")
    table_name = forms.CharField(max_length=63, label="Table name in SQL", help_text="Queries saved as SQL keep the old name.")
    description = forms.CharField(max_length=5000, required=False, label="Description", widget=forms.Textarea(attrs={"rows": 3}))


class RuleForm(forms.Form):
    """A row rule in its simple form: for whom, which values of one column they see, which columns are masked and how."""

    whom = forms.CharField(max_length=60)
    column = forms.CharField(max_length=300, required=False)
    values = forms.CharField(max_length=4000, required=False)
    attribute = forms.CharField(max_length=60, required=False)
    masked = forms.MultipleChoiceField(required=False)
    mask = forms.ChoiceField(choices=MASKS, required=False)

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["masked"].choices = [(name, name) for name in columns]  # type: ignore[attr-defined] # the stubs see the base class

    def rule(self) -> dict[str, Any]:
        """The arguments of `save_rule`."""
        data = self.cleaned_data
        mask = data["mask"] or Mask.NULL
        return {"whom": data["whom"], "filter": self._filter(), "masked": {name: str(mask) for name in data["masked"]}}

    def _filter(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        values: list[Any] = [value.strip() for value in data["values"].split(",") if value.strip()]
        if data["attribute"].strip():
            values.append({"attribute": data["attribute"].strip()})
        return {"field": data["column"], "op": "in", "values": values} if data["column"] and values else None
