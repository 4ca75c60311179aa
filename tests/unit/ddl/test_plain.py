"""Statements written from names alone are those that SQLAlchemy writes."""

from __future__ import annotations

import copy
import pickle
import re
import warnings
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.ext.compiler import compiles, deregister
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from alembic.ddl.base import AddColumn
from alembic.ddl.postgresql import PostgresqlImpl
from alembic.ddl.sink import RecordSink
from alembic.ddl.written import Written
from alembic.migration import MigrationContext
from alembic.operations import Operations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DIALECTS = ("postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle")

names = st.one_of(
    st.sampled_from(["account", "order", "Mixed", 'quo"te', "back`tick", "per%cent", "a b", "x.y"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=70),
)
flags = st.booleans()
types = st.one_of(
    st.builds(sa.Integer),
    st.builds(sa.String, st.integers(1, 9)),
    st.builds(sa.Numeric, st.just(12), st.integers(0, 2)),
    st.builds(sa.DateTime),
    st.builds(sa.JSON),
    st.builds(sa.ARRAY, st.just(sa.Integer)),
    st.builds(sa.Boolean, create_constraint=flags, name=st.sampled_from([None, "b"])),
    st.builds(sa.Enum, st.just("a"), name=st.just("kind")),
    st.builds(lambda: sa.Integer().with_variant(sa.BigInteger(), "sqlite")),
)
defaults = st.sampled_from([None, "0", "it's 5%", sa.text("CURRENT_TIMESTAMP")])


def script(
    dialect: str, say: Callable[[Operations], object], *, plain: bool, **opts: Any
) -> tuple[str, int]:
    """Return the text of operations, and how many statements were written from names alone."""
    buffer = StringIO()
    opts = {"as_sql": True, "literal_binds": True, "output_buffer": buffer, **opts}
    context = MigrationContext.configure(dialect_name=dialect, opts=opts)
    statements = context.impl.plain
    if not plain:
        statements._is_ours = False
    try:
        with warnings.catch_warnings(action="ignore"):  # of what SQLite cannot alter
            say(Operations(context))
    except sa.exc.SQLAlchemyError as error:
        return re.sub(r" at 0x\w+", "", f"{type(error).__name__}: {error}"), 0
    return buffer.getvalue(), sum(each is not None for each in statements._phrases.values())


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_a_plain_statement_is_the_one_sqlalchemy_writes(dialect: str, data: st.DataObject) -> None:
    """For every dialect and all names, the text is that of the long way."""
    table, index, column = data.draw(names), data.draw(names), data.draw(names)
    columns = data.draw(st.lists(names, min_size=1, max_size=7))
    schema = data.draw(st.none() | names)
    unique, conv = data.draw(flags), data.draw(flags)
    type_, default, nullable = data.draw(types), data.draw(defaults), data.draw(flags)

    def say(op: Operations) -> None:
        name = op.f(index) if conv else index
        new = sa.Column(column, type_, server_default=default, nullable=nullable)
        op.create_index(name, table, columns, schema=schema, unique=unique)
        op.drop_index(name, table_name=table, schema=schema)
        op.add_column(table, new, schema=schema)
        for key in (False, True):
            again = sa.Column(column, type_, server_default=default, primary_key=key)
            op.add_column(table, again, schema=schema, if_not_exists=key or None)
        op.drop_table(table, schema=schema)

    assert script(dialect, say, plain=True)[0] == script(dialect, say, plain=False)[0]


@st.composite
def tables(draw: st.DrawFn) -> Callable[[Operations], object]:
    """An operation that creates a table, with new objects each time."""
    taken = draw(st.lists(names, min_size=1, max_size=4, unique_by=str.lower))
    columns = [
        (name, draw(types), draw(defaults), draw(flags), draw(st.integers(0, 5)) == 0)
        for name in taken
    ]
    label = st.none() | names
    key = draw(st.lists(st.sampled_from(taken), unique=True))
    key_name, unique_name, foreign_name = draw(label), draw(label), draw(label)
    unique = draw(st.lists(st.sampled_from(taken), unique=True))
    ondelete = draw(st.sampled_from([None, "CASCADE"]))
    target = draw(st.none() | names | st.sampled_from(taken))
    said, remote = draw(flags), draw(st.sampled_from(["id", taken[0]]))
    name, schema, conv = draw(names), draw(st.none() | names), draw(flags)
    if_not_exists = draw(st.sampled_from([None, True]))

    def create(op: Operations) -> object:
        say = op.f if conv else str
        items: list[Any] = [
            sa.Column(
                name,
                type_.copy() if isinstance(type_, sa.Enum) else type_,
                server_default=default,
                nullable=nullable,
                primary_key=in_key,
            )
            for name, type_, default, nullable, in_key in columns
        ]
        if key and not any(in_key for *_, in_key in columns):
            items.append(sa.PrimaryKeyConstraint(*key, name=key_name and say(key_name)))
        if unique:
            items.append(sa.UniqueConstraint(*unique, name=unique_name and say(unique_name)))
        if target is not None:
            column = sa.Column(remote, sa.Integer)
            sa.Table(target, sa.MetaData(), column)
            items.append(
                sa.ForeignKeyConstraint(
                    taken[:1],
                    [f"{target}.{remote}" if said else column],
                    name=foreign_name and say(foreign_name),
                    ondelete=ondelete,
                )
            )
        return op.create_table(name, *items, schema=schema, if_not_exists=if_not_exists)

    return create


@pytest.mark.parametrize("dialect", DIALECTS)
@given(create=st.lists(tables(), min_size=1, max_size=2))
def test_a_table_put_together_is_the_one_sqlalchemy_compiles(
    dialect: str, create: list[Callable[[Operations], object]]
) -> None:
    """For every dialect and all kinds of parts, the text is that of the long way, each time."""

    def say(op: Operations) -> None:
        for _ in range(3):
            for each in create:
                each(op)

    assert script(dialect, say, plain=True)[0] == script(dialect, say, plain=False)[0]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_ordinary_names_take_the_short_way(dialect: str) -> None:
    """An index and a table are created and dropped from names alone, with a schema or without."""

    def say(op: Operations) -> None:
        for schema in (None, "other"):
            op.create_index("ix", "account", ["name", "id"], schema=schema)
            op.drop_index("ix", table_name="account", schema=schema)
            op.drop_table("account", schema=schema)

    assert script(dialect, say, plain=True)[1] == 6


def account(op: Operations) -> None:
    """Create a table of the ordinary kind."""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=50), server_default="me", nullable=False),
        sa.Column("since", sa.DateTime(), server_default=sa.text("CURRENT_TIMESTAMP")),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.ForeignKeyConstraint(["owner"], ["person.name"], ondelete="CASCADE"),
        sa.UniqueConstraint("owner", name=op.f("uq_account_owner")),
    )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_ordinary_tables_take_the_short_way_from_the_second_time(dialect: str) -> None:
    """A part is learned when it comes again, so that a single table costs nothing more."""
    context = MigrationContext.configure(dialect_name=dialect, opts={"as_sql": True})
    context.impl.sink = sink = RecordSink()
    for _ in range(3):
        account(Operations(context))
        Operations(context).add_column("account", sa.Column("age", sa.Integer()))
    constructs = [type(each.construct) for each in sink.statements]
    if dialect == "mssql":  # its compiler wants a table
        assert constructs == [CreateTable, AddColumn, Written, AddColumn, Written, AddColumn]
    else:
        assert constructs == [CreateTable, AddColumn, *[Written] * 4]


