"""Carrying out: rows and SQL of the script's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..abstract import AbstractOperations
    from ..ops import BulkInsertOp, ExecuteSQLOp


def bulk_insert(operations: AbstractOperations, operation: BulkInsertOp) -> None:
    """Insert rows."""
    operations.impl.bulk_insert(operation.table, operation.rows, multiinsert=operation.multiinsert)


def execute_sql(operations: AbstractOperations, operation: ExecuteSQLOp) -> None:
    """Send a statement at once, also inside a batch."""
    operations.migration_context.impl.execute(
        operation.sqltext, execution_options=operation.execution_options
    )
