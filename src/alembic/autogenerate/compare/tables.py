"""Tables the models add, tables the database has left over, and those both have."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, Table
from sqlalchemy.schema import sort_tables_and_constraints

from ...ddl.locking import lease_table_name
from ...operations import ops
from .columns import _compare_columns
from .foreign_key_order import order_foreign_keys
from .guard import warn_of_mass_removal
from .implicit_indexes import follow_implicit_indexes
from .needed_indexes import keep_needed_indexes
from .placeholders import add_placeholders
from .same import PlainCheck
from .server_defaults import read_defaults_ahead
from .unwritten import note_unwritten
from .unwritten_sequences import note_missing_sequences

if TYPE_CHECKING:
    from sqlalchemy.engine.reflection import Inspector

    from ...operations.ops import UpgradeOps
    from ...runtime.plugins import Plugin
    from ..context import AutogenContext

log = logging.getLogger(__name__)

#: Schema (None for the default one) and name of a table.
TableKey = tuple[str | None, str]


def compare_tables(
    autogen_context: AutogenContext, upgrade_ops: UpgradeOps, schemas: Collection[str | None]
) -> None:
    """Compare the tables of some schemas of the database with all tables of the models."""
    inspector = autogen_context.inspector
    own_tables = _own_tables(autogen_context)
    in_database: dict[TableKey, None] = {}
    for schema in sorted(schemas, key=_none_first):
        for name in inspector.get_table_names(schema=schema):
            if (schema, name) in own_tables:
                continue
            if autogen_context.run_name_filters(name, "table", {"schema_name": schema}):
                in_database[schema, name] = None
    in_models = {key: None for key in _model_tables(autogen_context) if key not in own_tables}
    _compare_tables(in_database, in_models, inspector, upgrade_ops, autogen_context)
    note_missing_sequences(autogen_context, schemas)


def _compare_tables(
    conn_table_names: Iterable[TableKey],
    metadata_table_names: Iterable[TableKey],
    inspector: Inspector,
    upgrade_ops: UpgradeOps,
    autogen_context: AutogenContext,
) -> None:
    """Add the operations that make the named tables of the database those of the models.

    Args:
        conn_table_names: Tables to look at in the database, as (schema, name).
        metadata_table_names: Tables of the models, in the order in which they can be created.
        inspector: An inspector of the connection.
        upgrade_ops: Receives the operations.
        autogen_context: The models, the connection and the options of this run.
    """
    in_database, in_models = dict.fromkeys(conn_table_names), dict.fromkeys(metadata_table_names)
    model_tables = _model_tables(autogen_context)

    for key in in_models:
        if key not in in_database:
            _add(autogen_context, upgrade_ops, key, model_tables[key])

    gone = [key for key in in_database if key not in in_models]
    gone = [key for key in gone if not _is_unmanaged(autogen_context, key)]
    both = sorted((key for key in in_database if key in in_models), key=_none_first_key)
    _load(autogen_context, [*gone, *both])
    check = PlainCheck.of(autogen_context)
    if check is not None:
        check.read_defaults_ahead({key: model_tables[key] for key in both})
        same = {key for key in both if check.is_same(key, model_tables[key])}
        for key in sorted(same, key=_none_first_key):
            note_unwritten(autogen_context, *key, model_tables[key])
        both = [key for key in both if key not in same]
    looked_at = [*sorted(gone, key=_none_first_key), *both]
    reflected = _reflect(autogen_context, [*looked_at, *_referred(autogen_context, looked_at)])

    removed = [
        key
        for key in gone
        if autogen_context.run_object_filters(reflected[key], key[1], "table", True, None)
    ]
    warn_of_mass_removal(autogen_context, len(removed), len(in_database), bool(model_tables))
    last = ops.UpgradeOps()
    needed = _needed_by(both, reflected)
    for key in _dependents_first(removed, reflected):
        _remove(autogen_context, last if key in needed else upgrade_ops, key, reflected[key])

    read_defaults_ahead(autogen_context, [(reflected[key], model_tables[key]) for key in both])
    for key in both:
        _modify(autogen_context, upgrade_ops, key, reflected[key], model_tables[key])
    upgrade_ops.ops.extend(last.ops)
    order_foreign_keys(autogen_context, upgrade_ops, model_tables, reflected)


def _add(
    autogen_context: AutogenContext, upgrade_ops: UpgradeOps, key: TableKey, table: Table
) -> None:
    schema, name = key
    if not autogen_context.run_object_filters(table, name, "table", False, None):
        return
    upgrade_ops.ops.append(ops.CreateTableOp.from_table(table))
    log.info("Detected added table %r", _qualified(schema, name))
    details = ops.ModifyTableOps(name, [], schema=schema)
    _run_table_comparators(autogen_context, details, key, None, table)
    _note_indexes_that_go_with(table, details, autogen_context)
    if not details.is_empty():
        upgrade_ops.ops.append(details)


def _remove(
    autogen_context: AutogenContext, upgrade_ops: UpgradeOps, key: TableKey, table: Table
) -> None:
    schema, name = key
    details = ops.ModifyTableOps(name, [], schema=schema)
    _run_table_comparators(autogen_context, details, key, table, None)
    _note_indexes_that_go_with(table, details, autogen_context)
    if not details.is_empty():
        upgrade_ops.ops.append(details)
    upgrade_ops.ops.append(ops.DropTableOp.from_table(table))
    log.info("Detected removed table %r", _qualified(schema, name))


def _note_indexes_that_go_with(
    table: Table, details: ops.ModifyTableOps, autogen_context: AutogenContext
) -> None:
    """Note which indexes stand as long as their table; dropping them would fail."""
    impl = autogen_context.migration_context.impl
    for op in details.ops:
        if isinstance(op, (ops.CreateIndexOp, ops.DropIndexOp)):
            columns = [column.name for column in op.to_index().columns]
            op.goes_with_table = impl.index_stands_with_table(table, columns)


def _modify(
    autogen_context: AutogenContext,
    upgrade_ops: UpgradeOps,
    key: TableKey,
    conn_table: Table,
    metadata_table: Table,
) -> None:
    schema, name = key
    if not autogen_context.run_object_filters(metadata_table, name, "table", False, conn_table):
        return
    note_unwritten(autogen_context, schema, name, metadata_table)
    details = ops.ModifyTableOps(name, [], schema=schema)
    with _compare_columns(
        schema,
        name,
        conn_table,
        metadata_table,
        details,
        autogen_context,
        autogen_context.inspector,
    ):
        _run_table_comparators(autogen_context, details, key, conn_table, metadata_table)
    keep_needed_indexes(autogen_context, details, conn_table)
    follow_implicit_indexes(autogen_context, details, conn_table, metadata_table)
    if not details.is_empty():
        upgrade_ops.ops.append(details)


def _run_table_comparators(
    autogen_context: AutogenContext,
    details: ops.ModifyTableOps,
    key: TableKey,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> None:
    run = autogen_context.comparators.dispatch("table", qualifier=autogen_context.dialect.name)
    run(autogen_context, details, *key, conn_table, metadata_table)


def _load(autogen_context: AutogenContext, keys: Collection[TableKey]) -> None:
    """Read tables from the database, schema by schema."""
    for schema in dict.fromkeys(schema for schema, _ in keys):
        names = [name for each, name in keys if each == schema]
        autogen_context.snapshot.load(schema, names)


def _referred(autogen_context: AutogenContext, keys: Collection[TableKey]) -> dict[TableKey, None]:
    """The tables that foreign keys of some tables refer to, as far as they were read."""
    snapshot = autogen_context.snapshot
    targets = dict.fromkeys(
        (each["referred_schema"], each["referred_table"])
        for schema, name in keys
        for each in snapshot.foreign_keys(name, schema)
    )
    for key in keys:
        targets.pop(key, None)
    return {key: None for key in targets if snapshot.is_loaded(key[1], key[0])}


def _reflect(autogen_context: AutogenContext, keys: Collection[TableKey]) -> dict[TableKey, Table]:
    """Make objects of tables that were read, in one collection."""
    snapshot, metadata = autogen_context.snapshot, MetaData()
    reflected = {(schema, name): snapshot.reflect(name, metadata, schema) for schema, name in keys}
    add_placeholders(metadata)
    return reflected


def _is_unmanaged(autogen_context: AutogenContext, key: TableKey) -> bool:
    """Tell whether a table lives and dies with something else, so that nobody may drop it."""
    schema, name = key
    what = autogen_context.snapshot.unmanaged(name, schema)
    if what is None:
        return False
    log.info("Ignoring table %r: it is %s", _qualified(schema, name), what)
    return True


def _dependents_first(
    keys: Collection[TableKey], reflected: dict[TableKey, Table]
) -> Iterator[TableKey]:
    """Order tables so that each comes before those its foreign keys refer to."""
    by_table = {reflected[key]: key for key in sorted(keys, key=_none_first_key, reverse=True)}
    in_order: Any = sort_tables_and_constraints(by_table)  # type: ignore[no-untyped-call]  # theirs
    for table in reversed([table for table, _ in in_order if table is not None]):
        yield by_table[table]


def _needed_by(keys: Iterable[TableKey], reflected: dict[TableKey, Table]) -> set[TableKey]:
    """Return the tables that foreign keys of some tables lead to, directly or over others.

    Such a table can be dropped only after the foreign keys to it.
    """
    by_table = {table: key for key, table in reflected.items()}
    needed: set[TableKey] = set()
    waiting = [reflected[key] for key in keys]
    while waiting:
        for foreign_key in waiting.pop().foreign_key_constraints:
            target = foreign_key.referred_table
            key = by_table.get(target)
            if key is not None and key not in needed:
                needed.add(key)
                waiting.append(target)
    return needed


def _model_tables(autogen_context: AutogenContext) -> dict[TableKey, Table]:
    """The tables of the models in creation order; the default schema is None however it is said.

    Raises:
        ValueError: Two collections have a table of the same key.
    """
    tables = autogen_context.table_key_to_table
    return {
        (_schema_key(autogen_context, table.schema), table.name): tables[table.key]
        for table in autogen_context.sorted_tables
    }


def _own_tables(autogen_context: AutogenContext) -> tuple[TableKey, ...]:
    context = autogen_context.migration_context
    schema = _schema_key(autogen_context, context.version_table_schema)
    names = (
        context.version_table,
        context.journal_table,
        lease_table_name(context.version_table),
    )
    return tuple((schema, name) for name in names)


def _schema_key(autogen_context: AutogenContext, schema: str | None) -> str | None:
    return None if schema == autogen_context.inspector.default_schema_name else schema


def _qualified(schema: str | None, name: str) -> str:
    return f"{schema}.{name}" if schema else name


def _none_first(schema: str | None) -> str:
    return schema or ""


def _none_first_key(key: Any) -> tuple[str, str]:
    return key[0] or "", key[1]


def setup(plugin: Plugin) -> None:
    """Register the comparison of tables, which leads to those of columns and table details."""
    plugin.add_autogenerate_comparator(compare_tables, "schema", "tables")
