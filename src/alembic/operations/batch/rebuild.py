"""Rebuilding a table: create a new one, copy the rows, drop the old one, rename."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy.schema import ForeignKeyConstraint, MetaData, Table

from ...base.lazy import resolve
from . import mssql, postgresql
from .apply import ApplyBatchImpl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.sql import Insert

    from ...ddl.impl import DefaultImpl
    from .queue import BatchOperationsImpl

#: Dialects whose tables hold more than reflection tells: what rebuilds those instead.
_OWN_REBUILD = {"sqlite": "alembic.operations.batch.sqlite.rebuild:rebuild"}


def rebuild(batch: BatchOperationsImpl) -> None:
    """Rebuild the table of a batch with everything that is queued.

    Args:
        batch: The queue.
    """
    own = _OWN_REBUILD.get(batch.dialect.name)
    if own is not None and not batch.as_sql:
        rebuild_here: Any = resolve(own)
        rebuild_here(batch)
        return
    state = describe(batch, batch.existing_table())
    table = state.make_table()
    impl = batch.impl
    postponed = [] if batch.as_sql else _postponed(state)
    impl.prep_table_for_batch(state, state.table)
    impl.expect_enum_types(postgresql.enum_types(impl.dialect, state.table))
    impl.create_table(table)
    live = impl.connection if impl.dialect.name == "postgresql" and not batch.as_sql else None
    with removed_on_error(impl, table):
        copy = copy_statement(state)
        with mssql.explicit_identity(impl, table, copy):
            impl._exec(copy)
        sequences = postgresql.sequences(live, state) if live is not None else []
        impl.drop_table(name_only(state.table))
    rename(impl, state)
    postgresql.rename_sequences(impl, sequences)
    for constraint in postponed:
        impl.add_constraint(constraint)
    for index in state.indexes_of_new_table():
        impl.create_index(index)


def _postponed(state: ApplyBatchImpl) -> list[Any]:
    """Take foreign keys out of the new table whose names are free when the old one is gone.

    InnoDB has one namespace per database for them.
    """
    table = state.new_table
    assert table is not None
    if state.impl.dialect.name not in ("mysql", "mariadb"):
        return []
    postponed = [
        copy
        for original, copy in state.copies.items()
        if isinstance(copy, ForeignKeyConstraint) and copy.name and original.table is state.table
    ]
    for constraint in postponed:
        table.constraints.discard(constraint)
    return postponed


def describe(batch: BatchOperationsImpl, table: Table) -> ApplyBatchImpl:
    """Return what the table looks like after the batch.

    Args:
        batch: The queue.
        table: The table as it is.
    """
    state = ApplyBatchImpl(
        batch.impl,
        table,
        batch.table_args,
        batch.table_kwargs,
        reflected=batch.copy_from is None,
        partial_reordering=batch.partial_reordering,
    )
    state.apply(batch.batch)
    return state


def name_only(table: Table) -> Table:
    """Return a table that has a name and nothing that would be dropped along with it."""
    return Table(table.name, MetaData(), schema=table.schema)


def copy_statement(state: ApplyBatchImpl) -> Insert:
    """Return the statement that fills the new table from the old one."""
    table = state.new_table
    assert table is not None
    copied = [
        column
        for column in table.c
        if "expr" in state.column_transfers.get(column.key, ()) and column.computed is None
    ]
    sources = [state.column_transfers[column.key]["expr"] for column in copied]
    identities = any(column.identity is not None and column.identity.always for column in copied)
    statement = postgresql.OverridingInsert(table) if identities else insert(table)
    return statement.from_select([column.key for column in copied], select(*sources))


@contextmanager
def removed_on_error(impl: DefaultImpl, table: Table) -> Iterator[None]:
    """Drop a new table again when what fills it fails."""
    try:
        yield
    except Exception:
        with suppress(Exception):  # the first error is the one to tell
            impl.drop_table(name_only(table))
        raise


def rename(impl: DefaultImpl, state: ApplyBatchImpl) -> None:
    """Give the new table the name of the old one."""
    table = state.new_table
    assert table is not None
    impl.rename_table(state.temp_table_name, state.table.name, schema=state.table.schema)
    table.name = state.table.name
