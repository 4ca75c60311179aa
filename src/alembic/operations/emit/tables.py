"""Carrying out: create, drop and rename tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.schema import Table

    from ..abstract import AbstractOperations
    from ..ops import CreateTableOp, DropTableOp, RenameTableOp


def create_table(operations: AbstractOperations, operation: CreateTableOp) -> Table:
    """Create a table and return it."""
    impl = operations.impl
    if operation.is_plain and impl is operations.migration_context.impl:
        written = impl.plain.create_table(
            operation.table_name,
            operation.columns,
            operation.schema,
            if_not_exists=bool(operation.if_not_exists),
        )
        if written is not None:
            impl._exec(written)
            return operations.schema_obj.late_table(
                operation.table_name, *operation.columns, schema=operation.schema
            )
    kw = _flag("if_not_exists", operation.if_not_exists)
    table = operation.to_table(operations.migration_context)
    impl.create_table(table, **kw)
    return table


def drop_table(operations: AbstractOperations, operation: DropTableOp) -> None:
    """Drop a table."""
    impl = operations.impl
    if operation.is_name_only and impl is operations.migration_context.impl:
        written = impl.plain.drop_table(operation.table_name, operation.schema)
        if written is not None:
            impl._exec(written)
            return
    kw = _flag("if_exists", operation.if_exists)
    impl.drop_table(operation.to_table(operations.migration_context), **kw)


def rename_table(operations: AbstractOperations, operation: RenameTableOp) -> None:
    """Rename a table."""
    operations.impl.rename_table(
        operation.table_name, operation.new_table_name, schema=operation.schema
    )


def _flag(name: str, value: bool | None) -> dict[str, Any]:
    # Implementations written before the flags existed are called without them.
    return {} if value is None else {name: value}
