"""What the text of a statement tells a journal."""

from __future__ import annotations

import pytest

from alembic.ddl.journaling import Kind, is_repeatable, kind_of
from alembic.ddl.mysql.journal import _named
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
    assert _named(sql) == named


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
