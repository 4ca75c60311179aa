"""Directives: comments on tables."""

from __future__ import annotations

from .. import ops
from ..abstract import AbstractOperations


class CommentDirectives(AbstractOperations):
    """Comments: create, drop."""

    def create_table_comment(
        self,
        table_name: str,
        comment: str | None,
        *,
        existing_comment: str | None = None,
        schema: str | None = None,
    ) -> None:
        """Set the comment of a table.

        Args:
            table_name: The table.
            comment: The comment.
            existing_comment: The comment it had, for the way back.
            schema: The table's schema; None is the connection's default.
        """
        self.invoke(
            ops.CreateTableCommentOp(
                table_name, comment, existing_comment=existing_comment, schema=schema
            )
        )

    def drop_table_comment(
        self,
        table_name: str,
        *,
        existing_comment: str | None = None,
        schema: str | None = None,
    ) -> None:
        """Take the comment of a table away.

        Args:
            table_name: The table.
            existing_comment: The comment it had, for the way back.
            schema: The table's schema; None is the connection's default.
        """
        self.invoke(
            ops.DropTableCommentOp(table_name, existing_comment=existing_comment, schema=schema)
        )


class BatchCommentDirectives(AbstractOperations):
    """The comment on the table of a batch: create, drop."""

    def create_table_comment(
        self, comment: str | None, *, existing_comment: str | None = None
    ) -> None:
        """Set the comment of the table.

        Args:
            comment: The comment.
            existing_comment: The comment it had, for the way back.
        """
        self.invoke(
            ops.CreateTableCommentOp(
                self.impl.table_name,
                comment,
                existing_comment=existing_comment,
                schema=self.impl.schema,
            )
        )

    def drop_table_comment(self, *, existing_comment: str | None = None) -> None:
        """Take the comment of the table away.

        Args:
            existing_comment: The comment it had, for the way back.
        """
        self.invoke(
            ops.DropTableCommentOp(
                self.impl.table_name, existing_comment=existing_comment, schema=self.impl.schema
            )
        )
