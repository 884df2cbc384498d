"""QuerySpec to SQL: the one compiler of the product."""

from .outputs import OutputColumn
from .query import Compiled, compile_spec

__all__ = ["Compiled", "OutputColumn", "compile_spec"]
