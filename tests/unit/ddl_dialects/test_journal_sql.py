"""The exact SQL of the journal on Oracle and SQL Server, and what it makes of statements there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from alembic import command
from alembic.ddl.journaling import Journaling, Kind, journaling
from alembic.ddl.mssql.journal import SQLServerJournaling
from alembic.ddl.oracle.journal import OracleJournaling
from alembic.ddl.outcome import Outcome
from alembic.journal.record.table import JournalTable, Recorded
from faults.killed import Chain
from harness.databases import rows
from harness.golden import Golden
from servers import simulated

KINDS = ("oracle", "mssql")
#: What is looked at, by the statement that makes it necessary.
LOOKS = {
    "oracle": [
        "ALTER TABLE t MODIFY x NUMBER(19)",
        "CREATE OR REPLACE VIEW v AS SELECT 1 AS x FROM dual",
        "CREATE SEQUENCE s",
    ],
    "mssql": [
        "ALTER TABLE t ALTER COLUMN x BIGINT",
        "CREATE VIEW v AS SELECT 1 AS x",
        "CREATE DATABASE [else where]",
        "CREATE FULLTEXT CATALOG words",
        "CREATE FULLTEXT INDEX ON dbo.t (x) KEY INDEX pk",
        "CREATE UNIQUE INDEX [i] ON dbo.t (x) WITH (ONLINE = ON, RESUMABLE = ON)",
    ],
}


@contextmanager
def connected(kind: str, directory: Path) -> Iterator[tuple[sa.Connection, list[str]]]:
    """Connect to a stand-in with a table and a view; gives also what is executed."""
    simulated.register()
    engine = sa.create_engine(f"{simulated.URLS[kind]}{directory / 'app.db'}")
    seen: list[str] = []
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x INTEGER)")
        connection.exec_driver_sql("CREATE VIEW v AS SELECT x FROM t")
        sa.event.listen(connection, "before_cursor_execute", lambda *given: seen.append(given[2]))
        yield connection, seen
    engine.dispose()


def database_of(kind: str) -> Journaling:
    return OracleJournaling() if kind == "oracle" else SQLServerJournaling()


def row(entry: str, ordinal: int) -> Recorded:
    began = datetime(2030, 1, 2, 3, 4, 5)
    return Recorded(entry, "run", "rév", "upgrade", ordinal, "running", "c", "É", began_at=began)


@pytest.mark.parametrize("kind", KINDS)
def test_sql_of_the_table(kind: str, tmp_path: Path, golden: Golden) -> None:
    """The table has numbers of the server's, takes any text, and is read as it was written."""
    with connected(kind, tmp_path) as (connection, seen):
        table = JournalTable("alembic_version_journal", None)
        table.ensure(connection)
        for each in (row("a", 0), row("a", 1), row("b", 0)):
            table.insert(connection, [each])
        assert table.change(connection, "b", state="failed") == 1
        assert table.change(connection, "a", 1, state="done") == 1
        assert table.change(connection, "a", 1, state="done") == 0
        assert table.last(connection) == row("b", 0)._replace(state="failed")
        assert [each.entry for each in table.unfinished(connection)] == ["a", "b"]
        assert [each.state for each in table.statements(connection, "a")] == ["done"]
        assert table.without_rows(connection, [row("a", 0), row("c", 0)]) == [row("c", 0)]
        table.end_run(connection, "a")
        table.remove(connection, "a", 1)
        assert len(table.everything(connection)) == 2
    ours = [each.strip() for each in seen if "_journal" in each]
    golden.check(f"journal/table_{kind}.txt", "\n\n".join(ours) + "\n")


@pytest.mark.parametrize("kind", KINDS)
def test_sql_of_the_looks(kind: str, tmp_path: Path, golden: Golden) -> None:
    """The catalog is asked for the object, and has an answer."""
    with connected(kind, tmp_path) as (connection, seen):
        database = database_of(kind)
        for sql in LOOKS[kind]:
            seen.append(f"-- {sql}")
            assert database.image(connection, sql) is not None
        if kind == "oracle":
            for made in (
                Outcome(True, "table", None, "T", "T"),
                Outcome(True, "column", "APP", "T", "X"),
                Outcome(False, "index", None, "", "I"),
            ):
                seen.append(f"-- {made}")
                assert database.has_come_to(connection, made)
        else:
            seen.append("-- in memory")
            renaming = "EXEC sp_rename 'dbo.t.x', y, 'COLUMN'"
            assert database.accepts_transaction(connection, renaming, Kind.DEFINITION)
    golden.check(f"journal/looks_{kind}.txt", "\n".join(seen) + "\n")


