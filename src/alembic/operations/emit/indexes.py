"""Carrying out: create and drop indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..abstract import AbstractOperations
    from ..ops import CreateIndexOp, DropIndexOp


def create_index(operations: AbstractOperations, operation: CreateIndexOp) -> None:
    """Create an index."""
    if _is_plain(operations, operation) and operation.if_not_exists is None:
        written = operations.impl.plain.create_index(
            operation.index_name,
            operation.table_name,
            operation.columns,
            operation.schema,
            operation.unique,
        )
        if written is not None:
            operations.impl._exec(written)
            return
    kw: dict[str, Any] = {}
    if operation.if_not_exists is not None:
        kw["if_not_exists"] = operation.if_not_exists
    operations.impl.create_index(operation.to_index(operations.migration_context), **kw)


def drop_index(operations: AbstractOperations, operation: DropIndexOp) -> None:
    """Drop an index, unless it goes with its table."""
    if operation.goes_with_table:
        return
    if _is_plain(operations, operation) and operation.if_exists is None:
        written = operations.impl.plain.drop_index(
            operation.index_name, operation.table_name, operation.schema
        )
        if written is not None:
            operations.impl._exec(written)
            return
    kw: dict[str, Any] = {}
    if operation.if_exists is not None:
        kw["if_exists"] = operation.if_exists
    operations.impl.drop_index(operation.to_index(operations.migration_context), **kw)


def _is_plain(operations: AbstractOperations, operation: CreateIndexOp | DropIndexOp) -> bool:
    return not operation.kw and operations.impl is operations.migration_context.impl
