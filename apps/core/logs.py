"""Structured logs: every line has a time, a level, the request or job it belongs to and the person. No Django in here."""

from __future__ import annotations

from typing import Any

import structlog

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
# Never the local variables: they hold passwords, tokens and people's data.
_TRACES = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))


def formatter(*, json: bool) -> structlog.stdlib.ProcessorFormatter:
    """Build the formatter of all handlers; control characters are escaped in both forms."""
    last: list[Any] = [_TRACES, structlog.processors.JSONRenderer(sort_keys=False)]
    if not json:
        last = [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )


def configure() -> None:
    """Send structlog's loggers through the standard ones, so that there is one stream and one level."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def logging_config(level: str, *, json: bool) -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": {"()": "apps.core.logs.formatter", "json": json}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "pilotba": {"level": level},
            "apps": {"level": level},
            "django.request": {"level": "CRITICAL"},  # ours says it with the person and the request id
            "django.security": {"level": "ERROR"},
        },
    }
