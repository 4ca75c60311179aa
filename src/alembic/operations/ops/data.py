"""Rows and SQL of the script's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .base import MigrateOperation

if TYPE_CHECKING:
    from sqlalchemy import Executable
    from sqlalchemy.sql.expression import TableClause


class BulkInsertOp(MigrateOperation):
    """Rows put into a table.

    Args:
        table: A ``Table`` or a ``table()`` construct.
        rows: A list of dictionaries, keyed by column.
        multiinsert: Whether one execution takes all rows.
    """

    def __init__(
        self, table: TableClause, rows: list[dict[str, Any]], *, multiinsert: bool = True
    ) -> None:
        self.table = table
        self.rows = rows
        self.multiinsert = multiinsert


class ExecuteSQLOp(MigrateOperation):
    """A statement the migration script gives.

    Args:
        sqltext: Text or a SQLAlchemy construct.
        execution_options: Options for the execution.
    """

    def __init__(
        self,
        sqltext: Executable | str,
        *,
        execution_options: dict[str, Any] | None = None,
    ) -> None:
        self.sqltext = sqltext
        self.execution_options = execution_options

    def to_diff_tuple(self) -> tuple[str, Executable | str]:
        """Return ``("execute", sqltext)``."""
        return ("execute", self.sqltext)
