"""A random schema, and one operation of each kind asked of it: what makes it, what it leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st

from alembic.operations import ops

from .schemas import DEFAULTS, INDEXABLE, NAMES, TYPES, Column, Schema, Table, schemas, tables


@dataclass(frozen=True, slots=True)
class State:
    """A schema, and what a drawn schema does not hold.

    Attributes:
        schema: The tables.
        checks: Tables with a CHECK named ``ck_<table>``.
        keyless: Tables without a primary key.
        comments: Comments of tables.
        column_comments: Comments of columns by table and column.
        exclusions: Tables with an exclusion constraint named ``ex_<table>``.
    """

    schema: Schema
    checks: frozenset[str] = frozenset()
    keyless: frozenset[str] = frozenset()
    comments: tuple[tuple[str, str], ...] = ()
    column_comments: tuple[tuple[str, str, str], ...] = ()
    exclusions: frozenset[str] = frozenset()

    def metadata(self) -> sa.MetaData:
        """Build the MetaData; primary keys have names."""
        metadata = self.schema.metadata()
        for table in metadata.tables.values():
            table.primary_key.name = f"pk_{table.name}"
        for name in self.keyless:
            table = metadata.tables[name]
            table.c.id.primary_key = False
            table.constraints.discard(table.primary_key)
            table.primary_key = sa.PrimaryKeyConstraint()
        for name in self.checks:
            metadata.tables[name].append_constraint(check(name))
        for name, text in self.comments:
            metadata.tables[name].comment = text
        for name, column, text in self.column_comments:
            metadata.tables[name].c[column].comment = text
        for name in self.exclusions:
            metadata.tables[name].append_constraint(exclusion(metadata.tables[name]))
        return metadata


Made = Callable[[sa.MetaData, sa.MetaData], list[ops.MigrateOperation]]


@dataclass(frozen=True, slots=True)
class Request:
    """An operation that is asked for.

    Attributes:
        kind: Its name.
        before: What there is.
        after: What there is to be.
        table: The table it is about.
        made: Makes the operations from the models before and after.
        renames: What has another name afterwards, besides what ``after`` says.
        is_undoable: Whether the operations know their reverse.
    """

    kind: str
    before: State
    after: State
    table: str
    made: Made = field(repr=False)
    renames: tuple[str, str] | None = None
    is_undoable: bool = True

    def operations(self) -> list[ops.MigrateOperation]:
        """Return new operations."""
        return self.made(self.before.metadata(), self.after.metadata())


def check(table: str) -> sa.CheckConstraint:
    """Return the CHECK of a table."""
    return sa.CheckConstraint("id > -5", name=f"ck_{table}")


def exclusion(table: sa.Table) -> Any:
    """Return the exclusion constraint of a table."""
    from sqlalchemy.dialects.postgresql import ExcludeConstraint

    return ExcludeConstraint((table.c.id, "="), using="btree", name=f"ex_{table.name}")


def _named(items: Any, name: str) -> Any:
    return next(each for each in items if each.name == name)


def _changed(schema: Schema, table: Table) -> Schema:
    kept = [table if each.name == table.name else each for each in schema.tables]
    return Schema(tuple(kept))


def _made_table(table: sa.Table) -> list[ops.MigrateOperation]:
    made: list[ops.MigrateOperation] = [ops.CreateTableOp.from_table(table)]
    indexes = sorted(table.indexes, key=lambda each: str(each.name))
    return made + [ops.CreateIndexOp.from_index(each) for each in indexes]


@st.composite
def created_table(draw: st.DrawFn, schema: Schema) -> Request:
    """Ask for a new table, with its indexes."""
    table = draw(tables("t_new", tuple(each.name for each in schema.tables)))
    after = State(Schema((*schema.tables, table)))
    return Request(
        "create table",
        State(schema),
        after,
        "t_new",
        lambda old, new: _made_table(new.tables["t_new"]),
    )


def dropped_table(schema: Schema) -> st.SearchStrategy[Request]:
    """Ask for the end of the last table, to which none refers."""
    name = schema.tables[-1].name

    def made(before: sa.MetaData, after: sa.MetaData) -> list[ops.MigrateOperation]:
        return [each.reverse() for each in reversed(_made_table(before.tables[name]))]

    after = State(Schema(schema.tables[:-1]))
    return st.just(Request("drop table", State(schema), after, name, made))


@st.composite
def renamed_table(draw: st.DrawFn, schema: Schema) -> Request:
    """Ask for another name of a table."""
    name = draw(st.sampled_from(schema.tables)).name
    return Request(
        "rename table",
        State(schema),
        State(schema),
        name,
        lambda old, new: [ops.RenameTableOp(name, "t_other")],
        renames=(name, "t_other"),
        is_undoable=False,
    )


@st.composite
def added_column(draw: st.DrawFn, schema: Schema) -> Request:
    """Ask for a new column: nullable, or with a default."""
    table = draw(st.sampled_from(schema.tables))
    kind = draw(st.sampled_from(sorted(TYPES)))
    default = draw(st.sampled_from([None, DEFAULTS[kind]])) if kind in DEFAULTS else None
    column = Column("extra", kind, default is None or draw(st.booleans()), default)
    after = replace(table, columns=(*table.columns, column))
    return Request(
        "add column",
        State(schema),
        State(_changed(schema, after)),
        table.name,
        lambda old, new: [ops.AddColumnOp.from_column(new.tables[table.name].c.extra)],
    )


@st.composite
def dropped_column(draw: st.DrawFn, schema: Schema) -> Request:
    """Ask for the end of a column that nothing stands on."""
    request = draw(added_column(schema))
    name = request.table
    return Request(
        "drop column",
        request.after,
        request.before,
        name,
        lambda old, new: [
            ops.DropColumnOp.from_column_and_tablename(None, name, old.tables[name].c.extra)
        ],
    )


@st.composite
def altered_column(draw: st.DrawFn, schema: Schema) -> Request:
    """Ask for another type, nullability or default, or several of them."""
    table = draw(st.sampled_from(schema.tables))
    named = draw(st.sampled_from(sorted(NAMES)))
    kind, other = (draw(st.sampled_from(NAMES[named])) for _ in range(2))
    defaults = [None, DEFAULTS[kind]] if kind in DEFAULTS and other in DEFAULTS else [None]
    old, new = (
        Column("extra", type_, draw(st.booleans()), draw(st.sampled_from(defaults)))
        for type_ in (kind, other)
    )

    def made(before: sa.MetaData, after: sa.MetaData) -> list[ops.MigrateOperation]:
        was, is_ = (each.tables[table.name].c.extra for each in (before, after))
        changes: dict[str, Any] = {}
        if kind != other:
            changes["modify_type"] = is_.type
        if was.nullable != is_.nullable:
            changes["modify_nullable"] = is_.nullable
        if old.default != new.default:
            changes["modify_server_default"] = is_.server_default
        return [
            ops.AlterColumnOp(
                table.name,
                "extra",
                existing_type=was.type,
                existing_nullable=was.nullable,
                existing_server_default=was.server_default,
                **changes,
            )
        ]

    return Request(
        "alter column",
        *(
            State(_changed(schema, replace(table, columns=(*table.columns, each))))
            for each in (old, new)
        ),
        table.name,
        made,
    )


@st.composite
def renamed_column(draw: st.DrawFn, schema: Schema) -> Request:
    """Ask for another name of a column."""
    request = draw(added_column(schema))
    tables_after = tuple(
        replace(
            each,
            columns=tuple(
                replace(column, name="other") if column.name == "extra" else column
                for column in each.columns
            ),
        )
        for each in request.after.schema.tables
    )

    def made(before: sa.MetaData, after: sa.MetaData) -> list[ops.MigrateOperation]:
        column = before.tables[request.table].c.extra
        return [
            ops.AlterColumnOp(
                request.table,
                "extra",
                modify_name="other",
                existing_type=column.type,
                existing_nullable=column.nullable,
                existing_server_default=column.server_default,
            )
        ]

    return Request(
        "rename column",
        request.after,
        State(Schema(tables_after)),
        request.table,
        made,
        is_undoable=False,
    )


@st.composite
def keyed(draw: st.DrawFn, schema: Schema, verb: str, what: str) -> Request:
    """Ask for an index, a unique constraint or a foreign key on a new column, or for its end."""
    table = draw(st.sampled_from(schema.tables))
    kind = "integer" if what == "foreign key" else draw(st.sampled_from(INDEXABLE))
    plain = replace(table, columns=(*table.columns, Column("extra", kind)))
    if what == "index":
        with_it = replace(plain, indexes=plain.indexes | {("extra",)})
    elif what == "unique":
        with_it = replace(plain, uniques=plain.uniques | {("extra",)})
    else:
        target = draw(st.sampled_from([each.name for each in schema.tables]))
        with_it = replace(plain, references=plain.references | {("extra", target)})

    def added(before: sa.MetaData, after: sa.MetaData) -> list[ops.MigrateOperation]:
        made = after.tables[table.name]
        if what == "index":
            index = _named(made.indexes, f"ix_{table.name}_extra")
            return [ops.CreateIndexOp.from_index(index)]
        prefix = "uq" if what == "unique" else "fk"
        constraint = _named(made.constraints, f"{prefix}_{table.name}_extra")
        return [ops.AddConstraintOp.from_constraint(constraint)]

    states = [State(_changed(schema, each)) for each in (plain, with_it)]
    return _there_or_gone(f"{verb} {what}", states, table.name, added)


def constrained(schema: Schema, verb: str, kind: str) -> st.SearchStrategy[Request]:
    """Ask for a CHECK, a primary key, a comment or an exclusion constraint, or for its end."""
    name = schema.tables[-1].name
    without, with_it = State(schema), State(schema)
    if kind == "check":
        with_it = State(schema, checks=frozenset({name}))
    elif kind == "primary key":
        without = State(schema, keyless=frozenset({name}))
    elif kind == "table comment":
        with_it = State(schema, comments=((name, "it's :x 5%"),))
    elif kind == "column comment":
        with_it = State(schema, column_comments=((name, "id", "it's :x 5%"),))
    else:
        with_it = State(schema, exclusions=frozenset({name}))

    def added(before: sa.MetaData, after: sa.MetaData) -> list[ops.MigrateOperation]:
        table = after.tables[name]
        if kind == "table comment":
            return [ops.CreateTableCommentOp(name, table.comment)]
        if kind == "column comment":
            return [
                ops.AlterColumnOp(
                    name,
                    "id",
                    existing_type=table.c.id.type,
                    existing_nullable=False,
                    existing_comment=None,
                    modify_comment=table.c.id.comment,
                )
            ]
        prefix = {"check": "ck", "primary key": "pk", "exclusion": "ex"}[kind]
        constraint = _named(table.constraints, f"{prefix}_{name}")
        return [ops.AddConstraintOp.from_constraint(constraint)]

    return st.just(_there_or_gone(f"{verb} {kind}", [without, with_it], name, added))


def _there_or_gone(kind: str, states: list[State], table: str, added: Made) -> Request:
    """Ask for something, or for its end."""
    without, with_it = states
    if kind.startswith("create"):
        return Request(kind, without, with_it, table, added)
    return Request(
        kind,
        with_it,
        without,
        table,
        lambda old, new: [each.reverse() for each in added(new, old)],
    )


@st.composite
def inserted(draw: st.DrawFn, schema: Schema) -> Request:
    """Ask for rows, given as values or as SQL."""
    name = draw(st.sampled_from(schema.tables)).name
    texts = draw(st.lists(st.sampled_from(["it's", ":x 5%", 'a\\b"', "ü", ""]), max_size=3))
    after = replace(
        next(t for t in schema.tables if t.name == name),
        columns=(Column("extra", "text"),),
        indexes=frozenset(),
        uniques=frozenset(),
        references=frozenset(),
    )
    state = State(_changed(schema, after))

    def made(before: sa.MetaData, after: sa.MetaData) -> list[ops.MigrateOperation]:
        table = before.tables[name]
        rows = [{"id": number, "extra": text} for number, text in enumerate(texts)]
        return [
            ops.BulkInsertOp(table, rows),
            ops.ExecuteSQLOp(sa.text(f"INSERT INTO {name} (id, extra) VALUES (77, '\\:y 1%')")),
            ops.ExecuteSQLOp(table.insert().values(id=sa.literal(78, literal_execute=True))),
        ]

    return Request("insert rows", state, state, name, made, is_undoable=False)


_PLAIN: dict[str, Callable[[Schema], st.SearchStrategy[Request]]] = {
    "create table": created_table,
    "drop table": dropped_table,
    "rename table": renamed_table,
    "add column": added_column,
    "drop column": dropped_column,
    "alter column": altered_column,
    "rename column": renamed_column,
    "insert rows": inserted,
}
_KEYS = ("index", "unique", "foreign key")
_OTHERS = ("check", "primary key", "table comment", "column comment", "exclusion")


def kinds(dialect: str) -> list[str]:
    """Return every kind of operation that a dialect has."""
    missing = {"sqlite": _OTHERS[2:], "mariadb": _OTHERS[4:]}.get(dialect, ())
    made = [each for each in _KEYS + _OTHERS if each not in missing]
    return [*_PLAIN, *(f"{verb} {each}" for each in made for verb in ("create", "drop"))]


@st.composite
def requests(draw: st.DrawFn, kind: str) -> Request:
    """Draw a schema of at least one table and an operation of a kind that is asked of it."""
    schema = draw(schemas().filter(lambda each: bool(each.tables)))
    if kind in _PLAIN:
        return draw(_PLAIN[kind](schema))
    verb, _, what = kind.partition(" ")
    if what in _KEYS:
        return draw(keyed(schema, verb, what))
    return draw(constrained(schema, verb, what))
