"""What stored definitions say."""

from __future__ import annotations

import pytest

from alembic.operations.batch.sqlite.grammar import index_text, inline_text, table_text, type_text
from alembic.operations.batch.sqlite.parser import (
    DefinitionError,
    parse_column,
    parse_index,
    parse_table,
)


@pytest.mark.parametrize(
    ("column", "type_", "clauses"),
    [
        ("a", "", []),
        ("a INTEGER", "INTEGER", []),
        ("a UNSIGNED BIG INT", "UNSIGNED BIG INT", []),
        ("a NUMERIC (10, -2) NOT NULL", "NUMERIC (10, -2)", ["NOT NULL"]),
        ("a VARCHAR(10) NULL UNIQUE", "VARCHAR(10)", ["NULL", "UNIQUE"]),
        ("a INT DEFAULT -5 DEFAULT (1 + (2)) DEFAULT x", "INT",
         ["DEFAULT -5", "DEFAULT (1 + (2))", "DEFAULT x"]),
        ("a PRIMARY KEY DESC ON CONFLICT IGNORE AUTOINCREMENT", "",
         ["PRIMARY KEY DESC ON CONFLICT IGNORE AUTOINCREMENT"]),
        ("a NOT NULL ON CONFLICT FAIL COLLATE NOCASE", "",
         ["NOT NULL ON CONFLICT FAIL", "COLLATE NOCASE"]),
        ("a CHECK (a IN (')', '(')) CHECK (1)", "", ["CHECK (a IN (')', '('))", "CHECK (1)"]),
        ("a INT GENERATED ALWAYS AS (b * (2)) STORED UNIQUE", "INT",
         ["GENERATED ALWAYS AS (b * (2)) STORED", "UNIQUE"]),
        ("a AS (b)", "", ["GENERATED ALWAYS AS (b)"]),
        ("a GENERATED", "GENERATED", []),
        ("a REFERENCES o", "", ["REFERENCES o"]),
        ("a INT REFERENCES o (b, c) ON DELETE SET NULL ON UPDATE NO ACTION MATCH FULL "
         "NOT DEFERRABLE INITIALLY DEFERRED NOT NULL", "INT",
         ["REFERENCES o (b, c) ON DELETE SET NULL ON UPDATE NO ACTION MATCH FULL NOT DEFERRABLE "
          "INITIALLY DEFERRED", "NOT NULL"]),
        ("a REFERENCES o DEFERRABLE", "", ["REFERENCES o DEFERRABLE"]),
        ("a CONSTRAINT x CONSTRAINT y UNIQUE CONSTRAINT z", "", ["UNIQUE"]),
    ],
)  # fmt: skip
def test_a_column(column: str, type_: str, clauses: list[str]) -> None:
    """The type ends where the first clause begins; every clause keeps its words."""
    read = parse_column(column)
    assert read.name == "a"
    assert type_text(read) == type_
    assert [inline_text(each) for each in read.clauses] == clauses


def test_names_of_constraints() -> None:
    """A name belongs to the clause behind it, quoted or not."""
    read = parse_column('a CONSTRAINT "my check" CHECK (a) CONSTRAINT u UNIQUE NOT NULL')
    assert [(each.kind, each.name) for each in read.clauses] == [
        ("check", "my check"),
        ("unique", "u"),
        ("not null", None),
    ]


def test_a_table() -> None:
    """Constraints may follow each other without commas, as SQLite allows."""
    table = parse_table(
        'CREATE TABLE "my t" (a INT, b, PRIMARY KEY (a DESC, b COLLATE NOCASE) ON CONFLICT FAIL '
        "CONSTRAINT u UNIQUE (b) CHECK (a > 1), CONSTRAINT f FOREIGN KEY (a, b) REFERENCES o (c, d)"
        " ON DELETE CASCADE) STRICT, WITHOUT ROWID"
    )
    assert table.name == "my t"
    assert (table.strict, table.without_rowid) == (True, True)
    assert [column.name for column in table.columns] == ["a", "b"]
    assert [(each.name, table_text(each)) for each in table.constraints] == [
        (None, "PRIMARY KEY (a DESC, b COLLATE NOCASE) ON CONFLICT FAIL"),
        ("u", "UNIQUE (b)"),
        (None, "CHECK (a > 1)"),
        ("f", "FOREIGN KEY(a, b) REFERENCES o (c, d) ON DELETE CASCADE"),
    ]
    key = table.of_kind("foreign key")[0]
    assert (key.columns, key.target, key.target_columns) == (("a", "b"), "o", ("c", "d"))


@pytest.mark.parametrize(
    ("definition", "alias"),
    [
        ("a INTEGER PRIMARY KEY", "a"),
        ("a integer, PRIMARY KEY (a)", "a"),
        ('"a" "INTEGER", PRIMARY KEY ("A" DESC)', "a"),
        ("a INTEGER PRIMARY KEY DESC", None),
        ("a INT PRIMARY KEY", None),
        ("a INTEGER, b, PRIMARY KEY (a, b)", None),
        ("a INTEGER", None),
    ],
)
def test_the_column_that_is_the_rowid(definition: str, alias: str | None) -> None:
    """INTEGER exactly, alone, and not inline with DESC: an old fault that SQLite keeps."""
    assert parse_table(f"CREATE TABLE t ({definition})").rowid_alias == alias
    assert parse_table(f"CREATE TABLE t ({definition}) WITHOUT ROWID").rowid_alias is None


@pytest.mark.parametrize(
    ("definition", "autoincrement"),
    [
        ("a INTEGER PRIMARY KEY AUTOINCREMENT", True),
        ("a INTEGER, PRIMARY KEY (a AUTOINCREMENT)", True),
        ("autoincrement INTEGER, PRIMARY KEY (autoincrement)", False),
    ],
)
def test_autoincrement(definition: str, autoincrement: bool) -> None:
    """It stands behind the key or behind its column."""
    assert parse_table(f"CREATE TABLE t ({definition})").autoincrement is autoincrement


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE INDEX i ON t (a DESC, lower(b), c COLLATE NOCASE)",
        "CREATE UNIQUE INDEX \"my i\" ON [my t] (a) WHERE a > 'x' AND (b)",
    ],
)
def test_an_index_is_written_as_it_was_read(sql: str) -> None:
    """Expressions, orders and conditions included."""
    assert index_text(parse_index(sql)) == sql


def test_an_index_of_another_database() -> None:
    """The database goes before the name."""
    index = parse_index("CREATE INDEX i ON t(a)")
    assert index_text(index, "other.") == "CREATE INDEX other.i ON t (a)"


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE VIRTUAL TABLE t USING fts5 (a)",
        "CREATE TABLE t (a",
        "CREATE TABLE t",
        "CREATE TABLE t (a DEFAULT)",
        "CREATE TABLE t (a NOT DEFERRABLE)",
        "CREATE TABLE t (a, UNIQUE (a,))",
        "CREATE TABLE t (a UNIQUE b)",
        "",
    ],
)
def test_what_is_no_table_is_an_error(sql: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(DefinitionError):
        parse_table(sql)
