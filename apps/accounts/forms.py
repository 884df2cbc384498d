"""What people fill in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms

from apps.core.errors import InvalidInput

from .models import Role, SecondStep, Visibility
from .services import people, signup

_ROLES = ((Role.VIEWER, "Viewer: can look"), (Role.ANALYST, "Analyst: can create"), (Role.ADMIN, "Administrator: runs the workspace"))


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, login="E-mail address", password="Password", remember="Keep me signed in")  # noqa: S106  # a label
        self.fields["password"].help_text = ""


class SignUpForm(forms.Form):
    """Name, e-mail address, password."""

    name = forms.CharField(label="Name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}))
    email = forms.EmailField(label="E-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password1 = forms.CharField(
        label="Password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 8 characters: letters and a digit, space or sign.",
    )

    def clean(self) -> dict[str, Any]:
        """Look at the password together with name and address, which it must not repeat."""
        said = super().clean() or {}
        if {"name", "email", "password1"} <= set(said):
            self._check(said)
        return said

    def _check(self, said: dict[str, Any]) -> None:
        try:
            signup.check(name=said["name"], email=said["email"].lower(), password=said["password1"])
        except InvalidInput as error:
            for field, reasons in error.details["fields"].items():
                for reason in reasons:
                    self.add_error("password1" if field == "password" else field, reason)


class AddressForm(forms.Form):
    """A new e-mail address."""

    email = forms.EmailField(label="New e-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class PolicyForm(forms.Form):
    """How the people of a workspace sign in."""

    second_step = forms.ChoiceField(choices=[("", ""), *SecondStep.choices], required=False)
    idle_minutes = forms.IntegerField(required=False)
    session_hours = forms.IntegerField(required=False)


class CodeForm(forms.Form):
    """A code of digits from a mail or an app, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "class": "code-input"}),
    )


class PersonForm(forms.Form):
    """Name and preferences."""

    name = forms.CharField(max_length=120)
    theme = forms.ChoiceField(choices=[("system", "As the device"), ("light", "Light"), ("dark", "Dark")])
    density = forms.ChoiceField(choices=[("comfortable", "Comfortable"), ("compact", "Compact")], required=False)
    motion = forms.ChoiceField(
        label="Movement", choices=[("system", "As the device"), ("reduced", "As little as possible")], required=False
    )
    timezone = forms.ChoiceField(label="Time zone", choices=[(zone, zone.replace("_", " ")) for zone in people.TIMEZONES])
    locale = forms.ChoiceField(label="Numbers and dates", choices=people.LOCALE_NAMES)
    dates = forms.ChoiceField(
        choices=[("auto", "As above"), ("iso", "2026-12-31"), ("day", "31/12/2026"), ("month", "12/31/2026")], required=False
    )
    start = forms.ChoiceField(
        label="After signing in",
        choices=[("home", "Home"), ("dashboards", "Dashboards"), ("charts", "Charts"), ("queries", "SQL"), ("datasets", "Data")],
        required=False,
    )


class WorkspaceForm(forms.Form):
    """A workspace's name."""

    name = forms.CharField(max_length=120, label="Name of the workspace")


class MemberForm(forms.Form):
    """Whom to add, as what."""

    email = forms.EmailField(label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(choices=_ROLES)


class RoleForm(forms.Form):
    """A member's new role."""

    role = forms.ChoiceField(choices=_ROLES)


class CollectionForm(forms.Form):
    """A new collection."""

    name = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    visibility = forms.ChoiceField(
        label="Who can see it",
        choices=[(Visibility.WORKSPACE, "Everyone who sees the place it lies in"), (Visibility.PRIVATE, "Only me and people I choose")],
    )


class GroupForm(forms.Form):
    """A group's name and what it is for."""

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    description = forms.CharField(max_length=500, required=False, label="Who is in it", help_text="May stay empty.")


def attributes_of(text: str) -> dict[str, Any]:
    """Lines of `name: value` or `name: value, value` as attributes. Raises InvalidInput for a line of another form."""
    found: dict[str, Any] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, colon, rest = line.partition(":")
        values = [value.strip() for value in rest.split(",") if value.strip()]
        if not colon or not values:
            raise InvalidInput(f"“{line[:60]}” is not a name, a colon and a value, such as region: EU, US.")
        found[name.strip()] = values[0] if len(values) == 1 else values
    return found


def attributes_text(attributes: dict[str, Any]) -> str:
    """Attributes as those lines."""
    lists = {name: value if isinstance(value, list) else [value] for name, value in attributes.items()}
    return "\n".join(f"{name}: {', '.join(str(value) for value in values)}" for name, values in lists.items())


def _plain(form: forms.Form, **labels: str) -> None:
    """Labels stand above the fields, so placeholders would only repeat them."""
    for name, label in labels.items():
        if name in form.fields:
            form.fields[name].label = label
            form.fields[name].widget.attrs.pop("placeholder", None)
