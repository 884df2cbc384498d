"""Create people and change what they say about themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from zoneinfo import available_timezones

from django.db import transaction

from apps.core.errors import Conflict, InvalidInput

from ..models import User

THEMES = ("system", "light", "dark")
LOCALE_NAMES = (
    ("en", "1,234.5 · 12/31/2026 (English, US)"),
    ("en-GB", "1,234.5 · 31/12/2026 (English, UK)"),
    ("en-IN", "12,34,567.5 · 31/12/2026 (English, India)"),
    ("de", "1.234,5 · 31.12.2026 (German)"),
    ("de-CH", "1’234.5 · 31.12.2026 (German, Switzerland)"),
    ("fr", "1 234,5 · 31/12/2026 (French)"),
    ("es", "1.234,5 · 31/12/2026 (Spanish)"),
    ("it", "1.234,5 · 31/12/2026 (Italian)"),
    ("nl", "1.234,5 · 31-12-2026 (Dutch)"),
    ("pl", "1 234,5 · 31.12.2026 (Polish)"),
    ("pt-BR", "1.234,5 · 31/12/2026 (Portuguese, Brazil)"),
    ("sv", "1 234,5 · 2026-12-31 (Swedish)"),
    ("ja", "1,234.5 · 2026/12/31 (Japanese)"),
)
LOCALES = tuple(tag for tag, _ in LOCALE_NAMES)
TIMEZONES = sorted(available_timezones() - {"localtime", "Factory"})
DENSITIES = ("comfortable", "compact")
MOTIONS = ("system", "reduced")
DATES = ("auto", "iso", "day", "month")
STARTS = {"home": "/", "dashboards": "/dashboards/", "charts": "/charts/", "queries": "/queries/", "datasets": "/datasets/"}
ARRIVED = "arrived"  # in a session: signed in just now and not yet on the start page
CHOICES: dict[str, Collection[str]] = {
    "theme": THEMES,
    "density": DENSITIES,
    "motion": MOTIONS,
    "locale": LOCALES,
    "dates": DATES,
    "timezone": TIMEZONES,
    "start": tuple(STARTS),
    "tour": ("seen",),
}


@transaction.atomic
def create_user(*, email: str, password: str | None = None, name: str = "", is_staff: bool = False) -> User:
    """Create a person without any workspace. Raises Conflict when the address is taken."""
    if User.objects.filter(email=email.strip().lower()).exists():
        raise Conflict("Somebody already uses this e-mail address.")
    return User.objects.create_user(email, password, name=name.strip(), is_staff=is_staff)


@transaction.atomic
def change_preferences(*, user: User, name: str | None = None, preferences: Mapping[str, str] | None = None) -> User:
    """Change the person's name, and single preferences (CHOICES). Raises InvalidInput with the field."""
    changes = dict(preferences or {})
    for key, value in changes.items():
        if value not in CHOICES.get(key, ()):
            raise InvalidInput(f"{value} is not a known {key}.", fields={key: [f"{value} is not a known {key}."]})
    user.name = user.name if name is None else name.strip()[:120]
    user.preferences = {**user.preferences, **changes}
    user.save(update_fields=["name", "preferences", "updated_at"])
    return user
