"""Redistill: database migrations for SQLAlchemy, under the import name ``alembic``."""

from .base.lazy import attach

#: Dotted numbers only: packages in the field compare it as a tuple of integers.
__version__ = "2.0.0"

__getattr__, __dir__ = attach(__name__, {"context": "alembic.context", "op": "alembic.op"})
