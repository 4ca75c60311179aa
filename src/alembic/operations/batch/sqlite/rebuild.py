"""Running a rebuild on SQLite."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, literal_column, select
from sqlalchemy.exc import DBAPIError, SAWarning
from sqlalchemy.schema import CheckConstraint, CreateTable
from sqlalchemy.sql.expression import TableClause, column, insert
from sqlalchemy.sql.expression import table as named_table

from ....base.exc import CommandError
from ..apply import ApplyBatchImpl, temporary_name
from ..rebuild import copy_statement, removed_on_error, rename
from . import checks
from .catalog import read
from .definition import Writer
from .driver import Driver
from .guard import guarded
from .native import altered
from .plan import decide, deferred_renames
from .reflection import correct
from .statement import Verbatim
from .statistics import bring_back, put_aside
from .tokens import quote

if TYPE_CHECKING:
    from sqlalchemy.schema import Table
    from sqlalchemy.sql import Insert

    from ....ddl.impl import DefaultImpl
    from ..queue import BatchOperationsImpl
    from .catalog import Catalog
    from .plan import Plan

log = logging.getLogger(__name__)


def rebuild(batch: BatchOperationsImpl) -> None:
    """Rebuild the table of a batch, keeping whatever the batch does not change.

    Where ALTER TABLE can do the batch, and it is left to the dialect, nothing is rebuilt.

    Args:
        batch: The queue.

    Raises:
        CommandError: Something cannot be kept, or would break; the database is as it was.
    """
    connection = batch.impl.connection
    assert connection is not None
    driver = Driver(connection)
    temporary = temporary_name(batch.table_name)
    catalog = read(connection, batch.table_name, batch.schema, temporary)
    if altered(batch, driver, catalog):
        return
    existing = _existing(batch)
    plan = _plan(batch, catalog, existing)
    if catalog.leftover:
        _refuse_rows_in_leftover(driver, catalog, temporary)
    try:
        with guarded(driver, catalog, plan.has_references, _may_commit(batch)) as enforced:
            before = checks.look(driver, catalog, enforced)
            _run(batch.impl, driver, plan)
            checks.compare(driver, catalog, before)
    except DBAPIError as error:
        for hint in plan.hints:
            error.add_note(hint)
        raise


def _existing(batch: BatchOperationsImpl) -> Table:
    with warnings.catch_warnings():
        # Indexes on expressions are kept as they are, so that it does not matter.
        warnings.filterwarnings(
            "ignore", "Skipped unsupported reflection of expression-based index", SAWarning
        )
        return batch.existing_table()


def _plan(batch: BatchOperationsImpl, catalog: Catalog, existing: Table) -> Plan:
    described = batch.copy_from is not None
    clauses: dict[Any, Any] = {}
    if not described:
        clauses = correct(existing, catalog.table, batch.reflect_args)
    renames = deferred_renames(batch.batch, catalog)
    state = ApplyBatchImpl(
        batch.impl,
        existing,
        batch.table_args,
        batch.table_kwargs,
        reflected=not described,
        partial_reordering=batch.partial_reordering,
        deferred_renames=renames,
        keeps_checks=not described,
    )
    state.indexes.update({stored.name: stored for stored, _ in catalog.indexes})
    state.apply(batch.batch)
    state.make_table()
    writer = Writer(
        state=state,
        old=catalog.table,
        clauses=clauses,
        overridden={each.name for each in batch.reflect_args if isinstance(each, Column)},
        explicit=batch.table_kwargs.keys(),
        keeps_unnamed_checks=not any(
            isinstance(each, CheckConstraint) for each in batch.table_args
        ),
        temporary=catalog.database == "temp",
    )
    return decide(writer, catalog, renames, described)


def _may_commit(batch: BatchOperationsImpl) -> bool:
    """Tell whether the open transaction is a migration's own, of DDL that is not rolled back."""
    context = batch.operations.migration_context
    return not batch.impl.transactional_ddl and not context._in_external_transaction


def _refuse_rows_in_leftover(driver: Driver, catalog: Catalog, temporary: str) -> None:
    name = f"{catalog.prefix}{quote(temporary)}"
    if driver.value(f"SELECT EXISTS (SELECT 1 FROM {name})"):
        raise CommandError(
            f"Table '{temporary}' is left over from a rebuild of '{catalog.table.name}' that was "
            f"stopped, and holds rows.  '{catalog.table.name}' itself is there, and nothing has "
            f"been changed.  When no row of '{temporary}' is needed any more, run  DROP TABLE "
            f"{name}  and try again."
        )
    log.warning("Dropping empty table %s, left over from a rebuild that was stopped", temporary)


