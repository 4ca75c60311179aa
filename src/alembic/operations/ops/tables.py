"""Tables: create, drop, rename."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...schema.objects import SchemaObjects
from .base import AlterTableOp, MigrateOperation, undoing

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from sqlalchemy.schema import MetaData, SchemaItem, Table


class CreateTableOp(MigrateOperation):
    """A new table.

    Args:
        table_name: Its name.
        columns: Its columns and constraints.
        schema: Its schema; None is the connection's default.
        if_not_exists: Whether a table that is there already is left alone.
        **kw: Options of ``Table``; ``info``, ``comment`` and ``prefixes`` become attributes.
    """

    def __init__(
        self,
        table_name: str,
        columns: Sequence[SchemaItem],
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        _namespace_metadata: MetaData | None = None,
        _constraints_included: bool = False,
        **kw: Any,
    ) -> None:
        self.table_name = table_name
        self.columns = columns
        self.schema = schema
        self.if_not_exists = if_not_exists
        self.info = kw.pop("info", {})
        self.comment = kw.pop("comment", None)
        self.prefixes = kw.pop("prefixes", None)
        self.kw = kw
        self._namespace_metadata = _namespace_metadata
        self._constraints_included = _constraints_included

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to the table but its name, columns and constraints."""
        more = (self.kw, self.comment, self.info, self.prefixes, self._constraints_included)
        return type(self) is CreateTableOp and not any(more)

    def reverse(self) -> DropTableOp:
        """Return the operation that drops the table and knows how to make it again."""
        reverse = DropTableOp.from_table(
            self.to_table(), _namespace_metadata=self._namespace_metadata
        )
        return undoing(self, reverse)

    def to_diff_tuple(self) -> tuple[str, Table]:
        """Return ``("add_table", Table)``."""
        return ("add_table", self.to_table())

    @classmethod
    def from_table(
        cls, table: Table, *, _namespace_metadata: MetaData | None = None
    ) -> CreateTableOp:
        """Return the operation that makes a table; its indexes are operations of their own."""
        return cls(
            table.name,
            [*table.c, *table._sorted_constraints],
            schema=table.schema,
            # Autogenerate resolves the foreign keys against the models.
            _namespace_metadata=(
                table.metadata if _namespace_metadata is None else _namespace_metadata
            ),
            _constraints_included=True,
            comment=table.comment,
            info=dict(table.info),
            prefixes=list(table._prefixes),
            **table.kwargs,
        )

    def to_table(self, migration_context: Any = None) -> Table:
        """Return a ``Table`` on a ``MetaData`` of its own.

        Args:
            migration_context: The context whose naming convention applies.
        """
        return SchemaObjects(migration_context).table(
            self.table_name,
            *self.columns,
            schema=self.schema,
            prefixes=list(self.prefixes) if self.prefixes else [],
            comment=self.comment,
            info=self.info.copy() if self.info else {},
            _constraints_included=self._constraints_included,
            **self.kw,
        )


class DropTableOp(MigrateOperation):
    """A table taken away.

    Args:
        table_name: Its name.
        schema: Its schema; None is the connection's default.
        if_exists: Whether a table that is not there is no error.
        table_kw: Options of ``Table``; ``info``, ``comment`` and ``prefixes`` become attributes.
    """

    def __init__(
        self,
        table_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        table_kw: MutableMapping[Any, Any] | None = None,
        _reverse: CreateTableOp | None = None,
    ) -> None:
        self.table_name = table_name
        self.schema = schema
        self.if_exists = if_exists
        self.table_kw = table_kw or {}
        self.comment = self.table_kw.pop("comment", None)
        self.info = self.table_kw.pop("info", None)
        self.prefixes = self.table_kw.pop("prefixes", None)
        self._reverse = _reverse

    @property
    def is_name_only(self) -> bool:
        """Whether nothing but the name of the table is known, and dropping it is unconditional."""
        known = (self.table_kw, self.comment, self.info, self.prefixes, self._reverse)
        return self.if_exists is None and not any(known)

    def reverse(self) -> CreateTableOp:
        """Return the operation that makes the table again."""
        reverse = CreateTableOp.from_table(
            self.to_table(),
            _namespace_metadata=self._reverse._namespace_metadata if self._reverse else None,
        )
        return undoing(self, reverse)

    def to_diff_tuple(self) -> tuple[str, Table]:
        """Return ``("remove_table", Table)``."""
        return ("remove_table", self.to_table())

    @classmethod
    def from_table(
        cls, table: Table, *, _namespace_metadata: MetaData | None = None
    ) -> DropTableOp:
        """Return the operation that drops a table and remembers it."""
        return cls(
            table.name,
            schema=table.schema,
            table_kw={
                "comment": table.comment,
                "info": dict(table.info),
                "prefixes": list(table._prefixes),
                **table.kwargs,
            },
            _reverse=CreateTableOp.from_table(table, _namespace_metadata=_namespace_metadata),
        )

    def to_table(self, migration_context: Any = None) -> Table:
        """Return a ``Table`` on a ``MetaData`` of its own, without columns if none are known.

        Args:
            migration_context: The context whose naming convention applies.
        """
        remembered = self._reverse
        return SchemaObjects(migration_context).table(
            self.table_name,
            *(remembered.columns if remembered else ()),
            schema=self.schema,
            prefixes=list(self.prefixes) if self.prefixes else [],
            comment=self.comment,
            info=self.info.copy() if self.info else {},
            _constraints_included=remembered._constraints_included if remembered else False,
            **self.table_kw,
        )


class RenameTableOp(AlterTableOp):
    """A new name for a table.

    Args:
        old_table_name: The name it has; kept as ``table_name``.
        new_table_name: The name it gets.
        schema: Its schema; None is the connection's default.
    """

    def __init__(
        self, old_table_name: str, new_table_name: str, *, schema: str | None = None
    ) -> None:
        super().__init__(old_table_name, schema=schema)
        self.new_table_name = new_table_name
