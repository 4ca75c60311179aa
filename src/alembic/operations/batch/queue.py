"""The queue of a ``batch_alter_table()`` block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy.schema import MetaData, Table

from ...base.exc import CommandError
from ...ddl.statement import current_operation, said_by
from ...schema.connections import _ensure_scope_for_ddl

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.engine import Connection, Dialect
    from sqlalchemy.schema import Column, Constraint, Index

    from ...ddl.impl import DefaultImpl
    from ...schema.enums import EnumType

_RECREATE = ("auto", "always", "never")


class BatchOperationsImpl:
    """Stands in for the dialect implementation inside a batch block, and queues what it is told.

    Args:
        operations: The operations object the block was opened on.
        table_name: The table.
        schema: Its schema.
        recreate: ``"auto"`` (the dialect decides), ``"always"`` or ``"never"``.
        copy_from: The table as it is, instead of reflection.
        table_args: Further items of the new table.
        table_kwargs: Options of the new table; they win over those of the old one.
        reflect_args: Columns and constraints that override what reflection finds.
        reflect_kwargs: Keyword arguments of the reflecting ``Table``.
        naming_convention: Names for constraints that reflected without one.
        partial_reordering: Tuples of column names, each a required order.

    Attributes:
        batch: The queue: ``(name of the method, arguments, keyword arguments)``.

    Raises:
        ValueError: ``recreate`` is none of the three.
    """

    def __init__(
        self,
        operations: Any,
        table_name: str,
        schema: str | None,
        recreate: Literal["auto", "always", "never"],
        copy_from: Table | None,
        table_args: Sequence[Any],
        table_kwargs: Mapping[str, Any],
        reflect_args: Sequence[Any],
        reflect_kwargs: Mapping[str, Any],
        naming_convention: Mapping[str, Any] | None,
        partial_reordering: Sequence[Sequence[str]] | None,
    ) -> None:
        if recreate not in _RECREATE:
            raise ValueError("recreate may be one of 'auto', 'always', or 'never'.")
        self.operations = operations
        self.table_name = table_name
        self.schema = schema
        self.recreate = recreate
        self.copy_from = copy_from
        self.table_args = table_args
        self.table_kwargs = dict(table_kwargs)
        self.reflect_args = reflect_args
        self.reflect_kwargs = dict(reflect_kwargs)
        self.naming_convention = naming_convention
        self.partial_reordering = partial_reordering or ()
        self.batch: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self._asked_by: dict[int, Any] = {}
        self._dropped_enum_types: list[EnumType] = []

    @property
    def impl(self) -> DefaultImpl:
        """The dialect implementation that runs statements."""
        impl: DefaultImpl = self.operations.impl
        return impl

    @property
    def dialect(self) -> Dialect:
        """The SQLAlchemy dialect."""
        return self.impl.dialect

    @property
    def connection(self) -> Connection | None:
        """The connection; None without one."""
        return self.impl.connection

    @property
    def bind(self) -> Connection | None:
        """The connection; None without one."""
        return self.impl.bind

    @property
    def as_sql(self) -> bool:
        """Whether statements are written instead of run."""
        return self.impl.as_sql

    @property
    def __dialect__(self) -> str:
        return self.impl.__dialect__

    # The queue

    def add_column(
        self,
        table_name: str,
        column: Column[Any],
        insert_before: str | None = None,
        insert_after: str | None = None,
        **kw: Any,
    ) -> None:
        """Queue a new column.

        Raises:
            CommandError: A place is asked for while no rebuild is under way, and ALTER has none.
        """
        place = {
            name: value
            for name, value in (("insert_before", insert_before), ("insert_after", insert_after))
            if value
        }
        if place and not self._should_recreate():
            raise CommandError(
                "Can't specify insert_before or insert_after when using ALTER; "
                "please specify recreate='always'"
            )
        self._queue("add_column", table_name, column, **place, **kw)

    def drop_column(self, table_name: str, column: Column[Any], **kw: Any) -> None:
        """Queue the end of a column."""
        self._queue("drop_column", table_name, column, **kw)

    def alter_column(self, table_name: str, column_name: str, **kw: Any) -> None:
        """Queue a change of a column."""
        self._queue("alter_column", table_name, column_name, **kw)

    def add_constraint(self, const: Constraint, **kw: Any) -> None:
        """Queue a new constraint."""
        self._queue("add_constraint", const, **kw)

    def drop_constraint(self, const: Constraint, **kw: Any) -> None:
        """Queue the end of a constraint."""
        self._queue("drop_constraint", const, **kw)

    def create_index(self, idx: Index, **kw: Any) -> None:
        """Queue a new index."""
        self._queue("create_index", idx, **kw)

    def drop_index(self, idx: Index, **kw: Any) -> None:
        """Queue the end of an index."""
        self._queue("drop_index", idx, **kw)

    def rename_table(self, *args: Any, **kw: Any) -> None:
        """Queue a new name of the table."""
        self._queue("rename_table", *args, **kw)

    def create_table_comment(self, table: Table) -> None:
        """Queue a comment on the table."""
        self._queue("create_table_comment", table)

    def drop_table_comment(self, table: Table) -> None:
        """Queue the end of the comment on the table."""
        self._queue("drop_table_comment", table)

    def create_column_comment(self, column: Column[Any]) -> None:
        """Queue a comment on a column."""
        self._queue("create_column_comment", column)

    def create_table(self, table: Table, **kw: Any) -> None:
        """Refuse: a batch is about one table that exists.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError("Can't create table in batch mode")

    def drop_table(self, table: Table, **kw: Any) -> None:
        """Refuse: a batch is about one table that exists.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError("Can't drop table in batch mode")

    def execute(self, sql: Any, execution_options: Any = None) -> Any:
        """Run a statement at once, before what is queued."""
        return self.impl.execute(sql, execution_options)

    def bulk_insert(self, *args: Any, **kw: Any) -> Any:
        """Insert rows at once, before what is queued."""
        return self.impl.bulk_insert(*args, **kw)

    def create_enum_type(self, enum: EnumType) -> None:
        """Create an enum type at once: what is queued needs it."""
        self.impl.create_enum_type(enum)

    def drop_enum_type(self, enum: EnumType) -> None:
        """Drop an enum type after everything that is queued."""
        self._dropped_enum_types.append(enum)

    def expect_enum_types(self, enums: Collection[EnumType]) -> None:
        """Take note of types that exist."""
        self.impl.expect_enum_types(enums)

    def _queue(self, method: str, /, *args: Any, **kw: Any) -> None:
        entry = (method, args, kw)
        self.batch.append(entry)
        self._asked_by[id(entry)] = current_operation.get()

    # The end of the block

    def flush(self) -> None:
        """Run what is queued, in the running transaction or in one of its own.

        Raises:
            CommandError: A rebuild needs a connection to reflect the table, or SQLite would lose
                something by it.
        """
        with _ensure_scope_for_ddl(self.impl.connection):
            if self._should_recreate():
                from .rebuild import rebuild

                rebuild(self)
            else:
                self.alter()
            for enum in self._dropped_enum_types:
                self.impl.drop_enum_type(enum)

    def _should_recreate(self) -> bool:
        if self.recreate == "auto":
            return bool(self.impl.requires_recreate_in_batch(self))
        return self.recreate == "always"

    def alter(self) -> None:
        """Run what is queued, entry by entry."""
        if not self.as_sql:
            for name, args, _ in self.batch:
                if name == "add_constraint":
                    self.impl.refuse_constraint(args[0])
        for entry in self.batch:
            name, args, kw = entry
            with said_by(self._asked_by.get(id(entry))):
                getattr(self.impl, name)(*args, **kw)

    def existing_table(self) -> Table:
        """Return the table as it is: the one that was given, or what the database has.

        Raises:
            CommandError: Neither is there, in ``--sql`` mode.
            NoSuchTableError: The table, or one that it refers to, does not exist.
        """
        if self.copy_from is not None:
            return self.copy_from
        if self.as_sql:
            raise CommandError(
                "This operation cannot proceed in --sql mode; batch mode with dialect "
                f"{self.dialect.name} requires a live database connection with which to reflect "
                f'the table "{self.table_name}". To generate a batch SQL migration script using '
                'table "move and copy", a complete Table object should be passed to the '
                '"copy_from" argument of the batch_alter_table() method so that table reflection '
                "can be skipped."
            )
        listener = ("column_reflect", self.impl.autogen_column_reflect)
        listeners = [*self.reflect_kwargs.get("listeners", ()), listener]
        return Table(
            self.table_name,
            MetaData(naming_convention=self.naming_convention),
            *self.reflect_args,
            schema=self.schema,
            autoload_with=self.operations.get_bind(),
            **{**self.reflect_kwargs, "listeners": listeners},
        )
