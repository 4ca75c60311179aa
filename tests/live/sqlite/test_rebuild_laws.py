"""Over random databases: a rebuild changes what was asked, and nothing else.

What SQLite itself can alter is the measure: a column renamed or dropped by a rebuild has to leave
what ``ALTER TABLE`` leaves on a twin of the database.
"""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

import sqlalchemy as sa
from hypothesis import assume, given
from hypothesis import strategies as st

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.util import CommandError
from harness.sqlite_fingerprint import fingerprint
from strategies.sqlite_tables import Database, databases, quoted


def built(database: Database) -> sqlite3.Connection:
    """Make a database, with gaps between its rowids."""
    connection = sqlite3.connect(":memory:")
    try:
        for statement in database.statements:
            connection.execute(statement)
    except sqlite3.Error:
        connection.close()
        assume(False)
    columns = ", ".join(map(quoted, database.columns))
    places = ", ".join("?" * len(database.columns))
    for row in database.rows:
        with suppress(sqlite3.Error):
            connection.execute(f"INSERT INTO t ({columns}) VALUES ({places})", row)
    with suppress(sqlite3.Error):
        connection.execute("UPDATE t SET rowid = rowid * 3 WHERE rowid > 2")
        connection.execute("DELETE FROM t WHERE rowid = (SELECT max(rowid) FROM t)")
    connection.commit()
    connection.execute(f"PRAGMA foreign_keys={int(database.enforced)}")
    return connection


def rebuild(connection: sqlite3.Connection, change: Callable[[Any], None]) -> None:
    """Rebuild the table on a connection of the driver."""
    engine = sa.create_engine("sqlite://", creator=lambda: connection, poolclass=sa.StaticPool)
    with engine.connect() as wrapped, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLAlchemy does not know all of the types
        context = MigrationContext.configure(wrapped)
        with context.begin_transaction(_per_migration=True):
            operations: Any = Operations(context)
            with operations.batch_alter_table("t", recreate="always") as block:
                change(block)


def assert_settled(connection: sqlite3.Connection, database: Database) -> None:
    """Insist that no switch and no transaction is left."""
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (int(database.enforced),)
    assert connection.execute("PRAGMA legacy_alter_table").fetchone() == (0,)
    assert not connection.in_transaction


@given(databases())
def test_no_change_leaves_no_trace(database: Database) -> None:
    """A rebuild that asks for nothing is not seen afterwards."""
    with closing(built(database)) as connection:
        before = fingerprint(connection)
        rebuild(connection, lambda block: None)
        assert fingerprint(connection) == before
        assert_settled(connection, database)


def rename(connection: sqlite3.Connection, column: str, name: str) -> str | None:
    """Rename a column in a rebuild; return what SQLite says when it refuses."""
    try:
        rebuild(connection, lambda block: block.alter_column(column, new_column_name=name))
    except sa.exc.OperationalError as error:
        return str(error)
    return None


@given(databases(), st.data(), st.sampled_from(["Neu", 'ne "u']))
def test_a_column_is_renamed_as_sqlite_does_it(
    database: Database, data: st.DataObject, name: str
) -> None:
    """Whoever names the column names it anew: CHECKs, indexes, triggers, views, foreign keys."""
    column = data.draw(st.sampled_from(database.columns))
    with closing(built(database)) as connection, closing(built(database)) as twin:
        new = '"' + name.replace('"', '""') + '"'
        before = fingerprint(connection)
        try:
            twin.execute(f"ALTER TABLE t RENAME COLUMN {quoted(column)} TO {new}")
        except sqlite3.Error:
            assume(False)  # SQLite 3.40 fails where a column has two keys
        refused = rename(connection, column, name)
        # SQLite fails on a twofold key depending on which of the two comes first.
        assert refused is None or "error in table t after rename" in refused
        assert fingerprint(connection) == (before if refused else fingerprint(twin))
        assert_settled(connection, database)


@given(databases(), st.data())
def test_a_column_is_dropped_as_sqlite_does_it_or_not_at_all(
    database: Database, data: st.DataObject
) -> None:
    """Where SQLite drops a column the result is the same; a refusal has changed nothing."""
    column = data.draw(st.sampled_from(database.columns))
    with closing(built(database)) as connection, closing(built(database)) as twin:
        before = fingerprint(connection)
        try:
            twin.execute(f"ALTER TABLE t DROP COLUMN {quoted(column)}")
            expected = fingerprint(twin)
        except sqlite3.Error:
            expected = None
        try:
            rebuild(connection, lambda block: block.drop_column(column))
        except (CommandError, sa.exc.DatabaseError):
            assert fingerprint(connection) == before
        else:
            assert expected in (None, fingerprint(connection))
        assert_settled(connection, database)


@given(databases())
def test_a_new_column_is_all_that_is_new(database: Database) -> None:
    """The other columns, their rows and everything that names them are as they were."""
    with closing(built(database)) as connection:
        before = fingerprint(connection)
        rebuild(
            connection,
            lambda block: block.add_column(sa.Column("new", sa.Integer, server_default="1")),
        )
        after = fingerprint(connection)
        assert after["t columns"].pop() == ("new", "INTEGER", 0, "'1'", 0, 0)
        assert after["t text"]["columns"].pop("new") == [("default", ("'1'",), ())]
        after["t rows"] = [row[:-1] for row in after["t rows"]]
        assert after == before
        assert_settled(connection, database)


@given(databases(), st.data())
def test_a_default_is_all_that_changes(database: Database, data: st.DataObject) -> None:
    """A new default changes one word of the table's text."""
    column = data.draw(st.sampled_from(database.columns))
    with closing(built(database)) as connection:
        before = fingerprint(connection)
        rebuild(connection, lambda block: block.alter_column(column, server_default="new"))
        after = fingerprint(connection)
        position = next(n for n, row in enumerate(after["t columns"]) if row[0] == column)
        was = before["t columns"][position]
        assert after["t columns"][position] == (*was[:3], "'new'", *was[4:])
        after["t columns"][position] = was
        for seen in (before, after):
            clauses = seen["t text"]["columns"]
            clauses[column.lower()] = [
                each for each in clauses[column.lower()] if each[0] != "default"
            ]
        assert after == before
        assert_settled(connection, database)
