"""The admin site, for staff: people, workspaces, rights, and a look at jobs and the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from apps.core.errors import Conflict
from apps.core.looking import OverAll, ReadOnly
from apps.core.models import AuditEntry, Job

from .middleware import person
from .models import Grant, Membership, User, Workspace
from .services import addresses, admin_changes, erasing, factors

if TYPE_CHECKING:  # generic in the stubs only

    class _Inline(admin.TabularInline[Any, Any]): ...

else:
    _Inline = admin.TabularInline

admin.site.site_header = "PilotBA administration"
admin.site.site_title = "PilotBA"
admin.site.index_title = "Administration"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # how allauth documents it: one way in, one lock
admin.site.unregister(Group)
for foreign in (
    EmailAddress,
    Authenticator,
    UserSession,
):  # their own pages would change people's ways in beside the trail, and show secrets
    if admin.site.is_registered(foreign):
        admin.site.unregister(foreign)


def _changes(request: HttpRequest) -> admin_changes.Change | None:
    """What `construct_change_message` found out for this request."""
    return getattr(request, "audited", None)


class Audited(OverAll):
    """Every change made here goes into the audit trail."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """What was changed where, with the values before and after."""
        request.audited = admin_changes.of_forms(form, formsets)  # type: ignore[attr-defined]
        return super().construct_change_message(request, form, formsets, add)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Django's own log would keep names and addresses for ever; the trail takes its place."""
        admin_changes.note(request.user, "add", obj, message, _changes(request))

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        admin_changes.note(request.user, "change", obj, message, _changes(request))

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            admin_changes.note(request.user, "delete", obj, [], before=admin_changes.of_row(obj))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The object's entries in the trail."""
        return redirect(f"{reverse('admin:core_auditentry_changelist')}?{urlencode({'q': object_id})}")


class NewPerson(AdminUserCreationForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A person made by an administrator."""

    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self) -> str:
        """Addresses are stored in lower case."""
        return str(self.cleaned_data["email"]).lower()


class Seats(_Inline):
    """A person's workspaces, or a workspace's people."""

    model = Membership
    extra = 0
    autocomplete_fields = ("user", "workspace")


@admin.register(User)
class PersonAdmin(Audited, UserAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """People."""

    add_form = NewPerson
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "created_at", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    filter_horizontal = ()
    readonly_fields = ("created_at", "last_login", "preferences")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Times", {"fields": ("created_at", "last_login", "preferences")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)
    inlines = (Seats,)
    actions = ("reset_factors", "delete_accounts", "keep_accounts")

    @admin.action(description="Remove every second factor")
    def reset_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For people who lost them all."""
        for user in queryset:
            factors.reset(by=person(request), user=user)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Whoever runs the installation vouches for the address; an earlier one no longer signs in."""
        super().save_model(request, obj, form, change)
        addresses.mark_verified(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """People go by one way alone, which hands over what they own and leaves no address behind."""
        return False

    @admin.action(description="Delete the accounts after the time to think")
    def delete_accounts(self, request: HttpRequest, queryset: Any) -> None:
        for user in queryset:
            try:
                row = erasing.ask(user=user, by=cast("User", request.user), heirs=None, confirm=user.email)
                self.message_user(request, f"{user} will be deleted on {row.due_at:%Y-%m-%d}; administrators get what they own.")
            except Conflict as error:
                self.message_user(request, f"{user}: {error.message}", messages.ERROR)

    @admin.action(description="Keep accounts that were to be deleted")
    def keep_accounts(self, request: HttpRequest, queryset: Any) -> None:
        for user in queryset:
            erasing.keep(user=user, by=cast("User", request.user))


@admin.register(Workspace)
class WorkspaceAdmin(Audited):
    """Workspaces and who is in them."""

    list_display = ("name", "plan", "created_at")
    list_filter = ("plan",)
    search_fields = ("name",)
    inlines = (Seats,)


@admin.register(Membership)
class MembershipAdmin(Audited):
    """Seats."""

    list_display = ("user", "workspace", "role", "created_at")
    list_filter = ("role",)
    search_fields = ("user__email", "workspace__name")
    autocomplete_fields = ("user", "workspace")


@admin.register(Grant)
class GrantAdmin(Audited):
    """Single people's rights on single objects."""

    list_display = ("user", "level", "kind", "object_id", "workspace")
    list_filter = ("kind", "level")
    search_fields = ("user__email", "object_id")
    autocomplete_fields = ("user", "workspace")


@admin.register(Job)
class JobAdmin(ReadOnly):
    """Background work."""

    list_display = ("created_at", "kind", "subject", "state", "progress", "owner", "attempts")
    list_filter = ("state", "kind")
    list_select_related = ("owner",)
    search_fields = ("id", "subject", "owner__email")


@admin.register(AuditEntry)
class AuditAdmin(ReadOnly):
    """Who did what, when."""

    list_display = ("at", "actor", "action", "kind", "object_id", "workspace_id", "seq")
    list_filter = ("action", "kind")
    list_select_related = ("user",)
    search_fields = ("user__email", "object_id", "workspace_id")
    date_hierarchy = "at"
