"""Getting an installation ready, in a process of its own: keys, migrations, first administrator, sample, sign-in link.

Prints one JSON line `{"link": …}` on standard output.
"""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bi_platform.settings")


def main(arguments: list[str]) -> None:
    """`all` prepares everything, `link` only makes a sign-in link."""
    django.setup()
    if "all" in arguments:
        _migrate()
        _make_keys()
    link = _administrator()
    if "all" in arguments:
        _sample()
    sys.stdout.write(json.dumps({"link": link}) + "\n")


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # several machines may start at once
            cursor.execute("select pg_advisory_lock(7209114)")
        call_command("migrate", interactive=False, verbosity=0)
        if connection.vendor == "postgresql":
            cursor.execute("select pg_advisory_unlock(7209114)")


def _make_keys() -> None:
    from apps.accounts.services.keys import private_key
    from apps.core.crypto import encrypt

    private_key()
    encrypt("made")


def _administrator() -> str:
    """Make the first administrator; return a sign-in link unless the environment names their password."""
    from django.conf import settings

    from apps.accounts.services import setup, signin
    from bi_platform.settings.env import env_secret_text, env_str

    email = env_str("PILOTBA_ADMIN_EMAIL", setup.DEFAULT_EMAIL)
    password = env_secret_text("PILOTBA_ADMIN_PASSWORD", "") or None
    user = setup.first_administrator(email, password)
    return "" if password else signin.one_time_link(user, settings.PILOTBA.base_url, life=signin.FOR_FIRST_START)


def _sample() -> None:
    """Let the worker fill the sample workspace."""
    from django.conf import settings
    from django.core.management import call_command, get_commands

    if settings.PILOTBA.sample and "load_sample" in get_commands():
        call_command("load_sample", verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1:])
