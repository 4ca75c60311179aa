"""Carrying out: comments on tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..abstract import AbstractOperations
    from ..ops import CreateTableCommentOp, DropTableCommentOp


def create_table_comment(operations: AbstractOperations, operation: CreateTableCommentOp) -> None:
    """Set the comment of a table."""
    operations.impl.create_table_comment(operation.to_table(operations.migration_context))


def drop_table_comment(operations: AbstractOperations, operation: DropTableCommentOp) -> None:
    """Take the comment of a table away."""
    operations.impl.drop_table_comment(operation.to_table(operations.migration_context))
