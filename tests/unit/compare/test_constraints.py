"""Indexes, unique constraints, foreign keys and CHECKs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from alembic.autogenerate.compare.foreign_keys import signature
from alembic.autogenerate.compare.reflected import choose_duplicates
from alembic.ddl.impl import ComparisonResult, DefaultImpl

CHECKS = ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"]


def said(found: list[Any]) -> list[tuple[str, Any]]:
    """The operations as words: what and its name."""
    return [
        (type(each).__name__, getattr(each, "index_name", getattr(each, "constraint_name", None)))
        for each in found
    ]


def test_order_of_keys(m: sa.MetaData, compare: Any) -> None:
    """Removed by name, changed by name, added by name, unnamed ones as declared."""
    sa.Table(
        "t",
        m,
        sa.Column("a", sa.Integer),
        sa.Column("b", sa.Integer),
        sa.Column("c", sa.Integer),
        sa.UniqueConstraint("b", "a"),
        sa.UniqueConstraint("a"),
        sa.UniqueConstraint("b", name="u_new"),
        sa.Index("i_new", "a"),
        sa.Index("kept", "a", "b"),
        sa.UniqueConstraint("b", name="changed"),
    )
    found = compare(
        "CREATE TABLE t (a int, b int, c int, constraint u_old unique (c), "
        "constraint changed unique (a, c))",
        "CREATE INDEX i_old ON t (a)",
        "CREATE INDEX kept ON t (b)",
    )
    assert said(found) == [
        ("DropIndexOp", "i_old"),
        ("DropConstraintOp", "u_old"),
        ("DropConstraintOp", "changed"),
        ("CreateUniqueConstraintOp", "changed"),
        ("DropIndexOp", "kept"),
        ("CreateIndexOp", "kept"),
        ("CreateIndexOp", "i_new"),
        ("CreateUniqueConstraintOp", "u_new"),
        ("CreateUniqueConstraintOp", None),
        ("CreateUniqueConstraintOp", None),
    ]
    assert [each.columns for each in found[-2:]] == [["b", "a"], ["a"]]


def test_a_unique_constraint_becomes_an_index(m: sa.MetaData, compare: Any, log: Any) -> None:
    """Something of the same name but of another kind is dropped and created."""
    sa.Table("t", m, sa.Column("a", sa.Integer), sa.Index("x", "a", unique=True))
    found = compare("CREATE TABLE t (a int, constraint x unique (a))")
    assert said(found) == [("DropConstraintOp", "x"), ("CreateIndexOp", "x")]
    assert log() == [
        "INFO Detected removed unique constraint 'x' on 't'",
        "INFO Detected added index 'x' on '('a',)'",
    ]


def test_unnamed_unique_constraints_match_by_columns(m: sa.MetaData, compare: Any) -> None:
    """A named one of the database serves an unnamed one of the model, in any column order."""
    sa.Table(
        "t",
        m,
        sa.Column("a", sa.Integer),
        sa.Column("b", sa.Integer),
        sa.UniqueConstraint("b", "a"),
    )
    assert compare("CREATE TABLE t (a int, b int, constraint x unique (a, b))") == []


def test_unnamed_unique_constraints_of_the_database_stay(m: sa.MetaData, compare: Any) -> None:
    """Nobody can drop a constraint that has no name."""
    sa.Table("t", m, sa.Column("a", sa.Integer))
    assert compare("CREATE TABLE t (a int unique)") == []


def test_a_comparison_that_gives_up(
    m: sa.MetaData, compare: Any, log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the implementation cannot compare, the two count as equal, and the log says why."""
    monkeypatch.setattr(DefaultImpl, "compare_indexes", lambda *_: ComparisonResult.Skip("odd"))
    sa.Table("t", m, sa.Column("a", sa.Integer), sa.Index("x", "a", unique=True))
    assert compare("CREATE TABLE t (a int)", "CREATE INDEX x ON t (a)") == []
    assert log() == ["INFO Cannot compare index 'x', assuming equal and skipping. odd"]