def parts() -> tuple[Any, ...]:
    """Return what a table is made of."""
    return (
        sa.Column("id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk"),
        sa.Column("owner", sa.Integer()),
        sa.ForeignKeyConstraint(["owner"], ["other.key"]),
    )


@pytest.fixture
def late() -> Callable[..., sa.Table]:
    """Return what creates a table of parts, all of which have come twice before."""
    context = MigrationContext.configure(dialect_name="sqlite", opts={"as_sql": True})
    context.impl.sink = RecordSink()
    op = Operations(context)
    for name in ("a", "b"):
        op.create_table(name, *parts())
    return op.create_table


def test_a_table_is_made_when_it_is_looked_at(late: Callable[..., sa.Table]) -> None:
    """It is a table of that very class then, and all that it has knows it."""
    table = late("c", *parts())
    assert type(table) is not sa.Table
    assert isinstance(table, sa.Table)
    query = sa.select(table).where(table.c.id == 1)
    assert type(table) is sa.Table
    assert str(query) == "SELECT c.id, c.owner \nFROM c \nWHERE c.id = :id_1"
    assert table.c.id.table is table
    assert (table.primary_key.name, table.c.id.primary_key) == ("pk", True)
    assert [each.column.table.name for each in table.foreign_keys] == ["other"]
    assert table.metadata.tables["c"] is table


def test_tables_of_the_same_columns_have_columns_of_their_own(
    late: Callable[..., sa.Table],
) -> None:
    """Which of them is looked at first makes no difference."""
    shared = parts()
    first, second = late("c", *shared), late("d", *shared)
    assert second.c.id.table is second
    assert first.c.id.table is first
    assert [each.name for each in (first.primary_key, second.primary_key)] == ["pk", "pk"]


@pytest.mark.parametrize(
    "look",
    [
        repr,
        copy.copy,
        lambda table: pickle.loads(pickle.dumps(table)),
        lambda table: setattr(table, "comment", "x") or table,
        lambda table: delattr(table, "comment") or table,
        sa.inspect,
        lambda table: table.insert().values(id=1).table,
        lambda table: sa.exists().where(sa.literal(1) == table.c["id"]),
    ],
)
def test_whatever_looks_at_a_table_has_it_made(
    late: Callable[..., sa.Table], look: Callable[[sa.Table], object]
) -> None:
    """No way leads to a table that is not made."""
    table = late("c", *parts())
    seen = look(table)
    assert table.c.keys() == ["id", "owner"]
    assert not isinstance(seen, sa.Table) or seen.c.keys() == ["id", "owner"]


