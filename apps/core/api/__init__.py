"""What every API has in common: the error form, JSON through orjson, ETag and If-Match."""

from .answers import answer, error_body
from .bulk import Bulk
from .errors import exception_handler
from .etag import etag, expected_in, require_if_match
from .listing import FIELDS, Listing, sparse
from .reading import asks_engine, changes_something, is_query_request, reads
from .renderers import JSONRenderer

__all__ = [
    "FIELDS",
    "Bulk",
    "JSONRenderer",
    "Listing",
    "answer",
    "asks_engine",
    "changes_something",
    "error_body",
    "etag",
    "exception_handler",
    "expected_in",
    "is_query_request",
    "reads",
    "require_if_match",
    "sparse",
]
