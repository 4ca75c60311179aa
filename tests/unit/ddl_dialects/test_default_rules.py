"""Server defaults on SQLite, SQL Server and Oracle, by the text each of them reports."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Column, Integer
from sqlalchemy.engine.default import DefaultDialect

from alembic.ddl.impl import DefaultImpl
from alembic.runtime.migration import MigrationContext


def differs(dialect: str, database: str | None, model: str | None) -> bool:
    """Ask the implementation of a dialect."""
    chosen = {"dialect": DefaultDialect()} if dialect == "default" else {"dialect_name": dialect}
    impl: DefaultImpl = MigrationContext.configure(**chosen).impl
    column: Column[Any] = Column("c", Integer)
    return impl.compare_server_default(column, column, model, database)


@pytest.mark.parametrize(
    ("dialect", "database", "model"),
    [
        ("sqlite", "5", "5"),
        ("sqlite", "'5'", "5"),
        ("sqlite", "''", ""),
        ("sqlite", "(upper('x'))", "upper('x')"),
        ("sqlite", "NULL", None),
        ("sqlite", "('a') || ('b')", "('a') || ('b')"),
        ("mssql", "('x')", "x"),
        ("mssql", "((5))", "5"),
        ("mssql", "((2.50))", "2.5"),
        ("mssql", "(getdate())", "getdate()"),
        ("mssql", "(getdate())", "CURRENT_TIMESTAMP"),
        ("mssql", "('a b')", "ab"),
        ("oracle", "5 ", "5"),
        ("oracle", "'x'", "x"),
        ("oracle", "(5)", "5"),
        ("oracle", "sysdate", "SYSDATE"),
        ("oracle", "NULL", None),
        ("oracle", "'it''s'", "it's"),
    ],
)
def test_same_default(dialect: str, database: str | None, model: str | None) -> None:
    """A default the database reports in its own spelling is not a difference."""
    assert not differs(dialect, database, model)


@pytest.mark.parametrize(
    ("dialect", "database", "model"),
    [
        ("default", "'x'", "x"),
        ("sqlite", "5", "6"),
        ("sqlite", "5", None),
        ("sqlite", None, "5"),
        ("sqlite", "('a') || ('b')", "'a') || ('b'"),
        ("mssql", "((5))", "6"),
        ("mssql", None, "5"),
        ("oracle", "5", "6"),
        ("oracle", "'x'", "X"),
        ("oracle", "5", None),
    ],
)
def test_other_default(dialect: str, database: str | None, model: str | None) -> None:
    """Another value is a difference."""
    assert differs(dialect, database, model)
