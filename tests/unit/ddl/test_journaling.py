"""What the text of a statement tells a journal."""

from __future__ import annotations

import pytest

from alembic.ddl.journaling import Kind, is_repeatable, kind_of
from alembic.ddl.mysql.journal import READING, MySQLJournaling
from alembic.ddl.postgresql.journal import _index_of


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("select 1", Kind.READ),
        ("-- why\n/* and how */ UPDATE t SET x = 1", Kind.ROWS),
        ("WITH a AS (SELECT 1) SELECT * FROM a", Kind.READ),
        ("WITH a AS (DELETE FROM t RETURNING x) SELECT * FROM a", Kind.ROWS),
        ("CREATE TABLE t (x INT)", Kind.DEFINITION),
        ("CREATE TEMPORARY TABLE t (x INT)", Kind.SESSION),
        ("PRAGMA foreign_keys=OFF", Kind.SESSION),
        ("PRAGMA foreign_keys", Kind.SESSION),
        ('PRAGMA main.table_xinfo("t")', Kind.READ),
        ('pragma "my db" . Index_List(t)', Kind.READ),
        ("COMMIT", Kind.COMMIT),
        ("CALL rename_all()", Kind.UNKNOWN),
        ("", Kind.UNKNOWN),
    ],
)
def test_the_kind_is_told_by_the_first_words(sql: str, kind: Kind) -> None:
    """Comments do not count; what is not known may do anything."""
    assert kind_of(sql) is kind


@pytest.mark.parametrize(
    ("sql", "repeatable"),
    [
        ("ANALYZE t", True),
        ("drop table if exists t", True),
        ("CREATE OR REPLACE VIEW v AS SELECT 1", True),
        ("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'fine'", True),
        ("DROP TABLE t", False),
        ("UPDATE t SET x = 'IF EXISTS'", False),
    ],
)
def test_some_statements_may_run_again(sql: str, repeatable: bool) -> None:
    """Those that change nothing the second time."""
    assert is_repeatable(sql) is repeatable


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("ALTER TABLE `a b` ADD COLUMN x INT", ("TABLE", "`a b`")),
        ("CREATE TABLE IF NOT EXISTS s.t (x INT)", ("TABLE", "s.t")),
        ("CREATE UNIQUE INDEX i ON t (x)", ("TABLE", "t")),
        ("DROP INDEX i ON `t`", ("TABLE", "`t`")),
        ("RENAME TABLE a TO b", ("TABLE", "a")),
        ("CREATE VIEW v AS SELECT * FROM t", ("VIEW", "v")),
        ("CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET @a = 1", ("TRIGGER", "tr")),
        ("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t", None),
    ],
)
def test_mysql_looks_at_the_object_that_is_named(sql: str, named: tuple[str, str] | None) -> None:
    """The table of an index, else the object itself."""
    assert READING.named(sql) == named


@pytest.mark.parametrize(
    ("sql", "outcome"),
    [
        ("CREATE TABLE `a b` (x INT)", "table a b is there"),
        ("\nCREATE TABLE s.t (\n\tx INT)", "table t is there"),
        ("ALTER TABLE t ADD COLUMN `x` INT DEFAULT 1", "column x of table t is there"),
        ("ALTER TABLE t DROP COLUMN x", "column x of table t is not there"),
        ("CREATE UNIQUE INDEX `i``j` ON t (x)", "index i`j of table t is there"),
        ("DROP INDEX i ON `t`", "index i of table t is not there"),
        ("DROP TABLE t", "table t is not there"),
        ("DROP TABLE t, u", None),
        ("DROP TABLE IF EXISTS t", None),
        ("CREATE TABLE IF NOT EXISTS t (x INT)", None),
        ("CREATE TEMPORARY TABLE t (x INT)", None),
        ("CREATE TABLE t LIKE u", None),
        ("ALTER TABLE t ADD COLUMN IF NOT EXISTS x INT", None),
        ("ALTER TABLE t MODIFY x BIGINT", None),
        ("ALTER TABLE t ADD CONSTRAINT c CHECK (x > 1)", None),
        ("CREATE TABLE `t%%` (x INT)", None),
        ("RENAME TABLE a TO b", None),
    ],
)
def test_mysql_looks_up_what_a_definition_comes_to(sql: str, outcome: str | None) -> None:
    """One thing that is there or not; everything else is written down before."""
    found = MySQLJournaling().outcome(sql, is_text=False)
    assert (None if found is None else str(found)) == outcome


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE t (x INT) SELECT 1 AS x",
        "CREATE TABLE t (x INT); INSERT INTO t VALUES (1)",
        "ALTER TABLE t DROP COLUMN x, ADD COLUMN x BIGINT",
        "CREATE TABLE t (x INT) /*!80000 SELECT 1 AS x */",
    ],
)
def test_a_text_may_come_to_more(sql: str) -> None:
    """What somebody has written may do several things, so one look is not enough."""
    assert MySQLJournaling().outcome(sql, is_text=True) is None


@pytest.mark.parametrize(
    ("earlier", "sql", "mixed_up"),
    [
        ("CREATE TABLE t (x INT)", "CREATE INDEX i ON t (x)", False),
        ("CREATE TABLE t (x INT)", "ALTER TABLE t ADD COLUMN y INT", False),
        ("CREATE TABLE t (x INT)", "CREATE TABLE u (x INT)", False),
        ("DROP INDEX i ON t", "DROP TABLE t", False),
        ("ALTER TABLE t DROP COLUMN y", "ALTER TABLE t ADD COLUMN x INT", False),
        ("CREATE TABLE t (x INT)", "DROP TABLE T", True),
        ("DROP TABLE t", "CREATE TABLE t (x INT)", True),
        ("DROP INDEX i ON t", "CREATE INDEX i ON t (x, y)", True),
        ("ALTER TABLE t ADD COLUMN x INT", "DROP TABLE t", True),
        ("ALTER TABLE t ADD COLUMN x INT", "DROP INDEX x ON t", True),
        ("DROP TABLE t", "ALTER TABLE s.t ADD COLUMN x INT", True),
    ],
)
def test_what_is_made_and_removed_looks_like_nothing(
    earlier: str, sql: str, mixed_up: bool
) -> None:
    """Two statements on one thing cannot both be looked up afterwards."""
    first = MySQLJournaling().outcome(earlier, is_text=False)
    second = MySQLJournaling().outcome(sql, is_text=False)
    assert first is not None
    assert second is not None
    assert second.is_mixed_up_with([first]) is mixed_up


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("CREATE INDEX CONCURRENTLY i ON t (x)", "i"),
        ('CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "I" ON s.t (x)', 's."I"'),
        ("DROP INDEX CONCURRENTLY IF EXISTS s.i", "s.i"),
        ("CREATE INDEX i ON t (x)", None),
    ],
)
def test_postgresql_looks_at_indexes_made_concurrently(sql: str, name: str | None) -> None:
    """An index is in the schema of its table."""
    assert _index_of(sql) == name
