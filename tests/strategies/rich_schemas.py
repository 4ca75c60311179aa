"""Random pairs of schemas with everything autogenerate sees, as plain data.

Where :mod:`strategies.schemas` is what every dialect can hold, this is what one server can: its
own types, defaults of any form, identities, generated columns, comments, rich indexes, keys of
several columns, named and unnamed constraints, a second schema. Each is a dimension of its own.

A column's name says which types it may have, so that a change between two of them needs no
conversion that a server would ask the author to write.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from sqlalchemy.dialects import mysql
from sqlalchemy.dialects import postgresql as pg

Make = Callable[[], Any]

TYPES: dict[str, Make] = {
    "integer": sa.Integer,
    "bigint": sa.BigInteger,
    "smallint": sa.SmallInteger,
    "short": lambda: sa.String(20),
    "long": lambda: sa.String(80),
    "text": sa.Text,
    "unicode": lambda: sa.Unicode(10),
    "char3": lambda: sa.CHAR(3),
    "char5": lambda: sa.CHAR(5),
    "date": sa.Date,
    "datetime": sa.DateTime,
    "zoned": lambda: sa.DateTime(timezone=True),
    "time": sa.Time,
    "interval": sa.Interval,
    "numeric": lambda: sa.Numeric(10, 2),
    "numeric8": lambda: sa.Numeric(8, 3),
    "float": sa.Float,
    "double": sa.Double,
    "boolean": sa.Boolean,
    "binary": sa.LargeBinary,
    "uuid": sa.Uuid,
    "json": sa.JSON,
    "enum": lambda: sa.Enum("sad", "it's ok", name="mood"),
    "words": lambda: sa.Enum("x", "y", name="words", native_enum=False),
    "longer words": lambda: sa.Enum("x", "yyy", name="words", native_enum=False),
    "checked words": lambda: sa.Enum(
        "x", "y", name="ck_words", native_enum=False, create_constraint=True
    ),
    # PostgreSQL
    "jsonb": pg.JSONB,
    "integers": lambda: pg.ARRAY(sa.Integer),
    "bigints": lambda: pg.ARRAY(sa.BigInteger),
    "strings": lambda: pg.ARRAY(sa.String(5)),
    "inet": pg.INET,
    "cidr": pg.CIDR,
    "macaddr": pg.MACADDR,
    "timestamp3": lambda: pg.TIMESTAMP(precision=3),
    "timestamp6": lambda: pg.TIMESTAMP(timezone=True, precision=6),
    "day interval": lambda: pg.INTERVAL(fields="DAY"),
    "bit3": lambda: pg.BIT(3),
    "varbit": lambda: pg.BIT(5, varying=True),
    "tsvector": pg.TSVECTOR,
    "int4range": pg.INT4RANGE,
    "money": pg.MONEY,
    "oid": pg.OID,
    "pg enum": lambda: pg.ENUM("a", "b", name="kind"),
    "enums": lambda: pg.ARRAY(sa.Enum("p", "q", name="letters")),
    "collated": lambda: sa.String(10, collation="C"),
    # MySQL and MariaDB
    "tinyint": mysql.TINYINT,
    "mediumint": mysql.MEDIUMINT,
    "unsigned": lambda: mysql.INTEGER(unsigned=True),
    "mysql enum": lambda: mysql.ENUM("p", "q"),
    "longer mysql enum": lambda: mysql.ENUM("p", "q", "r's"),
    "set": lambda: mysql.SET("a", "b"),
    "year": mysql.YEAR,
    "datetime3": lambda: mysql.DATETIME(fsp=3),
    "datetime6": lambda: mysql.DATETIME(fsp=6),
    "timestamp": lambda: mysql.TIMESTAMP(fsp=3),
    "longtext": mysql.LONGTEXT,
    "mediumtext": mysql.MEDIUMTEXT,
    "utf8 bin": lambda: mysql.VARCHAR(30, collation="utf8mb4_bin"),
    "bits": lambda: mysql.BIT(3),
    "binary4": lambda: sa.BINARY(4),
    "varbinary": lambda: sa.VARBINARY(8),
    "unsigned decimal": lambda: mysql.DECIMAL(10, 2, unsigned=True),
}
#: Column names and their types, on every server and on one of them.
PORTABLE = {
    "number": ("integer", "bigint", "smallint"),
    "word": ("short", "long", "text"),
    "Uni Code": ("unicode",),
    "letters": ("char3", "char5"),
    "day": ("date", "datetime"),
    "zoned": ("zoned",),
    "clock": ("time",),
    "span": ("interval",),
    "amount": ("numeric", "numeric8"),
    "real": ("float", "double"),
    "flag": ("boolean",),
    "bytes": ("binary",),
    "uid": ("uuid",),
    "doc": ("json",),
    "mood": ("enum",),
    "choice": ("words", "longer words"),
    "checked": ("checked words",),
}
OWN = {
    "sqlite": {},
    "postgresql": {
        "jsonb": ("jsonb",),
        "list": ("integers", "bigints"),
        "strings": ("strings",),
        "net": ("inet", "cidr"),
        "mac": ("macaddr",),
        "precise": ("timestamp3", "timestamp6"),
        "days": ("day interval",),
        "bit": ("bit3",),
        "varbit": ("varbit",),
        "search": ("tsvector",),
        "range": ("int4range",),
        "cash": ("money",),
        "oid": ("oid",),
        "kind": ("pg enum",),
        "moods": ("enums",),
        "collated": ("collated",),
    },
    "mysql": {
        "small": ("tinyint", "mediumint", "unsigned"),
        "kind": ("mysql enum", "longer mysql enum"),
        "set": ("set",),
        "year": ("year",),
        "precise": ("datetime3", "datetime6"),
        "stamp": ("timestamp",),
        "huge": ("longtext", "mediumtext"),
        "collated": ("utf8 bin",),
        "bit": ("bits",),
        "bin": ("binary4", "varbinary"),
        "positive": ("unsigned decimal",),
    },
}
#: Server defaults: a value as a string, or ``=`` and an expression, or a function of SQLAlchemy.
DEFAULTS = {
    "integer": ("5", "=7", "=(1 + 2)"),
    "bigint": ("5", "=7"),
    "short": ("x", "='y z'", "it's", "", "100%", "a:b"),
    "long": ("x", "=lower('Y')"),
    "unicode": ("ü",),
    "date": ("2020-01-01",),
    "datetime": ("=CURRENT_TIMESTAMP", "now"),
    "numeric": ("1.5", "=2.50"),
    "double": ("2.5",),
    "boolean": ("true", "false"),
    "enum": ("sad", "it's ok"),
    "words": ("x",),
    "json": ("{}",),
    "jsonb": ("{}",),
    "integers": ("{}",),
    "pg enum": ("a",),
    "day interval": ("1 day",),
    "mysql enum": ("q",),
    "set": ("a",),
    "datetime3": ("=CURRENT_TIMESTAMP(3)",),
}
CALLS: dict[str, Make] = {"now": sa.func.now, "true": sa.true, "false": sa.false}
INDEXABLE = {
    "integer", "bigint", "smallint", "short", "long", "unicode", "char3", "date", "datetime",
    "numeric", "tinyint", "unsigned", "inet",
}  # fmt: skip
CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
IDENTITIES = ({}, {"always": True}, {"start": 5}, {"always": True, "increment": 2, "cache": 3})
ACTIONS = (None, "CASCADE", "SET NULL")


@dataclass(frozen=True, slots=True)
class Column:
    """A column beside the primary key; ``identity`` is a number of ``IDENTITIES``."""

    name: str
    type: str
    nullable: bool = True
    default: str | None = None
    comment: str | None = None
    identity: int | None = None
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """An index; what makes it special is part of its name, since servers do not compare it."""

    columns: tuple[str, ...]
    unique: bool = False
    special: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key to the whole primary key of a table, perhaps that of its own."""

    target: str
    ondelete: str | None = None
    onupdate: str | None = None
    deferrable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``wide`` gives it a primary key of two columns."""

    name: str
    columns: tuple[Column, ...] = ()
    indexes: tuple[Index, ...] = ()
    uniques: tuple[tuple[str, ...], ...] = ()
    checks: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    comment: str | None = None

    @property
    def wide(self) -> bool:
        return self.name.endswith("c")

    @property
    def elsewhere(self) -> bool:
        """Whether it is in the second schema, where there is one."""
        return self.name.endswith("d")

    @property
    def key(self) -> tuple[str, ...]:
        return ("id", "Part") if self.wide else ("id",)


@dataclass(frozen=True, slots=True)
class Schema:
    """Tables, and whether a naming convention or the author names what stands on them."""

    dialect: str
    tables: tuple[Table, ...] = ()
    convention: bool = False

    def metadata(self, second: str | None = None) -> sa.MetaData:
        """Build the MetaData.

        Args:
            second: The name of the second schema, None for a server without.
        """
        metadata = sa.MetaData(naming_convention=CONVENTION if self.convention else None)
        for table in self.tables:
            Builder(self, table, metadata, second).build()
        return metadata


@dataclass
class Builder:
    """Makes one table."""

    schema: Schema
    table: Table
    metadata: sa.MetaData
    second: str | None

    def named(self, name: str) -> str | None:
        return None if self.schema.convention else name

    @property
    def has_unnamed(self) -> bool:
        return self.table.name.endswith("b") and not self.schema.convention

    def build(self) -> None:
        table = self.table
        columns = [sa.Column(name, sa.Integer, primary_key=True, autoincrement=False)
                   for name in table.key]  # fmt: skip
        if self.has_unnamed:
            columns.append(sa.Column("plain", sa.Integer))
        columns += [self.column(each) for each in table.columns]
        for reference in table.references:
            columns += [sa.Column(name, sa.Integer) for name in self.referring(reference)]
        built = sa.Table(
            table.name,
            self.metadata,
            *columns,
            *self.constraints(),
            schema=self.second if table.elsewhere else None,
            comment=table.comment,
        )
        for index in table.indexes:
            self.index(built, index)

    def column(self, column: Column) -> Any:
        extra: list[Any] = []
        if column.computed:
            extra.append(sa.Computed("id * 2", persisted=True))
        if column.identity is not None:
            extra.append(sa.Identity(**IDENTITIES[column.identity]))  # type: ignore[arg-type]
        default: Any = column.default
        if default in CALLS:
            default = CALLS[default]()
        elif default is not None and default.startswith("="):
            default = sa.text(default[1:])
        return sa.Column(
            column.name,
            TYPES[column.type](),
            *extra,
            nullable=column.nullable,
            comment=column.comment,
            **({} if default is None else {"server_default": default}),
        )

    def constraints(self) -> list[Any]:
        table = self.table
        made: list[Any] = [
            sa.UniqueConstraint(*names, name=self.named(f"uq_{table.name}_{'_'.join(names)}"))
            for names in table.uniques
        ]
        made += [
            sa.CheckConstraint(f"{name} > 0", name=f"positive_{name}") for name in table.checks
        ]
        if self.has_unnamed:
            # What nobody named stays as it is: no migration can name it either.
            made.append(sa.UniqueConstraint("plain", "id"))
            made.append(sa.CheckConstraint("plain <> 77"))
        made += [self.foreign_key(each) for each in table.references]
        return made

    def referring(self, reference: Reference) -> list[str]:
        target = Table(reference.target)
        return [f"{target.name}_{name}" for name in target.key]

    def foreign_key(self, reference: Reference) -> sa.ForeignKeyConstraint:
        target = Table(reference.target)
        prefix = f"{self.second}." if self.second and target.elsewhere else ""
        return sa.ForeignKeyConstraint(
            self.referring(reference),
            [f"{prefix}{target.name}.{name}" for name in target.key],
            name=self.named(f"fk_{self.table.name}_{target.name}"),
            ondelete=reference.ondelete,
            onupdate=reference.onupdate,
            deferrable=True if reference.deferrable else None,
        )

    def index(self, built: sa.Table, index: Index) -> None:
        words = "_".join(index.columns).replace(" ", "")
        name = f"ix_{built.name}_{words}{'_' + index.special if index.special else ''}"
        items: list[Any] = [built.c[name] for name in index.columns]
        options: dict[str, Any] = {}
        if index.special == "lower":
            items = [sa.func.lower(each) for each in items]
        elif index.special == "desc":
            items = [each.desc() for each in items]
        elif index.special == "partial":
            options = {f"{self.schema.dialect}_where": built.c.id > 5}
        elif index.special == "hash":
            options = {"postgresql_using": "hash"}
        elif index.special == "covering":
            options = {"postgresql_include": ["id"]}
        elif index.special == "one_null":
            options = {"postgresql_nulls_not_distinct": True}
        sa.Index(name, *items, unique=index.unique, **options)


SPECIAL = {
    "sqlite": ("", "", "partial", "desc"),
    "postgresql": ("", "", "lower", "desc", "partial", "hash", "covering", "one_null"),
    "mysql": ("", "desc"),
}
COMMENTS = (None, None, "first", "it's :x 10%")


def rarely(draw: st.DrawFn, one_in: int = 4) -> bool:
    return draw(st.integers(1, one_in)) == 1


@st.composite
def columns(draw: st.DrawFn, dialect: str, name: str) -> Column:
    """Draw a column of the types its name allows."""
    type_ = draw(st.sampled_from((PORTABLE | OWN[dialect])[name]))
    default = draw(st.sampled_from((None, *DEFAULTS.get(type_, ()))))
    if (dialect == "postgresql" and type_ == "json") or (dialect == "mysql" and type_ == "date"):
        default = None
    comment = draw(st.sampled_from(COMMENTS))
    return Column(name, type_, draw(st.booleans()), default, comment)


@st.composite
def tables(draw: st.DrawFn, dialect: str, name: str, earlier: tuple[str, ...]) -> Table:
    """Draw a table that may refer to earlier ones and to itself."""
    names = draw(
        st.lists(st.sampled_from(sorted(PORTABLE | OWN[dialect])), unique=True, max_size=5)
    )
    drawn = [draw(columns(dialect, each)) for each in names]
    if rarely(draw):
        drawn.append(Column("calc", "integer", computed=True))
    if dialect == "postgresql" and rarely(draw, 3):
        number = draw(st.sampled_from((None, *range(len(IDENTITIES)))))
        drawn.append(Column("ident", "integer", nullable=False, identity=number))
    table = Table(name, tuple(drawn), comment=draw(st.sampled_from(COMMENTS)))
    return replace(
        _with_keys(draw, table, dialect), references=_references(draw, dialect, table, earlier)
    )


def _references(
    draw: st.DrawFn, dialect: str, table: Table, earlier: tuple[str, ...]
) -> tuple[Reference, ...]:
    if dialect == "mysql" and table.elsewhere:
        earlier = ()  # a name without a database is one of the table's own database there
    targets = draw(st.lists(st.sampled_from((*earlier, table.name)), unique=True, max_size=2))
    return tuple(
        Reference(
            each,
            draw(st.sampled_from(ACTIONS)),
            draw(st.sampled_from(ACTIONS[:2])),
            dialect != "mysql" and draw(st.booleans()),
        )
        for each in targets
    )


def _with_keys(draw: st.DrawFn, table: Table, dialect: str) -> Table:
    """Draw what stands on columns; no two on the same, so that MySQL does not merge them."""
    candidates = [each.name for each in table.columns if each.type in INDEXABLE]
    pairs = [(a,) for a in candidates] + [(a, b) for a in candidates for b in candidates if a < b]
    if not pairs:
        return table
    standing = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4))
    cut = draw(st.integers(0, len(standing)))
    return replace(
        table,
        indexes=tuple(_index(draw, dialect, table, each) for each in standing[:cut]),
        uniques=tuple(standing[cut:]),
        checks=tuple(n for n in ("number", "amount") if n in candidates and draw(st.booleans())),
    )


def _index(draw: st.DrawFn, dialect: str, table: Table, names: tuple[str, ...]) -> Index:
    special = draw(st.sampled_from(SPECIAL[dialect]))
    types = {each.type for each in table.columns if each.name in names}
    if special == "lower" and not types <= {"short", "long"}:
        special = ""
    if special == "hash" and len(names) > 1:
        special = ""
    unique = special == "one_null" or (special != "hash" and draw(st.booleans()))
    return Index(names, unique, special)


@st.composite
def changes(draw: st.DrawFn, dialect: str) -> tuple[Schema, Schema]:
    """Draw a schema and what it becomes; some of it stays, some is drawn anew.

    A table goes only when no table that stays refers to it: foreign keys of tables that stay are
    dropped after tables, as users of the incumbent expect.
    """
    names = [f"t_{each}" for each in draw(st.sampled_from(("a", "abc", "cad", "dbca", "bd", "")))]
    before: list[Table] = []
    after: list[Table] = []
    for name in names:
        before.append(draw(tables(dialect, name, tuple(each.name for each in before))))
    needed: set[str] = set()
    gone: set[str] = set()
    for table in reversed(before):
        if table.name not in needed and rarely(draw):
            gone.add(table.name)
        else:
            needed |= {each.target for each in table.references}
    for table in before:
        if table.name not in gone:
            known = tuple(each.name for each in after)
            after.append(_changed(draw, dialect, table, known))
    for name in ("t_e", "t_new_c"):
        if draw(st.booleans()):
            after.append(draw(tables(dialect, name, tuple(each.name for each in after))))
    convention = draw(st.booleans())
    return (
        Schema(dialect, tuple(before), convention),
        Schema(dialect, tuple(after), convention),
    )


def _changed(draw: st.DrawFn, dialect: str, table: Table, earlier: tuple[str, ...]) -> Table:
    """A table as it becomes: the same, drawn anew, or with some of its columns drawn anew."""
    how = draw(st.sampled_from(("same", "anew", "columns", "columns")))
    kept = tuple(each for each in table.references if each.target in (*earlier, table.name))
    if how == "anew":
        return draw(tables(dialect, table.name, earlier))
    if how == "same":
        return replace(table, references=kept)
    changed = []
    for column in table.columns:
        if column.computed:
            changed.append(column)
        elif column.name == "ident":
            number = draw(st.sampled_from((None, *range(len(IDENTITIES)))))
            changed.append(replace(column, identity=number))
        else:
            changed.append(draw(columns(dialect, column.name)))
    again = Table(table.name, tuple(changed), comment=draw(st.sampled_from(COMMENTS)))
    return replace(
        _with_keys(draw, again, dialect), references=_references(draw, dialect, again, earlier)
    )
