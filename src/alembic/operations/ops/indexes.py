"""Indexes: create, drop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...schema.objects import SchemaObjects
from .base import MigrateOperation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.schema import Index
    from sqlalchemy.sql.elements import ColumnElement, TextClause


class CreateIndexOp(MigrateOperation):
    """A new index.

    Args:
        index_name: Its name; None leaves it to the naming convention.
        table_name: The table.
        columns: Names, ``text()`` and expressions.
        schema: The table's schema; None is the connection's default.
        unique: Whether values must be unique.
        if_not_exists: Whether an index that is there already is left alone.
        **kw: Options of ``Index``.

    Attributes:
        goes_with_table: Whether it stands as long as its table, so that undoing this does nothing.
    """

    goes_with_table = False

    def __init__(
        self,
        index_name: str | None,
        table_name: str,
        columns: Sequence[str | TextClause | ColumnElement[Any]],
        *,
        schema: str | None = None,
        unique: bool = False,
        if_not_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        self.index_name = index_name
        self.table_name = table_name
        self.columns = columns
        self.schema = schema
        self.unique = unique
        self.if_not_exists = if_not_exists
        self.kw = kw

    def reverse(self) -> DropIndexOp:
        """Return the operation that drops the index and remembers it."""
        op = DropIndexOp.from_index(self.to_index())
        op.goes_with_table = self.goes_with_table
        return op

    def to_diff_tuple(self) -> tuple[str, Index]:
        """Return ``("add_index", Index)``."""
        return ("add_index", self.to_index())

    @classmethod
    def from_index(cls, index: Index) -> CreateIndexOp:
        """Return the operation that makes an index."""
        assert index.table is not None
        return cls(
            index.name,
            index.table.name,
            index.expressions,
            schema=index.table.schema,
            unique=index.unique,
            **index.kwargs,
        )

    def to_index(self, migration_context: Any = None) -> Index:
        """Return an ``Index`` on a scratch table.

        Args:
            migration_context: The context whose naming convention applies.
        """
        return SchemaObjects(migration_context).index(
            self.index_name,
            self.table_name,
            self.columns,
            schema=self.schema,
            unique=self.unique,
            **self.kw,
        )


class DropIndexOp(MigrateOperation):
    """An index taken away.

    Args:
        index_name: Its name.
        table_name: The table, which some databases need.
        schema: The table's schema; None is the connection's default.
        if_exists: Whether an index that is not there is no error.
        **kw: Options of ``Index``.

    Attributes:
        goes_with_table: Whether it stands until its table is dropped, so that nothing is done.
    """

    goes_with_table = False

    def __init__(
        self,
        index_name: str,
        table_name: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        _reverse: CreateIndexOp | None = None,
        **kw: Any,
    ) -> None:
        self.index_name = index_name
        self.table_name = table_name
        self.schema = schema
        self.if_exists = if_exists
        self._reverse = _reverse
        self.kw = kw

    def to_diff_tuple(self) -> tuple[str, Index]:
        """Return ``("remove_index", Index)``."""
        return ("remove_index", self.to_index())

    def reverse(self) -> CreateIndexOp:
        """Return the operation that makes the index again."""
        op = CreateIndexOp.from_index(self.to_index())
        op.goes_with_table = self.goes_with_table
        return op

    @classmethod
    def from_index(cls, index: Index) -> DropIndexOp:
        """Return the operation that drops an index and remembers it."""
        assert index.table is not None
        assert index.name is not None
        return cls(
            index.name,
            index.table.name,
            schema=index.table.schema,
            _reverse=CreateIndexOp.from_index(index),
            unique=index.unique,
            **index.kwargs,
        )

    def to_index(self, migration_context: Any = None) -> Index:
        """Return an ``Index`` on a scratch table, on a column ``x`` if its own are not known.

        Args:
            migration_context: The context whose naming convention applies.
        """
        return SchemaObjects(migration_context).index(
            self.index_name,
            self.table_name,
            self._reverse.columns if self._reverse else ["x"],
            schema=self.schema,
            **self.kw,
        )
