"""What the endpoints take and give."""

from __future__ import annotations

from rest_framework import serializers

from ..models import Membership, Role, User, Workspace
from ..services.people import DATES, DENSITIES, LOCALES, MOTIONS, STARTS, THEMES

_PREFERENCES = ("theme", "density", "motion", "timezone", "locale", "dates", "start")


class CredentialsIn(serializers.Serializer[User]):
    """E-mail address and password."""

    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)
    code = serializers.CharField(max_length=40, required=False, default="", allow_blank=True, help_text="The second step.")
    code_id = serializers.CharField(max_length=20, required=False, default="", allow_blank=True, help_text="Which mail the code is from.")


class RefreshIn(serializers.Serializer[User]):
    """A refresh token."""

    refresh = serializers.CharField(max_length=4000)


class TokenPair(serializers.Serializer[User]):
    """A fresh pair of tokens."""

    access = serializers.CharField(help_text="Send it as `Authorization: Bearer …`; lives one hour.")
    refresh = serializers.CharField(help_text="Exchange it for a new pair; lives 24 hours, works once.")
    token_type = serializers.CharField(default="Bearer")
    expires_in = serializers.IntegerField(help_text="Seconds that the access token lives.")
    refresh_expires_at = serializers.DateTimeField()


class WorkspaceOut(serializers.ModelSerializer[Workspace]):
    """A workspace as one of its members sees it."""

    role = serializers.ChoiceField(choices=Role.choices, read_only=True)

    class Meta:
        model = Workspace
        fields = ("id", "name", "plan", "role", "created_at", "updated_at")


class WorkspaceIn(serializers.Serializer[Workspace]):
    """A workspace's name."""

    name = serializers.CharField(max_length=120)


class PreferencesIn(serializers.Serializer[User]):
    """How the product looks and writes numbers and times for one person."""

    theme = serializers.ChoiceField(choices=THEMES, required=False)
    density = serializers.ChoiceField(choices=DENSITIES, required=False)
    motion = serializers.ChoiceField(choices=MOTIONS, required=False)
    timezone = serializers.CharField(max_length=60, required=False, help_text="IANA name, for example Europe/Berlin.")
    locale = serializers.ChoiceField(choices=LOCALES, required=False)
    dates = serializers.ChoiceField(choices=DATES, required=False, help_text="Order of dates: by the locale, ISO, day or month first.")
    start = serializers.ChoiceField(choices=tuple(STARTS), required=False, help_text="The page that signing in leads to.")
    tour = serializers.ChoiceField(choices=("seen",), required=False, help_text="Whether the tour of the product was seen.")


class MeIn(serializers.Serializer[User]):
    """What a person may change about themselves; what is left out stays."""

    name = serializers.CharField(max_length=120, required=False)
    preferences = PreferencesIn(required=False)


class MeOut(serializers.ModelSerializer[User]):
    """The person behind the request."""

    preferences = serializers.SerializerMethodField()
    workspaces = WorkspaceOut(many=True, read_only=True)

    class Meta:
        model = User
        fields = ("id", "email", "name", "is_staff", "preferences", "workspaces", "created_at")

    def get_preferences(self, user: User) -> dict[str, str]:
        """With the defaults filled in."""
        seen = {"tour": str(user.preferences["tour"])} if "tour" in user.preferences else {}
        return {name: str(getattr(user, name)) for name in _PREFERENCES} | seen


class MemberOut(serializers.ModelSerializer[Membership]):
    """A member of a workspace."""

    user_id = serializers.CharField(read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)

    class Meta:
        model = Membership
        fields = ("user_id", "email", "name", "role", "created_at")


class MemberIn(serializers.Serializer[Membership]):
    """Whom to add, as what."""

    email = serializers.EmailField()
    role = serializers.ChoiceField(choices=Role.choices, default=Role.VIEWER)


class RoleIn(serializers.Serializer[Membership]):
    """A member's new role."""

    role = serializers.ChoiceField(choices=Role.choices)


class InvitationOut(serializers.Serializer[Membership]):
    """Where somebody without an account can join."""

    link = serializers.URLField(help_text="Works once, for 7 days, for the invited address. It is shown only now.")


class JobError(serializers.Serializer[object]):
    """Why a job failed."""

    code = serializers.CharField()
    message = serializers.CharField()
    details = serializers.DictField(required=False)


class JobOut(serializers.Serializer[object]):
    """A piece of background work."""

    id = serializers.CharField()
    kind = serializers.CharField(help_text="For example datasets.ingest.")
    subject = serializers.CharField(help_text="What it is about, for example dataset:<id>.")
    state = serializers.ChoiceField(choices=["queued", "running", "completed", "failed", "cancelled"])
    progress = serializers.FloatField(help_text="0 to 100.")
    message = serializers.CharField()
    steps = serializers.ListField(child=serializers.DictField())
    error = JobError(allow_null=True)
    result = serializers.DictField(allow_null=True)
    attempts = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
