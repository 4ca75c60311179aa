"""How each database says it: statements, the sink they go through, constructs, implementations."""

from __future__ import annotations

from ..base.lazy import attach
from .impl import DefaultImpl

__all__ = ["DefaultImpl"]

_MODULES = ("base", "mssql", "mysql", "oracle", "postgresql", "sqlite")
__getattr__, __dir__ = attach(__name__, {each: f"alembic.ddl.{each}" for each in _MODULES})
