"""What a migration script can do: operations as data, and the object whose methods say them."""

from __future__ import annotations

from ..base.lazy import attach
from .base import AbstractOperations, BatchOperations, Operations
from .ops import MigrateOperation, MigrationScript

__all__ = [
    "AbstractOperations",
    "BatchOperations",
    "MigrateOperation",
    "MigrationScript",
    "Operations",
]

_MODULES = ("batch", "schemaobj", "toimpl")
__getattr__, __dir__ = attach(__name__, {each: f"alembic.operations.{each}" for each in _MODULES})
