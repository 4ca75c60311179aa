"""What a table looks like after a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import CheckConstraint, ForeignKeyConstraint

from ...schema.sqla_compat import _copy
from . import newtable
from .columns import ColumnChanges
from .constraints import ConstraintChanges
from .indexes import IndexChanges
from .ordering import ColumnOrder

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.schema import Column, Constraint, Index, Table

    from ...ddl.impl import DefaultImpl

#: The longest name of a temporary table, in characters.
_NAME_LIMIT = 50


def temporary_name(table_name: str) -> str:
    """Return the name of the table that is filled and then takes the place of the old one."""
    return f"_alembic_tmp_{table_name}"[:_NAME_LIMIT]


class ApplyBatchImpl(ColumnChanges, ConstraintChanges, IndexChanges):
    """A table in memory, to which queued operations are applied by name.

    Nothing runs here: the result is a description, from which :meth:`make_table` makes the new
    table. A column keeps the name it had at the start as its key, so that a renamed column is
    still found under it.

    Args:
        impl: The dialect implementation.
        table: The table as it is.
        table_args: Further items of the new table.
        table_kwargs: Options of the new table.
        reflected: Whether ``table`` comes from the database, which tells less than a model.
        partial_reordering: Tuples of column names, each a required order.
        deferred_renames: Columns that keep their name here, as they are renamed afterwards.
        keeps_checks: Whether the text of a CHECK can follow a renamed column.

    Attributes:
        columns: The columns by the name they had at the start.
        column_transfers: What a column is filled from, under ``"expr"``; empty for a new column.
        named_constraints: The constraints that can be dropped by name.
        unnamed_constraints: The others.
        added: Those of both that the batch adds.
        indexes: Indexes the table has.
        new_indexes: Indexes the batch adds.
        new_table: The new table, once made.
        copies: The constraints of the new table by those they are made from.
        altered: What was changed of each column: ``type``, ``nullable``, ``default``.
        existing_types: The type a column had, where it was changed.
        dropped: The columns the batch drops.
    """

    def __init__(
        self,
        impl: DefaultImpl,
        table: Table,
        table_args: Sequence[Any],
        table_kwargs: Mapping[str, Any],
        reflected: bool,
        partial_reordering: Sequence[Sequence[str]] = (),
        deferred_renames: Collection[str] = (),
        keeps_checks: bool = False,
    ) -> None:
        self.impl = impl
        self.table = table
        self.table_args = table_args
        self.table_kwargs = {**table.kwargs, **table_kwargs}
        self.reflected = reflected
        self.deferred_renames = deferred_renames
        self.keeps_checks = keeps_checks
        self.temp_table_name = temporary_name(table.name)
        self.comment = table.comment
        self.new_table: Table | None = None
        self.copies: dict[Any, Any] = {}

        self.columns: dict[str, Column[Any]] = {}
        self.column_transfers: dict[str, dict[str, Any]] = {}
        self.altered: dict[str, set[str]] = {}
        self.existing_types: dict[str, Any] = {}
        self.dropped: set[str] = set()
        self.order = ColumnOrder([column.name for column in table.columns], partial_reordering)
        self._take_columns()

        self.named_constraints: dict[str, Constraint] = {}
        self.unnamed_constraints: list[Constraint] = []
        self.added: set[Constraint] = set()
        self.column_checks: dict[str, tuple[str, CheckConstraint]] = {}
        self.type_checks: dict[str, tuple[str | None, CheckConstraint]] = {}
        self._take_constraints()

        self.indexes: dict[str, Any] = {}
        self.new_indexes: dict[str, Index] = {}
        self._take_indexes()

    def apply(self, batch: Sequence[tuple[str, tuple[Any, ...], dict[str, Any]]]) -> None:
        """Apply a queue of operations in order."""
        for name, args, kw in batch:
            getattr(self, name)(*args, **kw)

    def make_table(self) -> Table:
        """Return the new table, under its temporary name."""
        self.new_table = newtable.make(self)
        return self.new_table

    def create_table_comment(self, table: Table) -> None:
        """Take the comment of a table for the new one."""
        self.comment = table.comment

    def drop_table_comment(self, table: Table) -> None:
        """Leave the new table without a comment."""
        self.comment = None

    def rename_table(self, *args: Any, **kw: Any) -> None:
        """Refuse: the rebuild itself ends in a rename.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError("Can't rename table in batch mode")

    def _references(self, column: Column[Any]) -> list[ForeignKeyConstraint]:
        """Return foreign keys that a column states inline, as constraints of the table."""
        return [
            ForeignKeyConstraint([column.name], [key.target_fullname], **_options(key))
            for key in (_copy(each) for each in column.foreign_keys)
        ]


def _options(key: Any) -> dict[str, Any]:
    names = ("name", "onupdate", "ondelete", "deferrable", "initially", "match", "comment")
    return {name: getattr(key, name) for name in names}
