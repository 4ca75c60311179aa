"""A batch that SQLite's own ALTER TABLE can do, so that no row has to be copied.

Renamed columns (since SQLite 3.25), dropped columns (3.35), and NOT NULL and CHECKs with a name
(3.53), along with indexes, as long as every entry of the queue is about columns of its own: in a
rebuild the names of columns are those before the batch, in ALTER TABLE those of the moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CheckConstraint

from ....base.late_typing import NamedTuple
from ....ddl.refusals import Refusal
from .expressions import columns_named
from .guard import transaction
from .plan import index_tokens, named_outside
from .tokens import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..queue import BatchOperationsImpl
    from .catalog import Catalog
    from .driver import Driver
    from .grammar import Clause, ColumnDef

_RENAME = (3, 25)
_DROP = (3, 35)
_CHECKS = (3, 53)
#: What an ``alter_column()`` asks for beside the name, and the value that leaves it alone.
_ASPECTS: Mapping[str, Any] = {
    "nullable": None,
    "server_default": False,
    "type_": None,
    "comment": False,
    "autoincrement": None,
}


def altered(batch: BatchOperationsImpl, driver: Driver, catalog: Catalog) -> bool:
    """Do a batch by ALTER TABLE, all of it or nothing.

    Args:
        batch: The queue.
        driver: The connection.
        catalog: The table and its dependents.

    Returns:
        Whether it was done; otherwise the table has to be rebuilt.
    """
    if batch.recreate != "auto" or _is_described(batch) or not _is_possible(batch, catalog):
        return False
    try:
        with transaction(driver):
            batch.alter()
    except (OperationalError, Refusal):
        # SQLite looks at all triggers and views; the rebuild says what is wrong with them.
        return False
    return True


def _is_described(batch: BatchOperationsImpl) -> bool:
    """Tell whether the user says what the table is, or what it is to be, beside the queue."""
    return batch.copy_from is not None or any(
        (batch.table_args, batch.table_kwargs, batch.reflect_args, batch.partial_reordering)
    )


def _is_possible(batch: BatchOperationsImpl, catalog: Catalog) -> bool:
    version = getattr(batch.dialect.loaded_dbapi, "sqlite_version_info", (0,))
    names: list[str] = []
    for entry in batch.batch:
        if not _is_native(entry, batch, catalog, version):
            return False
        if entry[0] == "drop_index":
            catalog = _without_index(catalog, entry[1][0].name)
        names += _columns(*entry)
    methods = {method for method, _, _ in batch.batch}
    # What is added in a rebuild stands behind the column that was the last one then.
    in_other_order = {"add_column", "drop_column"} <= methods
    # In a rebuild a new index names columns as they were.
    in_other_words = "create_index" in methods and any(kw.get("name") for _, _, kw in batch.batch)
    folded = [fold(name) for name in names]
    is_apart = len(set(folded)) == len(folded)
    return bool(methods) and is_apart and not in_other_order and not in_other_words


def _without_index(catalog: Catalog, name: str) -> Catalog:
    kept = [each for each in catalog.indexes if fold(each[0].name) != fold(name)]
    return catalog._replace(indexes=tuple(kept))


def _columns(method: str, args: Sequence[Any], kw: Mapping[str, Any]) -> list[str]:
    """Return the columns an entry is about, under every name it has for them."""
    if method == "alter_column":
        return [args[1], *filter(None, [kw.get("name")])]
    return [args[1].name] if method in ("add_column", "drop_column") else []


def _is_native(
    entry: tuple[str, tuple[Any, ...], Mapping[str, Any]],
    batch: BatchOperationsImpl,
    catalog: Catalog,
    version: tuple[int, ...],
) -> bool:
    method, args, kw = entry
    if method == "add_column":
        is_placed = bool(kw.get("insert_before") or kw.get("insert_after"))
        return not is_placed and not batch.impl.requires_recreate_in_batch(_Queue([entry]))
    if method == "alter_column":
        column = catalog.table.column(args[1])
        return column is not None and _is_native_change(kw, version, catalog)
    if method == "drop_column":
        column = catalog.table.column(args[1].name)
        is_there = column is not None and not any(_needing(column, catalog))
        return version >= _DROP and is_there and not kw.get("if_exists")
    if method == "drop_index":
        return any(fold(stored.name) == fold(args[0].name) for stored, _ in catalog.indexes)
    if method in ("add_constraint", "drop_constraint"):
        is_check = isinstance(args[0], CheckConstraint) and args[0]._create_rule is None
        return version >= _CHECKS and is_check and args[0].name is not None
    return method == "create_index"


class _Queue(NamedTuple):
    """A queue of one entry, which the dialect is asked about."""

    batch: Sequence[Any]


def _is_native_change(kw: Mapping[str, Any], version: tuple[int, ...], catalog: Catalog) -> bool:
    asked = {name for name, rest in _ASPECTS.items() if kw.get(name, rest) is not rest}
    if asked - {"nullable"}:
        return False
    name = kw.get("name")
    is_free = name is None or catalog.table.column(name) is None
    return is_free and version >= (_CHECKS if asked else _RENAME) and bool(asked or name)


def _needing(column: ColumnDef, catalog: Catalog) -> Iterator[bool]:
    """Yield what keeps SQLite from dropping a column, which is then for a rebuild to judge."""
    names = [column.name]
    yield len(catalog.table.columns) == 1
    yield any(each.kind in ("primary key", "unique", "foreign key") for each in column.clauses)
    for other in catalog.table.columns:
        if other is not column:
            yield any(_names(each, names) for each in other.clauses)
    yield any(_names(each, names) for each in catalog.table.constraints)
    yield any(bool(columns_named(index_tokens(index), names)) for _, index in catalog.indexes)
    yield any(fold(column.name) in map(fold, each.targets) for each in catalog.references)
    yield named_outside(column.name, catalog)


def _names(clause: Clause, names: Sequence[str]) -> bool:
    return fold(names[0]) in map(fold, clause.columns) or (
        clause.kind in ("check", "generated") and bool(columns_named(clause.body, names))
    )
