"""How django-allauth keeps second factors here: secrets under the keyring, passkeys for the configured address."""

from __future__ import annotations

from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from apps.core import crypto

CONTEXT = "mfa.authenticator"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Stored secrets cannot be read with SECRET_KEY alone; a forged Host header decides nothing."""

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        return crypto.encrypt(text, CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again."""
        return crypto.decrypt(encrypted_text, CONTEXT)

    def get_totp_issuer(self) -> str:
        """What the app shows beside the code."""
        return "PilotBA"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For whom passkeys are made: the host of PILOTBA_BASE_URL."""
        return {"id": urlsplit(settings.PILOTBA.base_url).hostname or "localhost", "name": "PilotBA"}
