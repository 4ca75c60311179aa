"""Carrying out: alter columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import Column, PrimaryKeyConstraint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.schema import Constraint

    from ..abstract import AbstractOperations
    from ..ops import AlterColumnOp


def alter_column(operations: AbstractOperations, operation: AlterColumnOp) -> None:
    """Alter a column, exchanging the constraints its old and new type make."""
    impl = operations.impl
    if operation.existing_type is not None and operation.modify_type is not None:
        dropped = list(_made_by_type(operations, operation, operation.existing_type))
        if dropped and impl is operations.migration_context.impl:
            impl.refuse_generated(
                operation.table_name,
                operation.column_name,
                operation.modify_server_default,
                existing_server_default=operation.existing_server_default,
                schema=operation.schema,
            )
        for constraint in dropped:
            impl.drop_constraint(constraint)
    impl.alter_column(
        operation.table_name,
        operation.column_name,
        nullable=operation.modify_nullable,
        server_default=operation.modify_server_default,
        name=operation.modify_name,
        type_=operation.modify_type,
        schema=operation.schema,
        existing_type=operation.existing_type,
        existing_server_default=operation.existing_server_default,
        existing_nullable=operation.existing_nullable,
        comment=operation.modify_comment,
        existing_comment=operation.existing_comment,
        **operation.kw,
    )
    if operation.modify_type is not None:
        for constraint in _made_by_type(operations, operation, operation.modify_type):
            impl.add_constraint(constraint)


def _made_by_type(
    operations: AbstractOperations, operation: AlterColumnOp, type_: Any
) -> Iterator[Constraint]:
    dialect = operations.migration_context.dialect
    compiler = dialect.statement_compiler(dialect, None)
    table = operations.schema_obj.table(
        operation.table_name, Column(operation.column_name, type_), schema=operation.schema
    )
    for constraint in table._sorted_constraints:
        rule = constraint._create_rule
        if not isinstance(constraint, PrimaryKeyConstraint) and (rule is None or rule(compiler)):
            yield constraint
