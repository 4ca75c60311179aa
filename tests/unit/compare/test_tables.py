"""Tables the models add, tables the database has left over, and what belongs to neither."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.compare import _compare_tables
from alembic.migration import MigrationContext
from alembic.operations import ops


def names(found: list[Any]) -> list[tuple[str, str]]:
    return [(type(each).__name__, each.table_name) for each in found]


def test_new_tables_come_after_those_they_refer_to(m: sa.MetaData, compare: Any) -> None:
    """New tables are created in the order in which that is possible."""
    sa.Table("a", m, sa.Column("id", sa.ForeignKey("b.id")))
    sa.Table("b", m, sa.Column("id", sa.ForeignKey("c.id"), primary_key=True))
    sa.Table("c", m, sa.Column("id", sa.Integer, primary_key=True))
    assert names(compare()) == [("CreateTableOp", each) for each in "cba"]


def test_gone_tables_come_before_those_they_refer_to(compare: Any) -> None:
    """Tables are dropped so that no foreign key stands in the way, and in a fixed order."""
    found = compare(
        "CREATE TABLE a (id integer primary key)",
        "CREATE TABLE b (id integer primary key references a)",
        "CREATE TABLE c (id integer primary key references b)",
        "CREATE TABLE d (id integer)",
    )
    assert names(found) == [("DropTableOp", each) for each in "cbad"]


def test_tables_gone_that_refer_to_each_other(compare: Any) -> None:
    """A circle of foreign keys has some order, without a warning."""
    found = compare(
        "CREATE TABLE a (id integer primary key references b)",
        "CREATE TABLE b (id integer primary key references a)",
    )
    assert sorted(names(found)) == [("DropTableOp", "a"), ("DropTableOp", "b")]


def test_two_collections_with_one_table(connection: sa.Connection) -> None:
    """A table that two collections define is an error that names it."""
    first, second = sa.MetaData(), sa.MetaData()
    sa.Table("a", first, sa.Column("x", sa.Integer))
    sa.Table("a", second, sa.Column("x", sa.Integer))
    context = AutogenContext(MigrationContext.configure(connection), [first, second])
    with pytest.raises(ValueError, match=r'Duplicate table keys .*: "a"'):
        _compare_tables([], [], context.inspector, ops.UpgradeOps(), context)


def test_the_version_table_is_left_alone(m: sa.MetaData, compare: Any) -> None:
    """The version table is neither added nor removed, also under a name of its own."""
    sa.Table("versions", m, sa.Column("x", sa.Integer))
    assert compare("CREATE TABLE versions (y int)", version_table="versions") == []


def test_names_given_decide(connection: sa.Connection, m: sa.MetaData) -> None:
    """Programs may call the comparison of tables with names of their choice."""
    for name in "abc":
        connection.exec_driver_sql(f"CREATE TABLE {name} (x int)")
    sa.Table("c", m, sa.Column("x", sa.BigInteger))
    sa.Table("d", m, sa.Column("x", sa.Integer))
    context = AutogenContext(MigrationContext.configure(connection), m)
    found = ops.UpgradeOps()
    _compare_tables({(None, "b"), (None, "c")}, {(None, "c")}, context.inspector, found, context)
    assert names(found.ops) == [("DropTableOp", "b"), ("ModifyTableOps", "c")]


def test_tables_a_filter_refuses(m: sa.MetaData, compare: Any) -> None:
    """A refused table is not added, not removed and not changed."""
    sa.Table("new", m, sa.Column("x", sa.Integer))
    sa.Table("both", m, sa.Column("x", sa.Integer))
    statements = ["CREATE TABLE old (x int)", "CREATE TABLE both (y int)"]
    asked: list[Any] = []

    def refuse(item: Any, name: str, type_: str, reflected: bool, compare_to: Any) -> bool:
        asked.append((name, type_, reflected, type(compare_to).__name__))
        return False

    assert compare(*statements, include_object=refuse) == []
    assert asked == [
        ("new", "table", False, "NoneType"),
        ("old", "table", True, "NoneType"),
        ("both", "table", False, "Table"),
    ]


def test_targets_that_were_not_read_have_placeholders(m: sa.MetaData, compare: Any) -> None:
    """A hook can follow a foreign key to a table that a filter left out."""
    sa.Table("child", m, sa.Column("a", sa.Integer))
    found: list[sa.Table] = []

    def look(item: Any, name: str, type_: str, reflected: bool, compare_to: Any) -> bool:
        if type_ == "foreign_key_constraint":
            found.append(item.referred_table)
        return True

    compare(
        "CREATE TABLE parent (id integer primary key, b int)",
        "CREATE TABLE child (a int references parent (id))",
        include_name=lambda name, type_, _: (name, type_) != ("parent", "table"),
        include_object=look,
    )
    (target,) = found
    assert (target.name, target.c.keys()) == ("parent", ["id"])
    assert target.info == {"alembic_placeholder": True}


@pytest.mark.parametrize(
    ("existing", "kept", "warning"),
    [
        (1, 0, "The models define no tables, so all 1 tables of the database"),
        (4, 1, "3 of the 4 tables of the database are not in the models"),
        (4, 2, None),
        (2, 1, None),
    ],
)
def test_a_mass_removal_is_warned_of(
    m: sa.MetaData, compare: Any, log: Any, existing: int, kept: int, warning: str | None
) -> None:
    """Empty models, or models that know the smaller part of many tables, are suspicious."""
    for number in range(kept):
        sa.Table(f"t{number}", m, sa.Column("x", sa.Integer))
    compare(*[f"CREATE TABLE t{number} (x int)" for number in range(existing)])
    lines = [each.removeprefix("WARNING ") for each in log() if each.startswith("WARNING")]
    assert [each[: len(warning or "")] for each in lines] == ([warning] if warning else [])


def test_no_warning_where_a_filter_keeps_the_tables(compare: Any, log: Any) -> None:
    """What is not proposed is not warned of."""
    compare("CREATE TABLE a (x int)", include_object=lambda *_: False)
    assert log() == []
