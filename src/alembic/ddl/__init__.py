"""How each database says it: statements, the sink they go through, constructs, implementations."""

from __future__ import annotations

from .impl import DefaultImpl

__all__ = ["DefaultImpl"]
