"""Indexes and unique constraints of a database table, as objects of its reflected table."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, UniqueConstraint, literal_column
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import conv

from ...base.late_typing import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Table

    from ..context import AutogenContext

_SORTING = {
    "asc": operators.asc_op,
    "desc": operators.desc_op,
    "nulls_first": operators.nulls_first_op,
    "nulls_last": operators.nulls_last_op,
}


class Keys(NamedTuple):
    """What the database has on a table."""

    uniques: tuple[UniqueConstraint, ...]
    indexes: tuple[Index, ...]
    supports_uniques: bool


def read_keys(
    autogen_context: AutogenContext, schema: str | None, tname: str, conn_table: Table
) -> Keys:
    """Read the indexes and unique constraints of a table that the user's name filter lets through.

    Args:
        autogen_context: The run.
        schema: The schema of the table; None for the default one.
        tname: The name of the table.
        conn_table: The reflected table; the objects are made of its columns.
    """
    snapshot = autogen_context.snapshot
    parents = {"table_name": tname, "schema_name": schema}
    try:
        uniques: Any = snapshot.unique_constraints(tname, schema)
        supports_uniques = True
    except NotImplementedError:
        uniques, supports_uniques = (), False
    uniques = [
        each
        for each in uniques
        if autogen_context.run_name_filters(each["name"], "unique_constraint", parents)
    ]
    try:
        indexes: Any = snapshot.indexes(tname, schema)
    except NotImplementedError:
        indexes = ()
    indexes = [
        each for each in indexes if autogen_context.run_name_filters(each["name"], "index", parents)
    ]
    impl = autogen_context.migration_context.impl
    return Keys(
        tuple(_unique(impl, each, conn_table) for each in uniques),
        tuple(_index(impl, each, conn_table) for each in indexes),
        supports_uniques,
    )


def choose_duplicates(
    uniques: set[UniqueConstraint],
    indexes: set[Index],
    *,
    declared_uniques: Collection[Any],
    declared_index_names: Collection[str | None],
) -> None:
    """Keep one of each unique constraint and the unique index that is the same thing.

    MySQL and Oracle report both. What the models declare decides; where they declare neither, the
    index is kept, since that is what can be dropped.

    Args:
        uniques: The unique constraints of the database; changed in place.
        indexes: Its indexes; changed in place.
        declared_uniques: The unique constraints of the models, with name and column set.
        declared_index_names: The names of the indexes of the models.
    """
    by_name = {index.name: index for index in indexes}
    names = {each.name for each in declared_uniques}
    unnamed = {each.column_set for each in declared_uniques if each.name is None}
    for unique in list(uniques):
        twin = by_name.get(unique.info.get("duplicates_index"))
        if twin is None:
            continue
        column_set = tuple(sorted(column.name for column in unique.columns))
        is_index = unique.name in declared_index_names
        if not is_index and (unique.name in names or column_set in unnamed):
            indexes.discard(twin)
        else:
            uniques.discard(unique)


def _index(impl: Any, found: Mapping[str, Any], table: Table) -> Index:
    expressions = found.get("expressions")
    sorting = found.get("column_sorting", {})
    columns = _columns(table)
    elements: list[Any] = []
    for position, name in enumerate(found["column_names"]):
        # The order of an expression is reported under its text.
        label = name or (expressions[position] if expressions else "NULL")
        element: Any = literal_column(label) if name is None else columns[name]
        for option in sorting.get(label, ()):
            if option in _SORTING:
                element = _SORTING[option](element)
        elements.append(element)
    index = Index(
        conv(found["name"]),
        *elements,
        unique=bool(found["unique"]),
        _table=table,
        **impl.adjust_reflected_dialect_options(found, "index"),
    )
    # A second object for what the reflected table has already; the table keeps its own.
    table.indexes.discard(index)
    if "duplicates_constraint" in found:
        index.info["duplicates_constraint"] = found["duplicates_constraint"]
    return index


def _columns(table: Table) -> dict[str, Any]:
    """The columns by name; a listener of reflection may have given them other keys."""
    return {column.name: column for column in table.c}


def _unique(impl: Any, found: Mapping[str, Any], table: Table) -> UniqueConstraint:
    columns = _columns(table)
    unique = UniqueConstraint(
        *[columns[name] for name in found["column_names"]],
        name=found["name"] and conv(found["name"]),
        **impl.adjust_reflected_dialect_options(found, "unique_constraint"),
    )
    table.constraints.discard(unique)
    if "duplicates_index" in found:
        unique.info["duplicates_index"] = found["duplicates_index"]
    return unique