def test_a_column_that_cannot_be_said_is_named_each_time() -> None:
    """Of a column without a type the error tells the table and the column, however often."""
    op = Operations(MigrationContext.configure(dialect_name="sqlite", opts={"as_sql": True}))
    for _ in range(3):
        with pytest.raises(sa.exc.CompileError, match=r"\(in table 'account', column 'owner'\)"):
            op.create_table("account", sa.Column("owner"))


def test_whoever_listens_on_a_connection_hears_of_tables() -> None:
    """A listener to what is executed gets the constructs that SQLAlchemy has for it."""
    heard: list[str] = []
    engine = sa.create_engine("sqlite://")

    def listen(_connection: object, construct: Any, *_rest: object) -> None:
        heard.append(type(construct).__name__)

    with engine.connect() as connection:
        op = Operations(MigrationContext.configure(connection))
        for _ in range(2):
            account(op)
            op.create_index("ix", "account", ["owner"])
            op.drop_table("account")
        event.listen(connection, "before_execute", listen)
        account(op)
        op.create_index("ix", "account", ["owner"])
        op.drop_table("account")
    assert heard == ["CreateTable", "CreateIndex", "DropTable"]


@pytest.fixture
def own_texts() -> Iterator[None]:
    """Have columns of PostgreSQL and strings of all dialects compiled by the user's functions."""

    @compiles(CreateColumn, "postgresql")
    def visit_column(element: CreateColumn, _compiler: Any, **_kw: Any) -> str:
        return f"{element.element.name} ANY"

    @compiles(sa.String)
    def visit_string(_type: sa.String, _compiler: Any, **_kw: Any) -> str:
        return "WORDS"

    yield
    deregister(CreateColumn)
    deregister(sa.String)


@pytest.mark.usefixtures("own_texts")
@pytest.mark.parametrize(
    ("dialect", "said"), [("postgresql", "owner ANY"), ("sqlite", "owner WORDS")]
)
def test_texts_of_the_users_own_are_written_in_tables(dialect: str, said: str) -> None:
    """What ``@compiles`` registers for columns and types is what is written, each time."""
    text, _ = script(dialect, lambda op: [account(op) for _ in range(3)], plain=True)
    assert text.count(said) == 3


def test_a_naming_convention_has_its_say() -> None:
    """A name that is only a part of the conventional one is completed."""
    metadata = sa.MetaData(naming_convention={"ix": "ix_%(constraint_name)s"})
    text, _ = script(
        "sqlite",
        lambda op: op.create_index("name", "account", ["name"]),
        plain=True,
        target_metadata=metadata,
    )
    assert text == "CREATE INDEX ix_name ON account (name);\n\n"


@pytest.fixture
def own_text() -> Iterator[None]:
    """Have CREATE INDEX of PostgreSQL compiled by a function of the user's."""

    @compiles(CreateIndex, "postgresql")
    def visit(element: CreateIndex, _compiler: Any, **_kw: Any) -> str:
        return f"MAKE {element.element.table.name}"

    yield
    deregister(CreateIndex)


@pytest.mark.usefixtures("own_text")
def test_a_text_of_the_users_own_is_written() -> None:
    """What ``@compiles`` registers for a construct is what is written."""
    text, _ = script("postgresql", lambda op: op.create_index("i", "t", ["x"]), plain=True)
    assert text == "MAKE t;\n\n"


def test_listeners_hear_of_new_columns() -> None:
    """Whoever listens for columns that join a table hears of those that are added."""
    heard: list[str] = []

    def listen(column: sa.Column[Any], _table: sa.Table) -> None:
        heard.append(column.name)

    event.listen(sa.Column, "after_parent_attach", listen)
    try:
        script(
            "postgresql",
            lambda op: op.add_column("t", sa.Column("new", sa.Integer())),
            plain=True,
        )
    finally:
        event.remove(sa.Column, "after_parent_attach", listen)
    assert heard[-1] == "new"


def test_a_derived_implementation_gets_the_objects() -> None:
    """An implementation of the user's own is called with an ``Index`` as it always was."""
    called: list[sa.Index] = []

    class Derived(PostgresqlImpl):
        def create_index(self, index: sa.Index, **kw: Any) -> None:
            called.append(index)
            super().create_index(index, **kw)

    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": StringIO()}
    )
    context.impl = Derived(context.dialect, None, True, None, StringIO(), {})
    Operations(context).create_index("ix", "account", ["name"])
    assert [index.name for index in called] == ["ix"]
