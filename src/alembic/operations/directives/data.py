"""Directives: rows and SQL of the script's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import ops
from ..abstract import AbstractOperations

if TYPE_CHECKING:
    from sqlalchemy import Executable
    from sqlalchemy.sql.expression import TableClause


class BatchDataDirectives(AbstractOperations):
    """SQL of the script's own."""

    def execute(
        self,
        sqltext: Executable | str,
        *,
        execution_options: dict[str, Any] | None = None,
    ) -> None:
        r"""Run a statement at once; the result is not returned.

        For results use ``op.get_bind()``.

        Args:
            sqltext: SQL text, or a SQLAlchemy construct. In text, ``:name`` is a parameter and a
                colon of its own is written ``\:``.
            execution_options: Options for the execution.
        """
        self.invoke(ops.ExecuteSQLOp(sqltext, execution_options=execution_options))


class DataDirectives(BatchDataDirectives):
    """Rows, and SQL of the script's own."""

    def bulk_insert(
        self, table: TableClause, rows: list[dict[str, Any]], *, multiinsert: bool = True
    ) -> None:
        """Insert rows.

        Args:
            table: A ``Table`` or a ``table()`` construct with the columns and their types.
            rows: A list of dictionaries, keyed by column.
            multiinsert: Whether one execution takes all rows; needed off for values made by
                ``op.inline_literal()``.

        Raises:
            TypeError: The rows are something else.
        """
        self.invoke(ops.BulkInsertOp(table, rows, multiinsert=multiinsert))
