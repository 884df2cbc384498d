"""A person who signs in with an e-mail address."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from apps.core.models import PublicModel

from .guise import Guise


class UserManager(BaseUserManager["User"]):
    """Creates people; addresses are stored lower-case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(PublicModel, AbstractBaseUser, PermissionsMixin):
    """One person, over all workspaces."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    service_of = models.ForeignKey(
        "accounts.Workspace",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="services",
        help_text="Set: a program, not a person.",
    )
    preferences = models.JSONField(default=dict, blank=True)
    token_epoch = models.PositiveIntegerField(default=0, help_text="Raising it ends every API token of the person.")

    objects: ClassVar[UserManager] = UserManager()
    guise: Guise | None = None  # set on the person whom an administrator looks as; never stored

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_unique"),)

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name or self.email

    @property
    def real(self) -> User:
        """Who really acts: the administrator behind a guise, else the person."""
        return self.guise.by if self.guise else self

    @property
    def theme(self) -> str:
        """`light`, `dark` or `system`; pages carry it as `data-theme`."""
        return str(self.preferences.get("theme", "system"))

    @property
    def timezone(self) -> str:
        """IANA name of the person's time zone."""
        return str(self.preferences.get("timezone", "UTC"))

    @property
    def density(self) -> str:
        """`comfortable` or `compact`: how close things stand together."""
        return str(self.preferences.get("density", "comfortable"))

    @property
    def motion(self) -> str:
        """`system`, or `reduced`: nothing moves by itself."""
        return str(self.preferences.get("motion", "system"))

    @property
    def dates(self) -> str:
        """`auto` (by the locale), `iso`, `day` or `month` first."""
        return str(self.preferences.get("dates", "auto"))

    @property
    def start(self) -> str:
        """The page that signing in leads to."""
        return str(self.preferences.get("start", "home"))

    @property
    def locale(self) -> str:
        """BCP 47 tag that numbers and dates are written for."""
        return str(self.preferences.get("locale", "en"))
