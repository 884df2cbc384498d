"""Mail from templates: templates/emails/<template>.txt (subject on the first line) and .html.

Both extend `_base`, which draws the brand: name, colour, logo, and the address of the support.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

BRAND = {"name": "PilotBA", "colour": "#0d6e60"}


def send(template: str, to: str | Sequence[str], context: dict[str, Any], *, brand: dict[str, str] | None = None) -> None:
    """Send one mail to each address. `context` also gets `base_url`, `brand` and `subject`; `brand` replaces parts of the product's own.

    Raises what the mail server answers. A mail without secrets belongs in a job, which tries again.
    """
    full = {"base_url": settings.PILOTBA.base_url, "brand": {**BRAND, "support": settings.PILOTBA.support, **(brand or {})}, **context}
    subject, _, body = render_to_string(f"emails/{template}.txt", full).lstrip().partition("\n")
    full["subject"] = " ".join(subject.split())  # a line break in a header would let a name add headers
    html = _html(template, full)
    for address in [to] if isinstance(to, str) else to:
        message = EmailMultiAlternatives(full["subject"], body.strip() + "\n", None, [address])
        if html:
            message.attach_alternative(html, "text/html")
        message.send()


def is_sent() -> bool:
    """Whether mail leaves this machine; without a mail server it is printed where the product was started."""
    return bool(settings.MAIL_IS_SENT)


def _html(template: str, context: dict[str, Any]) -> str:
    try:
        return render_to_string(f"emails/{template}.html", context)
    except TemplateDoesNotExist:
        return ""