@pytest.mark.parametrize("kind", KINDS)
def test_an_image_tells_whether_a_statement_was_carried_out(kind: str, tmp_path: Path) -> None:
    """It differs afterwards, and does not before."""
    cases = {
        "oracle": "ALTER TABLE t MODIFY x VARCHAR2(9 CHAR)",
        "mssql": "ALTER TABLE t ALTER COLUMN x VARCHAR(9)",
    }
    with connected(kind, tmp_path) as (connection, _):
        database = journaling(connection)
        assert database is not None
        for sql in (cases[kind], "ALTER TABLE t ADD y INTEGER", "DROP VIEW v", "DROP TABLE t"):
            before = database.image(connection, sql)
            assert database.image(connection, sql) == before
            connection.exec_driver_sql(sql)
            assert database.image(connection, sql) != before


def fail_after(database: Journaling, connection: sa.Connection, sql: str) -> None:
    with database.transaction(connection):
        connection.exec_driver_sql(sql)
        raise RuntimeError


@pytest.mark.parametrize(
    ("kind", "done", "undone"),
    [
        (
            "mssql",
            ["BEGIN TRANSACTION", "INSERT INTO t VALUES (1)", "COMMIT TRANSACTION"],
            [
                "BEGIN TRANSACTION",
                "INSERT INTO t VALUES (2)",
                "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION",
            ],
        ),
        ("oracle", ["INSERT INTO t VALUES (1)"], ["INSERT INTO t VALUES (2)"]),
    ],
)
def test_a_transaction_in_autocommit(
    kind: str, done: list[str], undone: list[str], tmp_path: Path
) -> None:
    """What is in it is there as a whole, or not at all; afterwards every statement commits."""
    with connected(kind, tmp_path) as (connection, _):
        connection.commit()
        connection.execution_options(isolation_level="AUTOCOMMIT")
        session: Any = connection.connection.dbapi_connection
        database = database_of(kind)
        session.seen.clear()
        with database.transaction(connection):
            connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        assert session.seen == done
        session.seen.clear()
        with pytest.raises(RuntimeError):
            fail_after(database, connection, "INSERT INTO t VALUES (2)")
        assert session.seen == undone
        assert session.autocommit
    assert rows(f"sqlite:///{tmp_path / 'app.db'}", "SELECT x FROM t") == [(1,)]


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("BEGIN drop_all; END;", Kind.UNKNOWN),
        ("-- why\nDECLARE n NUMBER; BEGIN NULL; END;", Kind.UNKNOWN),
        ("<<outer>> BEGIN NULL; END;", Kind.UNKNOWN),
        ("CALL drop_all()", Kind.UNKNOWN),
        ("ALTER SESSION SET DDL_LOCK_TIMEOUT = 5", Kind.SESSION),
        ("CREATE PRIVATE TEMPORARY TABLE ora$ptt_t (x INTEGER)", Kind.SESSION),
        ("CREATE GLOBAL TEMPORARY TABLE t (x INTEGER)", Kind.DEFINITION),
        ("PURGE RECYCLEBIN", Kind.DEFINITION),
        ("EXPLAIN PLAN FOR SELECT 1 FROM dual", Kind.ROWS),
        ("LOCK TABLE t IN EXCLUSIVE MODE", Kind.SESSION),
        ("MERGE INTO t USING u ON (t.x = u.x)", Kind.ROWS),
        ("ALTER TABLE t ADD x INTEGER", Kind.DEFINITION),
        ("COMMIT", Kind.COMMIT),
        ("SELECT 1 FROM dual", Kind.READ),
    ],
)
def test_kinds_on_oracle(sql: str, kind: Kind) -> None:
    """A block may do anything; a setting of the session is none of a block."""
    assert OracleJournaling().kind_of(sql) is kind


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("BEGIN TRY DROP TABLE t END TRY BEGIN CATCH END CATCH", Kind.UNKNOWN),
        ("IF NOT EXISTS (SELECT 1) EXEC('CREATE SCHEMA s')", Kind.UNKNOWN),
        ("EXEC dbo.anything", Kind.UNKNOWN),
        ("DECLARE @x int; SELECT @x = 1", Kind.UNKNOWN),
        ("EXEC sp_rename 'a', b", Kind.DEFINITION),
        ("exec sp_addextendedproperty 'MS_Description', N'c'", Kind.DEFINITION),
        ("declare @const_name varchar(256)\nselect @const_name = 'x'", Kind.DEFINITION),
        ("DENY SELECT ON t TO u", Kind.DEFINITION),
        ("DISABLE TRIGGER tr ON t", Kind.DEFINITION),
        ("BULK INSERT t FROM 'f'", Kind.ROWS),
        ("BEGIN TRAN", Kind.SESSION),
        ("CREATE TABLE #t (x int)", Kind.SESSION),
        ("SET IDENTITY_INSERT t ON", Kind.SESSION),
        ("SET IDENTITY_INSERT t ON; INSERT INTO t VALUES (1)", Kind.ROWS),
        ("SET NOCOUNT ON EXEC dbo.anything", Kind.UNKNOWN),
        ("SET ANSI_NULLS ON\nCREATE TABLE t (x int)", Kind.DEFINITION),
        ("SELECT * INTO u FROM t", Kind.ROWS),
        ("SELECT [delete] FROM t WHERE action = 'INSERT' -- DROP", Kind.READ),
        (";WITH a AS (SELECT 1 AS x) DELETE FROM a", Kind.ROWS),
        ("COMMIT TRANSACTION", Kind.COMMIT),
    ],
)
def test_kinds_on_sql_server(sql: str, kind: Kind) -> None:
    """A text that begins with a setting or a SELECT may go on with anything else."""
    assert SQLServerJournaling().kind_of(sql) is kind


