"""Defaults, identities, indexes and constraints of one name: same or different."""

from __future__ import annotations

import io
import logging
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Identity
from sqlalchemy.engine.default import DefaultDialect

from alembic.ddl.impl import ComparisonResult, DefaultImpl

IMPL = DefaultImpl(DefaultDialect(), None, True, None, io.StringIO(), {})


def index(*columns: Any, **kw: Any) -> sa.Index:
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer), sa.Column("b", sa.Integer))
    return sa.Index("i", *columns, _table=table, **kw)


def unique(*columns: str) -> sa.UniqueConstraint:
    table = sa.Table("t", sa.MetaData(), *[sa.Column(each, sa.Integer) for each in "ab"])
    constraint = sa.UniqueConstraint(*columns, name="u")
    table.append_constraint(constraint)
    return constraint


@pytest.mark.parametrize(
    ("model", "database", "expected"),
    [
        (index("a"), index("a"), ComparisonResult.Equal()),
        (index("a"), index("b"), ComparisonResult.Different("expression ('b',) to ('a',)")),
        (
            index("a", "b"),
            index("b", "a"),
            ComparisonResult.Different("expression ('b', 'a') to ('a', 'b')"),
        ),
        (
            index("a", unique=True),
            index("b"),
            ComparisonResult(
                "different", "unique=False to unique=True, expression ('b',) to ('a',)"
            ),
        ),
    ],
)
def test_indexes(model: sa.Index, database: sa.Index, expected: ComparisonResult) -> None:
    """Indexes differ by uniqueness and by their columns in order."""
    assert IMPL.compare_indexes(model, database) == expected


def test_expression_index_is_compared_approximately(caplog: pytest.LogCaptureFixture) -> None:
    """The log says that expressions were left out."""
    with caplog.at_level(logging.WARNING, "alembic.ddl.impl"):
        IMPL.compare_indexes(index(sa.text("lower(a)")), index("a"))
    assert [record.getMessage().partition(" for index ")[0] for record in caplog.records] == [
        "Generating approximate signature"
    ]


def test_unique_constraints_ignore_the_order() -> None:
    """The columns of a unique constraint are a set."""
    assert IMPL.compare_unique_constraint(unique("a", "b"), unique("b", "a")).is_equal
    assert IMPL.compare_unique_constraint(unique("a"), unique("b", "a")) == (
        "different",
        "expression ('a', 'b') to ('a',)",
    )


def test_checks_of_one_name_are_equal() -> None:
    """Databases rewrite the text of a CHECK, so it is not compared."""
    one, other = sa.CheckConstraint("a > 5", name="c"), sa.CheckConstraint("a > 6", name="c")
    assert IMPL.compare_check_constraint(one, other).is_equal


def test_comparison_results() -> None:
    """A result is equal, different or skipped, with a message."""
    results = [
        ComparisonResult.Equal(),
        ComparisonResult.Different(["a", "b"]),
        ComparisonResult.Skip("x"),
    ]
    assert [(each.status, each.message) for each in results] == [
        ("equal", "The two constraints are equal"),
        ("different", "a, b"),
        ("skip", "x"),
    ]
    assert [(each.is_equal, each.is_different, each.is_skip) for each in results] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]


@pytest.mark.parametrize(
    ("model", "database", "expected"),
    [
        (Identity(), Identity(), (set(), set(), False)),
        (Identity(always=True), Identity(), ({"always"}, set(), True)),
        (Identity(), Identity(always=True), ({"always"}, set(), True)),
        (Identity(), None, (set(), set(), True)),
        (None, Identity(), (set(), set(), True)),
        (None, None, (set(), set(), False)),
        (
            Identity(start=4),
            Identity(start=1, increment=1, cache=1),
            ({"start"}, {"increment", "cache"}, True),
        ),
        (Identity(cache=3), Identity(cache=3, increment=2), (set(), {"increment"}, False)),
        (Identity(cycle=False), Identity(cycle=True), ({"cycle"}, set(), True)),
    ],
)
def test_identities(
    model: Identity | None, database: Identity | None, expected: tuple[Any, ...]
) -> None:
    """What the model leaves to the database is no difference; adding or removing is a change."""
    assert IMPL._compare_identity_default(model, database) == expected


def test_identity_attributes_a_dialect_ignores() -> None:
    """A dialect names the attributes it cannot compare."""

    class XImpl(DefaultImpl):
        identity_attrs_ignore = ("cycle", "cache")

    impl = XImpl(DefaultDialect(), None, True, None, io.StringIO(), {})
    assert impl._compare_identity_default(Identity(cycle=True), Identity(cycle=False)) == (
        set(),
        set(),
        False,
    )


def test_computed_text_is_normalised() -> None:
    """Blanks, parentheses, quotes, brackets and case are what databases rewrite."""
    assert IMPL._normalize_computed_default("A + (\"b\" * 'c') [x] `y`\t\n") == "a+b*cxy"


def test_server_defaults_are_compared_as_text() -> None:
    """Generic defaults differ when their texts do."""
    column = sa.Column("c", sa.Integer)
    assert not IMPL.compare_server_default(column, column, "'5'", "'5'")
    assert IMPL.compare_server_default(column, column, "'5'", None)


def test_expression_indexes_that_cannot_be_reflected_are_skipped() -> None:
    """A warning says which index is not compared."""
    indexes = {index(sa.func.lower(sa.column("a")))}
    with pytest.warns(
        UserWarning,
        match=r"^autogenerate skipping metadata-specified expression-based index 'i'; "
        r"dialect 'default' under SQLAlchemy [\d.]+ can't reflect these indexes so they can't "
        r"be compared$",
    ):
        IMPL._skip_functional_indexes(indexes, set())
    assert indexes == set()


def test_reflected_options_are_handed_on() -> None:
    """The options SQLAlchemy reflected are those of the object built from it."""
    reflected = {"name": "x", "dialect_options": {"postgresql_include": ["a"]}}
    assert IMPL.adjust_reflected_dialect_options(reflected, "index") == {
        "postgresql_include": ["a"]
    }
    assert IMPL.adjust_reflected_dialect_options({"name": "x"}, "index") == {}


def test_rendered_expression_has_values_and_no_table_names() -> None:
    """Expressions in revision files stand on their own."""
    table = sa.table("t", sa.column("a"))
    assert IMPL.render_ddl_sql_expr(sa.func.lower(table.c.a) == "x") == "lower(a) = 'x'"
    assert IMPL.render_type(sa.Integer(), None) is False


def test_reflection_hook_gets_the_inspector() -> None:
    """The listener of ``column_reflect`` is the hook with its inspector."""
    seen = []

    class XImpl(DefaultImpl):
        def autogen_column_reflect(self, inspector: Any, table: Any, column_info: Any) -> None:
            seen.append((inspector, table, column_info))

    impl = XImpl(DefaultDialect(), None, True, None, io.StringIO(), {})
    listener = impl._compat_autogen_column_reflect("inspector")
    listener("table", {"name": "x"})
    assert seen == [("inspector", "table", {"name": "x"})]
