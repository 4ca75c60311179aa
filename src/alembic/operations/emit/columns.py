"""Carrying out: add and drop columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import ForeignKeyConstraint, PrimaryKeyConstraint

from ...schema.copying import _copy

if TYPE_CHECKING:
    from sqlalchemy.schema import Column, Constraint

    from ..abstract import AbstractOperations
    from ..ops import AddColumnOp, DropColumnOp


def add_column(operations: AbstractOperations, operation: AddColumnOp) -> None:
    """Add a column, then its constraints, indexes and comment.

    What cannot be added is refused before anything runs.
    """
    impl = operations.impl
    column = operation.column
    if impl is operations.migration_context.impl and impl.plain.is_plain_column(column):
        _add(operations, operation, column)
        return
    if column.table is not None:
        column = _copy(column)
    table = operations.schema_obj.table(operation.table_name, column, schema=operation.schema)
    inline_references = operation.inline_references
    stated = inline_references and operations.migration_context.impl.supports_inline_references
    constraints = [
        each
        for each in table._sorted_constraints
        if not isinstance(each, PrimaryKeyConstraint)
        and not (stated and len(column.foreign_keys) == 1 and _is_single_reference(each))
    ]
    if impl is operations.migration_context.impl and not impl.as_sql:
        for constraint in constraints:
            impl.refuse_constraint(constraint)
    _add(operations, operation, column)
    for constraint in constraints:
        impl.add_constraint(constraint)
    for index in table.indexes:
        impl.create_index(index)
    dialect = operations.migration_context.dialect
    if column.comment is not None and dialect.supports_comments and not dialect.inline_comments:
        impl.create_column_comment(column)


def _add(operations: AbstractOperations, operation: AddColumnOp, column: Column[Any]) -> None:
    operations.impl.add_column(
        operation.table_name,
        column,
        schema=operation.schema,
        if_not_exists=operation.if_not_exists,
        inline_references=operation.inline_references,
        inline_primary_key=operation.inline_primary_key,
        **operation.kw,
    )


def drop_column(operations: AbstractOperations, operation: DropColumnOp) -> None:
    """Drop a column."""
    kw: dict[str, Any] = dict(operation.kw)
    if operation.if_exists is not None:
        kw["if_exists"] = operation.if_exists
    operations.impl.drop_column(
        operation.table_name,
        operation.to_column(operations.migration_context),
        schema=operation.schema,
        **kw,
    )


def _is_single_reference(constraint: Constraint) -> bool:
    return isinstance(constraint, ForeignKeyConstraint) and len(constraint.elements) == 1
