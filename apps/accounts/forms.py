"""What people fill in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from apps.core.errors import Conflict

from .models import Role, User
from .services import people, workspaces

_ROLES = ((Role.VIEWER, "Viewer: can look"), (Role.ANALYST, "Analyst: can create"), (Role.ADMIN, "Administrator: runs the workspace"))


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, login="E-mail address", password="Password", remember="Keep me signed in")  # noqa: S106  # a label
        self.fields["password"].help_text = ""


class SignUpForm(SignupForm):  # type: ignore[misc]  # allauth has no types
    """Name, e-mail address, password; makes the person and a workspace of their own."""

    name = forms.CharField(label="Name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}))
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, email="E-mail address", password1="Password")  # a label
        self.fields["password1"].help_text = "At least 8 characters: letters and a digit, space or sign."

    def save(self, request: HttpRequest) -> User:
        """Store the person with their first workspace, both or neither."""
        try:
            with transaction.atomic():
                user: User = super().save(request)
        except IntegrityError as error:  # the same address came twice at the same moment
            raise Conflict("Somebody already uses this e-mail address. Sign in, or reset the password.") from error
        return user

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the person is stored."""
        people.change_preferences(user=user, name=self.cleaned_data["name"])
        workspaces.create_workspace(user=user, name=f"{user.name.split()[0]}'s workspace")


class PersonForm(forms.Form):
    """Name and preferences."""

    name = forms.CharField(max_length=120)
    theme = forms.ChoiceField(choices=[("system", "As the device"), ("light", "Light"), ("dark", "Dark")])
    timezone = forms.ChoiceField(label="Time zone", choices=[(zone, zone.replace("_", " ")) for zone in people.TIMEZONES])
    locale = forms.ChoiceField(label="Numbers and dates", choices=people.LOCALE_NAMES)


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


def _plain(form: forms.Form, **labels: str) -> None:
    """Labels stand above the fields, so placeholders would only repeat them."""
    for name, label in labels.items():
        if name in form.fields:
            form.fields[name].label = label
            form.fields[name].widget.attrs.pop("placeholder", None)