@pytest.mark.parametrize(
    ("sql", "outcome"),
    [
        ("CREATE TABLE a_1$ (x INTEGER)", "table A_1$ is there"),
        ('CREATE TABLE app."a b" (x INTEGER)', "table a b is there"),
        ("ALTER TABLE t ADD x INTEGER DEFAULT 1", "column X of table T is there"),
        ("ALTER TABLE t DROP COLUMN x", "column X of table T is not there"),
        ("CREATE BITMAP INDEX app.i ON t (x)", "index I of table T is there"),
        ("DROP INDEX app.i", "index I is not there"),
        ("DROP TABLE t", "table T is not there"),
        ("ALTER TABLE t ADD CONSTRAINT c CHECK (x > 1)", None),
        ("ALTER TABLE t ADD (x INTEGER, y INTEGER)", None),
        ("ALTER TABLE t ADD PRIMARY KEY (x)", None),
        ("ALTER TABLE t MODIFY x NUMBER(19)", None),
        ("CREATE INDEX i ON t (x) ONLINE", None),
        ("CREATE GLOBAL TEMPORARY TABLE t (x INTEGER)", None),
        ("CREATE TABLE IF NOT EXISTS t (x INTEGER)", None),
    ],
)
def test_oracle_looks_up_what_a_definition_comes_to(sql: str, outcome: str | None) -> None:
    """Names without quotes are in capitals in the catalog; an index is dropped without a table."""
    found = OracleJournaling().outcome(sql, is_text=False)
    assert (None if found is None else str(found)) == outcome


@pytest.mark.parametrize(
    ("earlier", "sql", "mixed_up"),
    [
        ("DROP INDEX i", "CREATE INDEX i ON t (x, y)", True),
        ("CREATE INDEX i ON t (x)", "DROP INDEX app.I", True),
        ("CREATE INDEX i ON t (x)", "DROP INDEX j", False),
        ("DROP INDEX i", "DROP TABLE t", False),
    ],
)
def test_an_index_without_a_table_is_known_by_its_name(
    earlier: str, sql: str, mixed_up: bool
) -> None:
    """What is made and removed looks like nothing, whatever table it belongs to."""
    first = OracleJournaling().outcome(earlier, is_text=False)
    second = OracleJournaling().outcome(sql, is_text=False)
    assert first is not None
    assert second is not None
    assert second.is_mixed_up_with([first]) is mixed_up


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE t SHRINK SPACE",
        "ALTER TABLE t ADD PARTITION p VALUES LESS THAN (9)",
        "ALTER TABLE t ENABLE ROW MOVEMENT",
        "ALTER TRIGGER tr DISABLE",
        "CREATE INDEX i ON t (x) ONLINE",
        "CREATE MATERIALIZED VIEW LOG ON t",
        "CREATE PUBLIC SYNONYM s FOR t",
        "RENAME t TO u",
        "BEGIN drop_all; END;",
    ],
)
def test_what_oracle_need_not_show(sql: str, tmp_path: Path) -> None:
    """Where the catalog could be the same afterwards, it is not asked."""
    with connected("oracle", tmp_path) as (connection, seen):
        assert OracleJournaling().image(connection, sql) is None
    assert seen == []


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE t REBUILD",
        "ALTER TABLE t ALTER COLUMN x ADD MASKED WITH (FUNCTION = 'default()')",
        "CREATE TABLE a (x int) CREATE TABLE b (x int)",
        "CREATE TABLE a (x int); EXEC dbo.anything",
        "ALTER DATABASE d SET READ_COMMITTED_SNAPSHOT ON",
        "CREATE DATABASE AUDIT SPECIFICATION s",
        "EXEC dbo.anything",
    ],
)
def test_what_sql_server_need_not_show(sql: str, tmp_path: Path) -> None:
    """Where the catalog could be the same afterwards, it is not asked."""
    with connected("mssql", tmp_path) as (connection, seen):
        assert SQLServerJournaling().image(connection, sql) is None
    assert seen == []


