"""Random database schemas as plain data, and the ``MetaData`` they stand for.

The data shrinks well and prints readably; every dialect under test can hold every schema drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from hypothesis import strategies as st

#: Column names, and the types a column of that name may have: a change between them needs no
#: conversion that a server would ask the author to write.
NAMES = {
    "alpha": ("integer", "bigint", "smallint"),
    "beta": ("short", "long"),
    "gamma": ("date", "datetime"),
    "delta": ("numeric",),
    "sigma": ("binary",),
    "omega": ("text",),
}
#: Types that each server keeps apart from every other one here.
TYPES = {
    "integer": sa.Integer,
    "bigint": sa.BigInteger,
    "smallint": sa.SmallInteger,
    "short": lambda: sa.String(20),
    "long": lambda: sa.String(80),
    "text": sa.Text,
    "date": sa.Date,
    "datetime": sa.DateTime,
    "numeric": lambda: sa.Numeric(10, 2),
    "binary": sa.LargeBinary,
}
#: Types that may stand in an index or a unique constraint on every server.
INDEXABLE = ("integer", "bigint", "smallint", "short", "long", "date", "datetime")
DEFAULTS = {"integer": "5", "bigint": "7", "short": "'x'", "long": "'y z'"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column beside the primary key."""

    name: str
    type: str
    nullable: bool = True
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: an integer ``id``, columns, and what stands on them, by column name."""

    name: str
    columns: tuple[Column, ...] = ()
    indexes: frozenset[tuple[str, ...]] = frozenset()
    uniques: frozenset[tuple[str, ...]] = frozenset()
    references: frozenset[tuple[str, str]] = frozenset()  # (column, table)


@dataclass(frozen=True, slots=True)
class Schema:
    """Tables; references point only to tables before the one that has them."""

    tables: tuple[Table, ...] = field(default=())

    def metadata(self) -> sa.MetaData:
        """Build the MetaData."""
        metadata = sa.MetaData()
        for table in self.tables:
            _build(table, metadata)
        return metadata


def _build(table: Table, metadata: sa.MetaData) -> None:
    targets = dict(table.references)
    columns = [sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)]
    for each in table.columns:
        default = sa.text(each.default) if each.default else None
        columns.append(
            sa.Column(each.name, TYPES[each.type](), nullable=each.nullable, server_default=default)
        )
    items: list[sa.schema.SchemaItem] = [
        sa.UniqueConstraint(*names, name=f"uq_{table.name}_{'_'.join(names)}")
        for names in sorted(table.uniques)
    ]
    items += [
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table.name}_{name}")
        for name, target in sorted(targets.items())
    ]
    built = sa.Table(table.name, metadata, *columns, *items)
    for names in sorted(table.indexes):
        sa.Index(f"ix_{table.name}_{'_'.join(names)}", *(built.c[name] for name in names))


@st.composite
def columns(draw: st.DrawFn, name: str) -> Column:
    """Draw a column."""
    kind = draw(st.sampled_from(NAMES[name]))
    default = draw(st.sampled_from([None, DEFAULTS[kind]])) if kind in DEFAULTS else None
    return Column(name, kind, draw(st.booleans()), default)


@st.composite
def tables(draw: st.DrawFn, name: str, earlier: tuple[str, ...]) -> Table:
    """Draw a table that may refer to earlier ones."""
    names = draw(st.lists(st.sampled_from(sorted(NAMES)), unique=True, max_size=4))
    drawn = tuple(draw(columns(each)) for each in names)
    references = [(f"{target}_id", target) for target in draw(_subset(earlier)) if target != name]
    drawn += tuple(Column(column, "integer") for column, _ in references)
    return replace(_with_keys(draw, Table(name, drawn)), references=frozenset(references))


def _with_keys(draw: st.DrawFn, table: Table) -> Table:
    """Draw indexes and unique constraints; no two stand on the same columns."""
    candidates = [each.name for each in table.columns if each.type in INDEXABLE]
    # A reference already has an index of its own on MySQL and MariaDB.
    candidates = [name for name in candidates if not name.endswith("_id")]
    pairs = [(a,) for a in candidates] + [(a, b) for a in candidates for b in candidates if a < b]
    indexes = draw(_subset(tuple(pairs)))
    uniques = draw(_subset(tuple(each for each in pairs if each not in indexes)))
    return replace(table, indexes=frozenset(indexes), uniques=frozenset(uniques))


def _subset(of: tuple[object, ...]) -> st.SearchStrategy[list]:
    if not of:
        return st.just([])
    return st.lists(st.sampled_from(of), unique=True, max_size=2)


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """Draw a schema of up to four tables."""
    names = draw(st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True, max_size=4))
    return Schema(
        tuple(
            draw(tables(f"t_{name}", tuple(f"t_{n}" for n in names[:position])))
            for position, name in enumerate(names)
        )
    )


@st.composite
def changes(draw: st.DrawFn) -> tuple[Schema, Schema]:
    """Draw a schema and what it becomes: most of it stays, some tables are drawn anew.

    A table goes only when no table that stays refers to it: foreign keys of tables that stay are
    dropped after tables, as users of the incumbent expect.
    """
    before = draw(schemas())
    gone: set[str] = set()
    for table in reversed(before.tables):
        standing = [each for each in before.tables if each.name not in gone]
        needed = {target for each in standing for _, target in each.references}
        if table.name not in needed and draw(st.integers(0, 4)) == 0:
            gone.add(table.name)
    after: list[Table] = []
    for table in before.tables:
        if table.name in gone:
            continue
        if draw(st.booleans()):
            after.append(table)
        else:
            after.append(draw(tables(table.name, tuple(each.name for each in after))))
    if draw(st.booleans()):
        after.append(draw(tables("t_new", tuple(each.name for each in after))))
    return before, Schema(tuple(after))
