"""Statements written from names alone are those that SQLAlchemy writes."""

from __future__ import annotations

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
from sqlalchemy.schema import CreateIndex

from alembic.ddl.postgresql import PostgresqlImpl
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
        op.drop_table(table, schema=schema)

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
