"""Carrying out: create and drop indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..abstract import AbstractOperations
    from ..ops import CreateIndexOp, DropIndexOp


def create_index(operations: AbstractOperations, operation: CreateIndexOp) -> None:
    """Create an index."""
    kw: dict[str, Any] = {}
    if operation.if_not_exists is not None:
        kw["if_not_exists"] = operation.if_not_exists
    operations.impl.create_index(operation.to_index(operations.migration_context), **kw)


def drop_index(operations: AbstractOperations, operation: DropIndexOp) -> None:
    """Drop an index, unless it goes with its table."""
    if operation.goes_with_table:
        return
    kw: dict[str, Any] = {}
    if operation.if_exists is not None:
        kw["if_exists"] = operation.if_exists
    operations.impl.drop_index(operation.to_index(operations.migration_context), **kw)
