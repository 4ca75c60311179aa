"""Comments on tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...schema.objects import SchemaObjects
from .base import AlterTableOp

if TYPE_CHECKING:
    from sqlalchemy.schema import Table


class CreateTableCommentOp(AlterTableOp):
    """A comment put on a table.

    Args:
        table_name: The table.
        comment: The comment.
        schema: Its schema; None is the connection's default.
        existing_comment: The comment it had, for the way back.
    """

    def __init__(
        self,
        table_name: str,
        comment: str | None,
        *,
        schema: str | None = None,
        existing_comment: str | None = None,
    ) -> None:
        super().__init__(table_name, schema=schema)
        self.comment = comment
        self.existing_comment = existing_comment

    def reverse(self) -> CreateTableCommentOp | DropTableCommentOp:
        """Return the operation that brings the earlier comment back, or drops this one."""
        if self.existing_comment is None:
            return DropTableCommentOp(
                self.table_name, existing_comment=self.comment, schema=self.schema
            )
        return CreateTableCommentOp(
            self.table_name,
            self.existing_comment,
            existing_comment=self.comment,
            schema=self.schema,
        )

    def to_table(self, migration_context: Any = None) -> Table:
        """Return a ``Table`` that has the comment."""
        return SchemaObjects(migration_context).table(
            self.table_name, schema=self.schema, comment=self.comment
        )

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return ``("add_table_comment", Table, existing comment)``."""
        return ("add_table_comment", self.to_table(), self.existing_comment)


class DropTableCommentOp(AlterTableOp):
    """A comment taken from a table.

    Args:
        table_name: The table.
        schema: Its schema; None is the connection's default.
        existing_comment: The comment it had, for the way back.
    """

    def __init__(
        self,
        table_name: str,
        *,
        schema: str | None = None,
        existing_comment: str | None = None,
    ) -> None:
        super().__init__(table_name, schema=schema)
        self.existing_comment = existing_comment

    def reverse(self) -> CreateTableCommentOp:
        """Return the operation that brings the comment back."""
        return CreateTableCommentOp(self.table_name, self.existing_comment, schema=self.schema)

    def to_table(self, migration_context: Any = None) -> Table:
        """Return a ``Table`` without a comment."""
        return SchemaObjects(migration_context).table(self.table_name, schema=self.schema)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return ``("remove_table_comment", Table)``."""
        return ("remove_table_comment", self.to_table())