def _run(impl: DefaultImpl, driver: Driver, plan: Plan) -> None:
    catalog, state = plan.catalog, plan.state
    new = state.new_table
    assert new is not None
    preparer = impl.dialect.identifier_preparer
    old_name, new_name = preparer.format_table(state.table), preparer.format_table(new)
    if catalog.leftover:
        impl._exec(Verbatim(f"DROP TABLE {new_name}"))
    count = driver.value(f"SELECT count(*) FROM {old_name}")
    impl.prep_table_for_batch(state, state.table)
    _create(impl, plan, new)
    with removed_on_error(impl, new):
        copied = impl._exec(_copy(driver, plan, old_name, count))
        inserted = -1 if copied is None or plan.may_replace else copied.rowcount
        checks.same_number(driver, catalog, count, new_name, inserted)
        temporary = new.name
        for statement in put_aside(plan, temporary):
            impl._exec(Verbatim(statement))
        impl.drop_table(state.table)
    _rename(impl, driver, plan)
    _restore(impl, plan)
    for statement in bring_back(plan, temporary):
        impl._exec(Verbatim(statement))


def _create(impl: DefaultImpl, plan: Plan, new: Table) -> None:
    if plan.create == str(CreateTable(new).compile(dialect=impl.dialect)):
        impl.create_table(new)
        return
    new.dispatch.before_create(new, impl.connection, checkfirst=False, _ddl_runner=impl)
    impl._exec(Verbatim(plan.create))
    new.dispatch.after_create(new, impl.connection, checkfirst=False, _ddl_runner=impl)


def _copy(driver: Driver, plan: Plan, old_name: str, count: int) -> Insert:
    """Return the statement that fills the new table, with rowids where they would change."""
    if plan.rowid is None or not count or _are_in_order(driver, plan, old_name, count):
        return copy_statement(plan.state)
    return _copy_with_rowids(plan, plan.rowid)


def _are_in_order(driver: Driver, plan: Plan, old_name: str, count: int) -> bool:
    """Tell whether a copy gives every row the rowid it has: no gaps, and no index to read by."""
    table = plan.catalog.table
    if plan.catalog.indexes or table.of_kind("unique") or table.primary_key:
        return False
    ends = driver.execute(
        f"SELECT (SELECT min({plan.rowid}) FROM {old_name}), "
        f"(SELECT max({plan.rowid}) FROM {old_name})"
    )
    return ends == [(1, count)]


def _copy_with_rowids(plan: Plan, rowid_name: str) -> Insert:
    new = plan.state.new_table
    assert new is not None
    filled = copy_statement(plan.state)
    names = [new.c[key].name for key in filled._select_names or ()]
    columns: list[Any] = [column(name) for name in (rowid_name, *names)]
    target: TableClause = named_table(new.name, *columns, schema=new.schema)
    old = plan.state.table
    sources: Any = filled.select
    rowid: Any = literal_column(f"{quote(old.name)}.{rowid_name}")
    return insert(target).from_select(
        [rowid_name, *names], select(rowid, *sources.selected_columns).select_from(old)
    )


def _rename(impl: DefaultImpl, driver: Driver, plan: Plan) -> None:
    """Rename without SQLite looking into triggers and views, which miss the table just then."""
    legacy = driver.value("PRAGMA legacy_alter_table")
    needed = bool(plan.catalog.others) and not legacy
    if needed:
        driver.execute("PRAGMA legacy_alter_table=ON")
    try:
        rename(impl, plan.state)
    finally:
        if needed:
            driver.execute("PRAGMA legacy_alter_table=OFF")


def _restore(impl: DefaultImpl, plan: Plan) -> None:
    """Give the table what went with the old one, then what the batch adds to it."""
    state, catalog = plan.state, plan.catalog
    for statement in plan.indexes:
        impl._exec(Verbatim(statement))
    stored = {each.name for each, _ in catalog.indexes}
    for index in state.indexes_of_new_table(stored):
        impl.create_index(index)
    for statement in plan.triggers:
        impl._exec(Verbatim(statement))
    if plan.new.autoincrement and catalog.table.autoincrement:
        for statement in _sequence(catalog):
            impl._exec(Verbatim(statement))
    for old, new in plan.renames:
        impl.alter_column(catalog.table.name, old, name=new, schema=state.table.schema)


def _sequence(catalog: Catalog) -> list[str]:
    """Return what brings back the highest id that was ever used."""
    name = "'" + catalog.table.name.replace("'", "''") + "'"
    table = f"{catalog.prefix}sqlite_sequence"
    forget = f"DELETE FROM {table} WHERE name = {name}"
    if catalog.sequence is None:
        return [forget]
    return [forget, f"INSERT INTO {table} (name, seq) VALUES ({name}, {catalog.sequence})"]
