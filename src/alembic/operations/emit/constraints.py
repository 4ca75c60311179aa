"""Carrying out: create and drop constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..abstract import AbstractOperations
    from ..ops import AddConstraintOp, DropConstraintOp


def create_constraint(operations: AbstractOperations, operation: AddConstraintOp) -> None:
    """Create a constraint of any kind."""
    operations.impl.add_constraint(operation.to_constraint(operations.migration_context))


def drop_constraint(operations: AbstractOperations, operation: DropConstraintOp) -> None:
    """Drop a constraint."""
    kw: dict[str, Any] = {}
    if operation.if_exists is not None:
        kw["if_exists"] = operation.if_exists
    constraint = operations.schema_obj.generic_constraint(
        operation.constraint_name,
        operation.table_name,
        operation.constraint_type,
        schema=operation.schema,
    )
    operations.impl.drop_constraint(constraint, **kw)
