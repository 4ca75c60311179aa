"""Connections, in whatever state they come."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from alembic.schema import sqla_compat


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    """Give a connection to an empty SQLite database."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as made:
        yield made
    engine.dispose()


def test_scope_begins_and_commits(connection: sa.Connection) -> None:
    """Outside a transaction the block has one of its own."""
    with sqla_compat._ensure_scope_for_ddl(connection):
        assert connection.in_transaction()
    assert not connection.in_transaction()


def test_scope_leaves_a_running_transaction_open(connection: sa.Connection) -> None:
    """Inside a transaction the block is part of it."""
    with connection.begin():
        with sqla_compat._ensure_scope_for_ddl(connection):
            connection.execute(sa.text("select 1"))
        assert connection.in_transaction()


def test_scope_of_no_connection() -> None:
    """None and a mock connection need no transaction."""
    entered = []
    mock = sa.create_mock_engine("sqlite://", executor=lambda *_: None)
    for each in (None, mock):
        with sqla_compat._ensure_scope_for_ddl(each):
            entered.append(each)
    assert entered == [None, mock]
    assert not sqla_compat._get_connection_in_transaction(mock)
    assert not sqla_compat._get_connection_in_transaction(None)


def test_commit_and_rollback_need_no_transaction(connection: sa.Connection) -> None:
    """Ending what is not there does nothing; what is there is ended."""
    sqla_compat._safe_commit_connection_transaction(connection)
    sqla_compat._safe_rollback_connection_transaction(connection)
    connection.execute(sa.text("create table t (a integer)"))
    assert sqla_compat._get_connection_in_transaction(connection)
    sqla_compat._safe_commit_connection_transaction(connection)
    connection.execute(sa.text("insert into t values (1)"))
    sqla_compat._safe_rollback_connection_transaction(connection)
    assert connection.execute(sa.text("select count(*) from t")).scalar() == 0


def test_begin_gives_the_running_transaction(connection: sa.Connection) -> None:
    """A running transaction is returned, not begun again."""
    begun = sqla_compat._safe_begin_connection_transaction(connection)
    assert sqla_compat._safe_begin_connection_transaction(connection) is begun


def test_has_table_and_reflect(connection: sa.Connection) -> None:
    """Tables are found by name and filled from the database."""
    connection.execute(sa.text("create table t (a integer)"))
    assert sqla_compat._connectable_has_table(connection, "t", None)
    assert not sqla_compat._connectable_has_table(connection, "u", None)
    table = sa.Table("t", sa.MetaData())
    sqla_compat._reflect_table(sa.inspect(connection), table)
    assert table.c.keys() == ["a"]


def test_statement_on_an_inspector(connection: sa.Connection) -> None:
    """A statement runs on the connection the inspector has."""
    inspector = sa.inspect(connection)
    result = sqla_compat._exec_on_inspector(inspector, sa.text("select :a"), a=5)
    assert result.scalar() == 5
