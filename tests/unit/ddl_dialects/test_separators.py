"""What ends a statement of a script on SQL Server and Oracle."""

from __future__ import annotations

import io
from typing import Any

import pytest

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext


def script(dialect: str, **options: Any) -> str:
    """Write a script of one transaction with one statement."""
    buffer = io.StringIO()
    context = MigrationContext.configure(
        dialect_name=dialect, opts={"as_sql": True, "output_buffer": buffer, **options}
    )
    with context.begin_transaction():
        Operations(context).drop_table("t")
    return buffer.getvalue()


def test_batches_of_sql_server() -> None:
    """GO ends each statement but not the start of the transaction."""
    assert script("mssql") == ("BEGIN TRANSACTION;\n\nDROP TABLE t;\n\nGO\n\nCOMMIT;\n\nGO\n\n")


def test_batches_of_oracle() -> None:
    """A slash ends each statement, and there is no semicolon; DDL commits by itself."""
    assert script("oracle") == "DROP TABLE t\n\n/\n\n"


def test_transaction_of_oracle_when_asked_for() -> None:
    """Forced on, the transaction has words of its own."""
    assert script("oracle", transactional_ddl=True) == (
        "SET TRANSACTION READ WRITE\n\n/\n\nDROP TABLE t\n\n/\n\nCOMMIT\n\n/\n\n"
    )


@pytest.mark.parametrize(
    ("dialect", "option", "value", "expected"),
    [
        (
            "mssql",
            "mssql_batch_separator",
            "",
            "BEGIN TRANSACTION;\n\nDROP TABLE t;\n\nCOMMIT;\n\n",
        ),
        (
            "mssql",
            "mssql_batch_separator",
            "RUN",
            "BEGIN TRANSACTION;\n\nDROP TABLE t;\n\nRUN\n\nCOMMIT;\n\nRUN\n\n",
        ),
        ("oracle", "oracle_batch_separator", "", "DROP TABLE t\n\n"),
        ("oracle", "oracle_batch_separator", "go", "DROP TABLE t\n\ngo\n\n"),
    ],
)
def test_separator_is_an_option(dialect: str, option: str, value: str, expected: str) -> None:
    """The separator can be another word, or none."""
    assert script(dialect, **{option: value}) == expected
