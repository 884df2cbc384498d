"""Forms of dashboard pages."""

from __future__ import annotations

from django import forms

from apps.accounts.models import Visibility


class NewDashboardForm(forms.Form):
    """Name and visibility; everything else happens on the page itself."""

    name = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}))
    description = forms.CharField(
        max_length=2000, required=False, label="What it answers", help_text="Shown under the title. May stay empty."
    )
    visibility = forms.ChoiceField(choices=Visibility.choices, initial=Visibility.PRIVATE, label="Who can see it")
