"""``Operations`` and ``BatchOperations``: every directive of ``op`` and of a batch."""

from __future__ import annotations

from types import FunctionType

from .abstract import AbstractOperations
from .directives.alter_column import AlterColumnDirectives, BatchAlterColumnDirectives
from .directives.columns import BatchColumnDirectives, ColumnDirectives
from .directives.comments import BatchCommentDirectives, CommentDirectives
from .directives.constraints import BatchConstraintDirectives, ConstraintDirectives
from .directives.data import BatchDataDirectives, DataDirectives
from .directives.indexes import BatchIndexDirectives, IndexDirectives
from .directives.tables import TableDirectives

__all__ = ["AbstractOperations", "BatchOperations", "Operations"]


class Operations(
    TableDirectives,
    ColumnDirectives,
    AlterColumnDirectives,
    ConstraintDirectives,
    IndexDirectives,
    CommentDirectives,
    DataDirectives,
):
    """What ``alembic.op`` stands for: the directives of migration scripts.

    Usable on its own: ``Operations(MigrationContext.configure(connection))``.

    Args:
        migration_context: The context the operations run in.
        impl: The implementation; that of the context by default.
    """


class BatchOperations(
    BatchColumnDirectives,
    BatchAlterColumnDirectives,
    BatchConstraintDirectives,
    BatchIndexDirectives,
    BatchCommentDirectives,
    BatchDataDirectives,
):
    """The directives inside ``batch_alter_table``: those of ``op``, for the table of the batch.

    Args:
        migration_context: The context the operations run in.
        impl: The queue of the batch.
    """


def _name_methods_after(cls: type) -> None:
    """Have Python's errors about wrong arguments name the published class."""
    for base in cls.__mro__[1:]:
        if base is AbstractOperations:
            break
        for each in vars(base).values():
            if isinstance(each, FunctionType):
                each.__qualname__ = f"{cls.__name__}.{each.__name__}"


_name_methods_after(BatchOperations)
_name_methods_after(Operations)