@pytest.mark.parametrize(
    ("sql", "accepted"),
    [
        ("CREATE TABLE u (x int)", True),
        ("INSERT INTO t VALUES (1)", True),
        ("declare @const_name varchar(256)\nexec('alter table t drop constraint ' + @c)", True),
        ("CREATE DATABASE d", False),
        ("ALTER DATABASE d SET READ_COMMITTED_SNAPSHOT ON", False),
        ("DROP FULLTEXT INDEX ON t", False),
        ("BACKUP DATABASE d TO DISK = 'f'", False),
        ("RECONFIGURE", False),
        ("UPDATE STATISTICS t", False),
        ("CREATE INDEX i ON t (x) WITH (ONLINE = ON, RESUMABLE = ON)", False),
        ("ALTER INDEX i ON t RESUME", False),
        ("CREATE TABLE u (x int) WITH (MEMORY_OPTIMIZED = ON)", False),
        ("ALTER TABLE quick ADD x int", False),
        ("DROP INDEX i ON [quick]", False),
        ("EXEC sp_rename 'quick.x', y, 'COLUMN'", False),
        ("EXEC dbo.anything", False),
        ("IF 1 = 1 DROP TABLE t", False),
    ],
)
def test_what_may_stand_in_a_transaction_on_sql_server(
    sql: str, accepted: bool, tmp_path: Path
) -> None:
    """Not what the server refuses there, nor what is in its memory, nor what may do anything."""
    with connected("mssql", tmp_path) as (connection, _):
        connection.exec_driver_sql("CREATE TABLE quick (x int) WITH (MEMORY_OPTIMIZED = ON)")
        database = SQLServerJournaling()
        kind = database.kind_of(sql)
        assert database.accepts_transaction(connection, sql, kind) is accepted


@pytest.mark.parametrize(
    ("sql", "repeatable"),
    [
        ("ALTER DATABASE d SET READ_COMMITTED_SNAPSHOT ON", True),
        ("ALTER INDEX i ON t REBUILD WITH (RESUMABLE = ON)", True),
        ("TRUNCATE TABLE t", True),
        ("ALTER DATABASE d ADD FILEGROUP f", False),
        ("ALTER TABLE t REBUILD", False),
    ],
)
def test_what_may_run_again_on_sql_server(sql: str, repeatable: bool) -> None:
    """Settings, and what goes on where it was paused."""
    assert SQLServerJournaling().is_repeatable(sql) is repeatable


def upgraded(kind: str, directory: Path, **options: Any) -> list[str]:
    """Upgrade an empty database without the run lock, and return what was executed."""
    simulated.register()
    body = 'op.create_table("t", sa.Column("x", sa.Integer))\nop.rename_table("t", "u")\n'
    chain = Chain(directory / "project", body)
    url = f"{simulated.URLS[kind]}{directory / 'app.db'}"
    seen: list[str] = []

    def note(*given: Any) -> None:
        seen.append(given[2])

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        command.upgrade(chain.config(url, options={"run_lock": False, **options}), "head")
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    command.log(chain.config(url), verbose=True)
    return seen


def test_an_undisturbed_run_on_sql_server(tmp_path: Path) -> None:
    """In a transaction one look whether there is a journal is all that is added."""
    more = upgraded("mssql", tmp_path / "a")
    for each in upgraded("mssql", tmp_path / "b", journal="off"):
        more.remove(each)
    (look,) = more
    assert look.startswith("SELECT")


@pytest.mark.parametrize("kind", KINDS)
def test_limits_for_waiting_are_not_recorded(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A limit is set around every definition, and it is the definition that is written down."""
    seen = upgraded(kind, tmp_path, journal="always", lock_timeout="2s")
    limit = (
        "ALTER SESSION SET DDL_LOCK_TIMEOUT = 2" if kind == "oracle" else "SET LOCK_TIMEOUT 2000"
    )
    assert limit in seen
    renaming = "ALTER TABLE t RENAME TO u" if kind == "oracle" else "EXEC sp_rename 't', u"
    assert [line.strip() for line in capsys.readouterr().out.splitlines()[1:]] == [
        f"1. done: CREATE TABLE t ( x INTEGER{'' if kind == 'oracle' else ' NULL'} )",
        f"2. done: {renaming}",
    ]
