"""Small decisions of the dialects while models and databases are compared."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects import postgresql as pg

from alembic.ddl.postgresql import PostgresqlImpl
from alembic.runtime.migration import MigrationContext


def impl(dialect: str) -> Any:
    """Make the implementation of a dialect."""
    return MigrationContext.configure(dialect_name=dialect).impl


def table(*items: Any) -> Table:
    """Make a table of two integers."""
    return Table("t", MetaData(), Column("a", Integer), Column("b", Integer), *items)


@pytest.mark.parametrize(
    ("dialect", "reflected", "expected"),
    [
        ("postgresql", {"postgresql_include": []}, {}),
        ("postgresql", {"postgresql_include": ["b"]}, {"postgresql_include": ["b"]}),
        ("mssql", {"mssql_include": [], "mssql_clustered": False}, {}),
        ("mssql", {"mssql_clustered": True}, {"mssql_clustered": True}),
        ("mysql", {"mysql_length": {"a": 5}}, {"mysql_length": {"a": 5}}),
    ],
)
def test_options_that_say_nothing_are_left_out(
    dialect: str, reflected: dict[str, Any], expected: dict[str, Any]
) -> None:
    """Reflection reports options every index has; only telling ones reach the revision file."""
    options = impl(dialect).adjust_reflected_dialect_options(
        {"dialect_options": reflected}, "index"
    )
    assert options == expected


def test_an_index_inside_a_constraint_is_no_index() -> None:
    """PostgreSQL reports the index of a unique constraint; it goes with the constraint."""
    inner, other = Index("u", "a"), Index("i", "b")
    inner.info["duplicates_constraint"] = "u"
    indexes = {inner, other}
    impl("postgresql").correct_for_autogen_constraints(set(), indexes, set(), set())
    assert indexes == {other}


def test_mysql_makes_an_index_for_a_foreign_key() -> None:
    """An index named as its column or its foreign key came with that key."""
    made = table(ForeignKeyConstraint(["a"], ["o.id"], name="fk"))
    by_column, by_key = Index("b", made.c.b), Index("fk", made.c.a)
    own, unique = Index("own", made.c.a), Index("a", made.c.a, unique=True)
    indexes, models = {by_column, by_key, own, unique}, {Index("b", table().c.b)}
    impl("mysql").correct_for_autogen_constraints(set(), indexes, set(), models)
    assert indexes == {own, unique}
    assert models == set()


def test_mysql_does_not_report_restrict() -> None:
    """RESTRICT is what the servers do anyway and do not print."""
    found = ForeignKeyConstraint(["a"], ["o.id"])
    model = ForeignKeyConstraint(["a"], ["o.id"], ondelete="RESTRICT", onupdate="CASCADE")
    table(found)
    table(model)
    impl("mysql").correct_for_autogen_foreignkeys({found}, {model})
    assert (found.ondelete, found.onupdate) == ("RESTRICT", None)


@pytest.mark.parametrize(("nulls", "expected"), [(True, True), (False, False), (None, False)])
def test_nulls_not_distinct_makes_a_difference(nulls: bool | None, expected: bool) -> None:
    """On PostgreSQL a unique constraint and an index may treat NULLs as equal."""
    subject = impl("postgresql")
    options = {} if nulls is None else {"postgresql_nulls_not_distinct": nulls}
    unique, plain = UniqueConstraint("a", name="u", **options), UniqueConstraint("a", name="u")
    table(unique)
    table(plain)
    assert subject.compare_unique_constraint(unique, plain).is_different is expected
    model, found = Index("i", table().c.a, **options), Index("i", table().c.a)
    assert subject.compare_indexes(model, found).is_different is expected


def test_every_difference_of_an_index_is_said() -> None:
    """The log tells uniqueness, and each expression that changed."""
    new, old = table(), table()
    model, found = Index("i", new.c.b, new.c.a, unique=True), Index("i", old.c.a, old.c.b)
    result = impl("postgresql").compare_indexes(model, found)
    assert result.message == (
        "unique=False to unique=True, expression #1 'a' to 'b', expression #2 'b' to 'a'"
    )


def test_an_operator_class_in_text_cannot_be_compared() -> None:
    """The server does not report it inside the expression: the index is skipped with a warning."""
    model = Index("i", text("a int4_ops"), _table=table())
    with pytest.warns(UserWarning, match="Please move the operator clause to the"):
        result = impl("postgresql").compare_indexes(model, Index("i", table().c.a))
    assert result.is_skip


def test_sql_server_makes_an_identity_of_a_key() -> None:
    """A key that is an identity in the database only is no difference; another column's is."""
    subject = impl("mssql")
    key = Identity(start=1, increment=1)
    Table("t", MetaData(), Column("a", Integer, key, primary_key=True))
    plain = Identity(start=1, increment=1)
    Table("t", MetaData(), Column("a", Integer, plain))
    assert subject._compare_identity_default(None, key)[2] is False
    assert subject._compare_identity_default(None, plain)[2] is True


def test_a_type_of_postgresql_may_have_a_method_of_its_own() -> None:
    """``_render_<VISIT NAME>_type`` of a subclass renders types of the dialect and no others."""

    class Impl(PostgresqlImpl):
        def _render_INET_type(  # noqa: N802 - the name holds the type's visit name
            self, type_: Any, autogen_context: Any
        ) -> str:
            return "mine"

    context = MigrationContext.configure(dialect_name="postgresql")
    subject = Impl(context.dialect, None, False, None, None, {})
    assert subject.render_type(pg.INET(), None) == "mine"
    assert subject.render_type(pg.CIDR(), None) is False
    assert subject.render_type(Integer(), None) is False
