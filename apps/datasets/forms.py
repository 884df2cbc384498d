"""Forms of the settings page."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.accounts.models import Level, Role


class DatasetForm(forms.Form):
    """The names of a dataset; what a table may be called is the service's to say."""

    name = forms.CharField(max_length=200, label="Name")
    table_name = forms.CharField(max_length=63, label="Table name in SQL", help_text="Queries saved as SQL keep the old name.")
    description = forms.CharField(max_length=5000, required=False, label="Description", widget=forms.Textarea(attrs={"rows": 3}))


class PersonForm(forms.Form):
    """A member and what they may do; an empty level takes the right away."""

    email = forms.EmailField()
    level = forms.ChoiceField(choices=[("", "Remove"), *Level.choices], required=False)


class RuleForm(forms.Form):
    """A row rule in its simple form: for whom, which values of one column they see, which columns are hidden."""

    whom = forms.CharField(max_length=40)
    column = forms.CharField(max_length=300, required=False)
    values = forms.CharField(max_length=4000, required=False)
    masked = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["masked"].choices = [(name, name) for name in columns]  # type: ignore[attr-defined] # the stubs see the base class

    def rule(self) -> dict[str, Any]:
        """The arguments of `save_rule`."""
        data = self.cleaned_data
        values = [value.strip() for value in data["values"].split(",") if value.strip()]
        chosen = {"field": data["column"], "op": "in", "values": values} if data["column"] and values else None
        whom = {"role": data["whom"]} if data["whom"] in Role.values else {"person": data["whom"]}
        return {**whom, "filter": chosen, "masked": data["masked"]}
