"""Mail without a mail server: printed where the product was started, as people read it."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend as ConsoleBackend


class EmailBackend(ConsoleBackend):
    """Prints address, subject and text of a mail; Django's own would print its HTML, too."""

    def write_message(self, message: EmailMessage) -> None:
        """Write one mail; the base class holds the lock and flushes."""
        line = "-" * 64
        self.stream.write(f"{line}\nMail to {', '.join(message.to)}: {message.subject}\n\n{message.body.strip()}\n{line}\n")
