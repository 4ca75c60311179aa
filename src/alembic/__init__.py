"""Redistill: database migrations for SQLAlchemy, under the import name ``alembic``."""

from .base.lazy import attach

#: Dotted numbers only: packages in the field compare it as a tuple of integers.
__version__ = "2.0.0"

#: What ``import alembic``, or the import of any one of them, makes accessible as an attribute.
_MODULES = (
    "autogenerate",
    "command",
    "config",
    "context",
    "ddl",
    "environment",
    "ext",
    "migration",
    "op",
    "operations",
    "runtime",
    "script",
    "util",
)

__getattr__, __dir__ = attach(__name__, {each: f"alembic.{each}" for each in _MODULES})
