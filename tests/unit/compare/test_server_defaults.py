"""Server defaults: when they are compared, by whom, and what is recorded."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa


def test_defaults_are_recorded_but_not_compared(m: sa.MetaData, compare: Any) -> None:
    """Without the option a different default is no change; another change mentions it."""
    sa.Table("t", m, sa.Column("a", sa.BigInteger, server_default="6"))
    (found,) = compare("CREATE TABLE t (a int default 5)")
    assert found.existing_server_default.arg.text == "5"
    assert found.modify_server_default is False


@pytest.mark.parametrize("answer", [True, False, None])
def test_the_users_word_on_a_default(
    m: sa.MetaData, compare: Any, log: Any, answer: bool | None
) -> None:
    """The function decides with True or False and leaves it to the dialect with None."""
    sa.Table(
        "t",
        m,
        sa.Column("same", sa.Integer, server_default="5"),
        sa.Column("other", sa.DateTime, server_default=sa.func.now()),
        sa.Column("none", sa.Integer),
    )
    asked: list[Any] = []

    def compare_default(*arguments: Any) -> bool | None:
        asked.append(arguments)
        return answer

    found = compare(
        "CREATE TABLE t (same int default 5, other datetime, none int)",
        compare_server_default=compare_default,
    )
    expected = {True: ["same", "other"], False: [], None: ["other"]}[answer]
    assert [each.column_name for each in found] == expected
    assert [(each[1].name, each[3], each[5]) for each in asked] == [
        ("same", "5", "5"),
        ("other", None, "CURRENT_TIMESTAMP"),
    ]
    assert asked[1][4] is m.tables["t"].c.other.server_default
    if answer:
        assert log()[0] == (
            f"INFO User defined function {compare_default} detected server default on column "
            "'t.same'"
        )


def test_a_default_the_database_makes_is_not_compared(m: sa.MetaData, compare: Any) -> None:
    """``FetchedValue`` says that there is a default, not which one."""
    sa.Table("t", m, sa.Column("a", sa.Integer, server_default=sa.FetchedValue()))
    assert compare("CREATE TABLE t (a int default 5)", compare_server_default=True) == []


def test_the_way_back_of_a_new_default(m: sa.MetaData, compare: Any) -> None:
    """A default that is added is taken away by the reverse operation."""
    sa.Table("t", m, sa.Column("a", sa.Integer, server_default="6"))
    (found,) = compare("CREATE TABLE t (a int)", compare_server_default=True)
    assert found.modify_server_default.arg == "6"
    assert found.reverse().modify_server_default is None


@pytest.mark.parametrize(
    ("column", "recorded"),
    [
        (sa.Column("a", sa.BigInteger, primary_key=True), True),
        (sa.Column("a", sa.BigInteger, primary_key=True, autoincrement=False), False),
        (sa.Column("a", sa.BigInteger, autoincrement=True), True),
        (sa.Column("a", sa.BigInteger, autoincrement=False), False),
        (sa.Column("a", sa.BigInteger), None),
    ],
)
def test_autoincrement_is_noted(
    m: sa.MetaData, compare: Any, column: sa.Column[Any], recorded: bool | None
) -> None:
    """An alteration of another kind knows whether the column counts up by itself."""
    sa.Table("t", m, column)
    (found,) = compare(
        "CREATE TABLE t (a int not null)" if column.primary_key else "CREATE TABLE t (a int)"
    )
    assert found.kw.get("autoincrement") is recorded


def test_generated_columns(m: sa.MetaData, compare: Any) -> None:
    """A plain column that becomes generated is not altered: no database can do that."""
    sa.Table("t", m, sa.Column("a", sa.Integer), sa.Column("b", sa.Integer, sa.Computed("a + 1")))
    with pytest.warns(UserWarning, match=r"Computed default on t\.b cannot be modified"):
        assert compare("CREATE TABLE t (a int, b int default 1)", compare_server_default=True) == []
