"""What every API has in common: the error form, JSON through orjson, ETag and If-Match."""

from .answers import answer, error_body
from .errors import exception_handler
from .etag import etag, require_if_match
from .reading import changes_something, reads
from .renderers import JSONRenderer

__all__ = ["JSONRenderer", "answer", "changes_something", "error_body", "etag", "exception_handler", "reads", "require_if_match"]
