"""What every API has in common: the error form, JSON through orjson, ETag and If-Match."""

from .answers import answer, error_body
from .errors import exception_handler
from .etag import etag, require_if_match
from .reading import asks_engine, changes_something, is_query_request, reads
from .renderers import JSONRenderer

__all__ = [
    "JSONRenderer",
    "answer",
    "asks_engine",
    "changes_something",
    "error_body",
    "etag",
    "exception_handler",
    "is_query_request",
    "reads",
    "require_if_match",
]
