"""Mail from templates: templates/emails/<template>.txt (subject on the first line) and, when there is one, .html."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string


def send(template: str, to: str | Sequence[str], context: dict[str, Any]) -> None:
    """Send one mail to each address. `context` also gets `base_url`. Raises what the mail server answers; call it from a job."""
    full = {"base_url": settings.PILOTBA.base_url, **context}
    subject, _, body = render_to_string(f"emails/{template}.txt", full).lstrip().partition("\n")
    html = _html(template, full)
    for address in [to] if isinstance(to, str) else to:
        message = EmailMultiAlternatives(" ".join(subject.split()), body.strip() + "\n", None, [address])
        if html:
            message.attach_alternative(html, "text/html")
        message.send()


def _html(template: str, context: dict[str, Any]) -> str:
    try:
        return render_to_string(f"emails/{template}.html", context)
    except TemplateDoesNotExist:
        return ""