def test_backends_without_unique_constraints(
    m: sa.MetaData, compare: Any, connection: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where unique constraints cannot be reflected, none is added or removed."""

    def refuse(*_: Any, **__: Any) -> None:
        raise NotImplementedError

    monkeypatch.setattr(type(connection.dialect), "get_unique_constraints", refuse)
    monkeypatch.setattr("alembic.reflect.readahead.READERS", {})
    sa.Table("t", m, sa.Column("a", sa.Integer), sa.UniqueConstraint("a", name="x"))
    assert compare("CREATE TABLE t (a int, constraint y unique (a))") == []


@pytest.mark.parametrize(
    ("uniques", "index_names", "kept"),
    [
        ([("x", ("a",))], [], "unique"),
        ([(None, ("a",))], [], "unique"),
        ([], ["x"], "index"),
        ([(None, ("a",))], ["x"], "index"),
        ([], [], "index"),
    ],
)
def test_one_thing_reported_twice(uniques: list[Any], index_names: list[str], kept: str) -> None:
    """MySQL's unique key is what the model declares it to be, else an index."""
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer))
    unique, index = sa.UniqueConstraint(table.c.a, name="x"), sa.Index("x", table.c.a, unique=True)
    unique.info["duplicates_index"] = "x"
    found: tuple[set[Any], set[Any]] = {unique}, {index}
    declared = [SimpleNamespace(name=name, column_set=columns) for name, columns in uniques]
    choose_duplicates(*found, declared_uniques=declared, declared_index_names=index_names)
    assert found == (({unique}, set()) if kept == "unique" else (set(), {index}))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({}, {"name": "x", "match": "FULL"}, True),
        ({"ondelete": "CASCADE"}, {"ondelete": "cascade"}, True),
        ({"ondelete": "NO ACTION"}, {}, True),
        ({"ondelete": "SET NULL"}, {}, False),
        ({"onupdate": "CASCADE"}, {}, False),
        ({"deferrable": True}, {}, False),
        ({"deferrable": True}, {"deferrable": True, "initially": "IMMEDIATE"}, True),
        ({"deferrable": True}, {"deferrable": True, "initially": "DEFERRED"}, False),
    ],
)
def test_what_foreign_keys_have_in_common(
    first: dict[str, Any], second: dict[str, Any], same: bool
) -> None:
    """Actions and deferral count, names and MATCH do not."""
    assert (key(**first) == key(**second)) is same


def key(**options: Any) -> Any:
    m = sa.MetaData()
    sa.Table("o", m, sa.Column("id", sa.Integer, primary_key=True), schema="main")
    const = sa.ForeignKeyConstraint(["a"], ["main.o.id"], **options)
    sa.Table("t", m, sa.Column("a", sa.Integer), const, schema="main")
    assert signature(const, "main", False) == (None, "t", ("a",), None, "o", ("id",))
    return signature(const, "main", True)


def test_columns_under_other_keys(m: sa.MetaData, compare: Any) -> None:
    """Models and listeners of reflection may know a column by a key that is not its name."""
    sa.Table(
        "t",
        m,
        sa.Column("a", sa.Integer, key="b", server_default="5"),
        sa.Column("b", sa.Integer, key="a"),
        sa.Index("ix", "b"),
        sa.UniqueConstraint("a", name="uq"),
    )
    statements = [
        "CREATE TABLE t (a int default 5, b int, constraint uq unique (b))",
        "CREATE INDEX ix ON t (a)",
    ]
    assert compare(*statements, compare_server_default=True) == []

    def rename(inspector: Any, table: sa.Table, column: dict[str, Any]) -> None:
        column["key"] = f"{column['name']}_key"

    event.listen(sa.Table, "column_reflect", rename)
    try:
        assert compare(compare_server_default=True) == []
    finally:
        event.remove(sa.Table, "column_reflect", rename)


def test_checks_by_name(m: sa.MetaData, compare: Any, log: Any) -> None:
    """Named CHECKs of tables, columns and types are compared by name; unnamed ones are not."""
    sa.Table(
        "t",
        m,
        sa.Column("a", sa.Integer, sa.CheckConstraint("a > 9", name="of_column")),
        sa.Column("b", sa.Boolean(create_constraint=True, name="of_type")),
        sa.CheckConstraint("a > 8"),
        sa.CheckConstraint("a > 7", name="same"),
    )
    found = compare(
        "CREATE TABLE t (a int, b bool, constraint gone check (a > 1), "
        "constraint same check (a > 2), check (a > 3))",
        autogenerate_plugins=CHECKS,
    )
    assert said(found) == [
        ("DropConstraintOp", "gone"),
        ("CreateCheckConstraintOp", "of_column"),
        ("CreateCheckConstraintOp", "of_type"),
    ]


def test_an_implementation_that_compares_checks(
    m: sa.MetaData, compare: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A CHECK the implementation calls different is dropped and created, if the filter agrees."""
    monkeypatch.setattr(
        DefaultImpl, "compare_check_constraint", lambda *_: ComparisonResult.Different("text")
    )
    sa.Table("t", m, sa.Column("a", sa.Integer), sa.CheckConstraint("a > 7", name="x"))
    asked: list[Any] = []

    def look(item: Any, name: str, type_: str, reflected: bool, compare_to: Any) -> bool:
        if type_ == "check_constraint":
            asked.append((name, reflected, str(compare_to.sqltext)))
        return True

    found = compare(
        "CREATE TABLE t (a int, constraint x check (a > 2))",
        autogenerate_plugins=CHECKS,
        include_object=look,
    )
    assert said(found) == [("DropConstraintOp", "x"), ("CreateCheckConstraintOp", "x")]
    assert asked == [("x", False, "a > 2")]
