"""Comments on tables and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import DropTableComment, SetColumnComment, SetTableComment

from .core import ImplCore

if TYPE_CHECKING:
    from sqlalchemy.schema import Column, Table


class CommentsImpl(ImplCore):
    """Comments."""

    def create_table_comment(self, table: Table) -> None:
        """Set the comment of a table."""
        self._exec(SetTableComment(table))

    def drop_table_comment(self, table: Table) -> None:
        """Take the comment of a table away."""
        self._exec(DropTableComment(table))

    def create_column_comment(self, column: Column[Any]) -> None:
        """Set the comment of a column."""
        self._exec(SetColumnComment(column))
