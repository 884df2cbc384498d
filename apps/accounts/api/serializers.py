"""What the endpoints take and give."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ..models import Collection, Group, Membership, Role, User, Workspace
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
        fields = ("user_id", "email", "name", "role", "attributes", "created_at")

    def to_representation(self, instance: Membership) -> dict[str, Any]:
        """What rules read of a person is for administrators to know, and for the person."""
        shown = super().to_representation(instance)
        if not self.context.get("attributes"):
            shown.pop("attributes")
        return shown


class MemberIn(serializers.Serializer[Membership]):
    """Whom to add, as what."""

    email = serializers.EmailField()
    role = serializers.ChoiceField(choices=Role.choices, default=Role.VIEWER)


class MemberChange(serializers.Serializer[Membership]):
    """A member's new role, new attributes, or both."""

    role = serializers.ChoiceField(choices=Role.choices, required=False)
    attributes = serializers.DictField(
        required=False, help_text="Facts that row rules read: texts, numbers, true, false, or lists of them."
    )


class GroupMember(serializers.ModelSerializer[Membership]):
    """A person in a group."""

    user_id = serializers.CharField(read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)

    class Meta:
        model = Membership
        fields = ("user_id", "name", "email")


class GroupOut(serializers.ModelSerializer[Group]):
    """A group with its people."""

    members = GroupMember(source="seats", many=True, read_only=True)

    class Meta:
        model = Group
        fields = ("id", "name", "description", "members", "created_at")


class GroupIn(serializers.Serializer[Group]):
    """A group's name and people."""

    name = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=500, required=False, allow_blank=True)
    members = serializers.ListField(child=serializers.CharField(max_length=20), required=False, max_length=5000, help_text="Ids of people.")


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


class OwnerOut(serializers.Serializer[object]):
    """A person, shortly."""

    id = serializers.CharField()
    name = serializers.CharField()


class CollectionOut(serializers.Serializer[Collection]):
    """A collection in the list."""

    id = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    collection = serializers.CharField(allow_null=True, help_text="The collection it lies in.")
    visibility = serializers.CharField(help_text="private, or workspace: whoever sees the place it lies in sees it.")
    is_open = serializers.BooleanField(help_text="Whether everybody in the workspace sees it.")
    owner = OwnerOut()
    url = serializers.CharField()
    created_at = serializers.DateTimeField()


class CollectionWhole(CollectionOut):
    """A collection with what lies in it."""

    way = serializers.ListField(child=serializers.DictField(), help_text="The collections above it, from the top.")
    collections = CollectionOut(many=True)
    contents = serializers.ListField(child=serializers.DictField(), help_text="kind, id, name and url of what lies in it.")


class CollectionIn(serializers.Serializer[Collection]):
    """A new collection."""

    name = serializers.CharField(max_length=200)
    description = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    collection = serializers.CharField(max_length=20, required=False, allow_null=True)
    visibility = serializers.CharField(max_length=16, required=False)


class CollectionChange(serializers.Serializer[Collection]):
    """Another name or description."""

    name = serializers.CharField(max_length=200, required=False)
    description = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class MoveIn(serializers.Serializer[object]):
    """Where to, and whether only to look."""

    collection = serializers.CharField(max_length=20, allow_null=True, required=False)
    dry_run = serializers.BooleanField(default=False)


class SeesOut(serializers.Serializer[object]):
    """Somebody who sees a thing."""

    user_id = serializers.CharField()
    name = serializers.CharField()
    email = serializers.EmailField()
    level = serializers.CharField()


class MoveOut(serializers.Serializer[object]):
    """Who gains and who loses sight of what is moved."""

    moved = serializers.BooleanField()
    gaining = SeesOut(many=True)
    losing = SeesOut(many=True)


class ShareIn(serializers.Serializer[object]):
    """Visibility and grants."""

    visibility = serializers.CharField(max_length=16, required=False)
    grants = serializers.DictField(child=serializers.CharField(max_length=16), required=False)


class ShareOut(serializers.Serializer[object]):
    """Who a thing is shared with."""

    visibility = serializers.CharField()
    owner = serializers.DictField()
    people = serializers.ListField(child=serializers.DictField())
    others = serializers.ListField(child=serializers.DictField())
    levels = serializers.ListField(child=serializers.CharField())


class AccessOut(serializers.Serializer[object]):
    """Why somebody can or cannot see a thing."""

    person = serializers.DictField()
    level = serializers.CharField(allow_blank=True, help_text="view, edit, manage, or empty.")
    steps = serializers.ListField(child=serializers.DictField(), help_text="Each rule in words, and the level it gives.")
    rules = serializers.ListField(child=serializers.CharField(), help_text="What row rules leave of its data.")
    people = SeesOut(many=True, help_text="Everybody who sees it; empty for who does not manage it.")
