"""What a rebuild on SQLite keeps, feature by feature, and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.util import CommandError
from harness.sqlite_fingerprint import fingerprint


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    """Give a connection to an empty database."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def prepare(connection: sa.Connection, *statements: str) -> None:
    """Run statements and commit."""
    for statement in statements:
        connection.exec_driver_sql(statement)
    connection.commit()


def batch(
    connection: sa.Connection, body: Callable[[Any], None], table: str = "t", **kw: Any
) -> None:
    """Run a batch as a migration, in a rebuild even where ALTER TABLE would do."""
    kw.setdefault("recreate", "always")
    context = MigrationContext.configure(connection)
    with context.begin_transaction(_per_migration=True):
        operations: Any = Operations(context)
        with operations.batch_alter_table(table, **kw) as block:
            body(block)


def seen(connection: sa.Connection) -> dict[str, Any]:
    """Return everything the database holds."""
    raw: Any = connection.connection.driver_connection
    return fingerprint(raw)


def nothing(block: Any) -> None:
    """Change nothing."""


def rows(connection: sa.Connection, statement: str) -> list[tuple[Any, ...]]:
    """Return what a query finds."""
    return [tuple(row) for row in connection.exec_driver_sql(statement)]


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(
            ["CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x)",
             "INSERT INTO t (x) VALUES (1), (2), (3)", "DELETE FROM t WHERE id > 1"],
            id="autoincrement",
        ),
        pytest.param(
            ["CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x)"], id="unused sequence"
        ),
        pytest.param(
            ["CREATE TABLE t (id INTEGER, x, PRIMARY KEY (id AUTOINCREMENT))",
             "INSERT INTO t (x) VALUES (1)", "DELETE FROM t"],
            id="autoincrement of the table",
        ),
        pytest.param(["CREATE TABLE t (a TEXT COLLATE NOCASE, b COLLATE RTRIM)"], id="collation"),
        pytest.param(
            ["CREATE TABLE t (a, b)",
             "CREATE UNIQUE INDEX i1 ON t (a DESC, b COLLATE NOCASE)",
             "CREATE INDEX i2 ON t (lower(a), b || 'x')",
             "CREATE INDEX i3 ON t (a) WHERE b > 'a'"],
            id="indexes",
        ),
        pytest.param(
            ["CREATE TABLE t (a CHECK (a > 0), b CONSTRAINT cb CHECK (b > 0), "
             "CHECK (a < b), CONSTRAINT ct CHECK (t.a <> t.b))"],
            id="checks",
        ),
        pytest.param(
            ["CREATE TABLE t (a INT, b GENERATED ALWAYS AS (a * 2) STORED, "
             "c AS (a || ')') VIRTUAL, d AS (a), CHECK (a > 0))",
             "INSERT INTO t (a) VALUES (3)"],
            id="generated columns",
        ),
        pytest.param(
            ["CREATE TABLE t (a INT PRIMARY KEY, b TEXT) STRICT, WITHOUT ROWID",
             "INSERT INTO t VALUES (2, 'x')"],
            id="strict, without rowid",
        ),
        pytest.param(
            ["CREATE TABLE t (a UNIQUE ON CONFLICT IGNORE, b REFERENCES t (a), "
             "CONSTRAINT u UNIQUE (a), FOREIGN KEY (b) REFERENCES t (a) ON DELETE CASCADE)"],
            id="twofold keys",
        ),
        pytest.param(
            ["CREATE TABLE t (a PRIMARY KEY ON CONFLICT REPLACE, b NOT NULL ON CONFLICT IGNORE, "
             "c UNIQUE ON CONFLICT FAIL, UNIQUE (b, c) ON CONFLICT ABORT)"],
            id="conflict clauses",
        ),
        pytest.param(
            ["CREATE TABLE t (a, b)", "INSERT INTO t (rowid, a) VALUES (7, 1), (3, 2), (90, 3)"],
            id="rowids",
        ),
        pytest.param(
            ["CREATE TABLE t (rowid, _rowid_)", "INSERT INTO t (oid, rowid) VALUES (7, 1), (3, 2)"],
            id="rowids under their last name",
        ),
        pytest.param(
            ["CREATE TABLE t (a, b)", "CREATE INDEX i ON t (b, a)",
             "INSERT INTO t (rowid, a, b) VALUES (1, 1, 9), (2, 2, 8), (3, 3, 7)"],
            id="rowids where an index has all columns",
        ),
        pytest.param(
            ["CREATE TABLE t (a, b, UNIQUE (b, a))", "INSERT INTO t VALUES (1, 9), (2, 8), (3, 7)"],
            id="rowids where a key has all columns",
        ),
        pytest.param(
            ["CREATE TABLE t (id INTEGER PRIMARY KEY DESC, x)",
             "INSERT INTO t (rowid, id) VALUES (5, 1)"],
            id="a primary key that is not the rowid",
        ),
        pytest.param(
            ["CREATE TABLE t (a, b MY TYPE (3), c UNSIGNED BIG INT, d DOUBLE PRECISION, e INT)"],
            id="types of any name",
        ),
        pytest.param(
            ["CREATE TABLE t (a DEFAULT 'it''s', b DEFAULT -1.5, c DEFAULT (1 + 2), "
             "d DEFAULT CURRENT_TIMESTAMP, e DEFAULT x'00', f DEFAULT (hex(':a %s')))"],
            id="defaults",
        ),
        pytest.param(
            ["CREATE TABLE o (id INTEGER PRIMARY KEY, k UNIQUE)",
             "CREATE TABLE t (a REFERENCES o, b CONSTRAINT fb REFERENCES o (k) ON DELETE SET NULL, "
             "c INT REFERENCES o (id) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED, "
             "FOREIGN KEY (a) REFERENCES o (k), FOREIGN KEY (b) REFERENCES t (a) MATCH FULL)"],
            id="foreign keys",
        ),
        pytest.param(
            ["CREATE TABLE t (a, b)", "CREATE TABLE o (a)",
             "CREATE TRIGGER t1 AFTER INSERT ON t BEGIN UPDATE t SET b = new.a; END",
             "CREATE TRIGGER t2 BEFORE UPDATE OF a ON t WHEN old.a > 1 BEGIN SELECT 1; END",
             "CREATE TRIGGER o1 AFTER INSERT ON o BEGIN INSERT INTO t (a) VALUES (1); END",
             "CREATE TEMP TRIGGER tt AFTER DELETE ON t BEGIN INSERT INTO o VALUES (old.a); END",
             "CREATE VIEW v AS SELECT a FROM t", "CREATE VIEW w AS SELECT * FROM v",
             "CREATE TRIGGER v1 INSTEAD OF INSERT ON v "
             "BEGIN INSERT INTO t (a) VALUES (new.a); END"],
            id="triggers and views",
        ),
        pytest.param(
            ['CREATE TABLE t ("order" INT CHECK ("order" > 0), [a b] INT, `c``d` INT UNIQUE, '
             '"É" INT, UNIQUE ("a b", "É"))',
             'CREATE INDEX "my index" ON t ("order", [a b])'],
            id="names in quotes",
        ),
        pytest.param(
            ["CREATE TABLE t (a -- the first\n, b /* the second */ TEXT -- why, (not)\n, "
             "CHECK (a\n > 1))"],
            id="comments",
        ),
        pytest.param(
            ["CREATE TEMP TABLE t (id INTEGER PRIMARY KEY, x TEXT COLLATE NOCASE)",
             "CREATE INDEX temp.i ON t (x DESC)", "INSERT INTO t VALUES (1, 'a')"],
            id="temporary table",
        ),
    ],
)  # fmt: skip
def test_a_rebuild_that_changes_nothing_changes_nothing(
    connection: sa.Connection, statements: list[str]
) -> None:
    """Schema, rows, rowids and sequences are the same before and after."""
    prepare(connection, *statements)
    before = seen(connection)
    batch(connection, nothing, recreate="always")
    assert seen(connection) == before


def test_what_analyze_found_out_is_kept(connection: sa.Connection) -> None:
    """The planner knows as much of the table and its indexes as before, and of no other ones."""
    prepare(
        connection,
        "CREATE TABLE t (a INT PRIMARY KEY, b INT, c INT UNIQUE) WITHOUT ROWID",
        "CREATE INDEX ixb ON t (b)",
        "CREATE INDEX ixc ON t (c)",
        'CREATE TABLE "o\'o" (a)',
        'CREATE INDEX ixo ON "o\'o" (a)',
        "INSERT INTO t VALUES (1, 1, 1), (2, 1, 2), (3, 2, 3)",
        'INSERT INTO "o\'o" VALUES (1)',
        "ANALYZE",
    )
    statistics = "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY 1, 2"
    before = rows(connection, statistics)
    assert [row[:2] for row in before] == [
        ("o'o", "ixo"),
        ("t", "ixb"),
        ("t", "ixc"),
        ("t", "sqlite_autoindex_t_2"),
        ("t", "t"),
    ]
    samples = "SELECT tbl, idx, neq, nlt, ndlt, sample FROM sqlite_stat4 ORDER BY 1, 2, 4"
    has_samples = bool(rows(connection, "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat4'"))
    sampled = rows(connection, samples) if has_samples else []
    batch(connection, nothing)
    batch(connection, nothing, table="o'o")
    assert rows(connection, statistics) == before
    assert (rows(connection, samples) if has_samples else []) == sampled
    batch(connection, lambda b: b.drop_index("ixb"))
    assert rows(connection, statistics) == [row for row in before if row[1] != "ixb"]
    batch(connection, lambda b: b.create_unique_constraint("uq", ["b", "a"]))
    assert [row[1] for row in rows(connection, statistics)] == ["ixo", "ixc", "t"]


def test_ids_are_not_used_again(connection: sa.Connection) -> None:
    """AUTOINCREMENT goes on where it was, though the highest row is gone."""
    prepare(
        connection,
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x)",
        "INSERT INTO t (x) VALUES (1), (2), (3)",
        "DELETE FROM t WHERE id = 3",
    )
    batch(connection, lambda b: b.alter_column("x", type_=sa.Text()))
    prepare(connection, "INSERT INTO t (x) VALUES (9)")
    assert rows(connection, "SELECT id FROM t") == [(1,), (2,), (4,)]


def test_a_renamed_column_is_renamed_everywhere(connection: sa.Connection) -> None:
    """CHECKs, generated columns, indexes, triggers, views and other tables follow."""
    prepare(
        connection,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, x INT UNIQUE CHECK (x > 0), y AS (x + 1), "
        "CONSTRAINT ck CHECK (t.x < 100))",
        "CREATE INDEX ix ON t (abs(x)) WHERE x > 5",
        "CREATE TRIGGER tr AFTER UPDATE OF x ON t BEGIN SELECT new.x; END",
        "CREATE VIEW v AS SELECT x AS seen FROM t",
        "CREATE TABLE c (x INT REFERENCES t (x))",
        "INSERT INTO t (x) VALUES (7)",
    )
    batch(connection, lambda b: b.alter_column("x", new_column_name="my x", nullable=False))
    assert rows(connection, "SELECT seen FROM v") == [(7,)]
    assert rows(connection, "SELECT * FROM t") == [(1, 7, 8)]
    assert rows(connection, "PRAGMA foreign_key_list(c)")[0][2:5] == ("t", "x", "my x")
    texts = dict(rows(connection, "SELECT name, sql FROM sqlite_master"))
    assert (
        texts["tr"] == 'CREATE TRIGGER tr AFTER UPDATE OF "my x" ON t BEGIN SELECT new."my x"; END'
    )
    assert texts["ix"] == 'CREATE INDEX ix ON t (abs("my x")) WHERE "my x" > 5'
    assert '"my x" INT NOT NULL CHECK ("my x" > 0)' in texts["t"]
    assert 'GENERATED ALWAYS AS ("my x" + 1)' in texts["t"]
    assert 'CONSTRAINT ck CHECK ("my x" < 100)' in texts["t"]


def test_nothing_outside_means_one_statement_less(connection: sa.Connection) -> None:
    """Without triggers, views and references the copy itself gives the new name."""
    prepare(connection, "CREATE TABLE t (x INT CHECK (x > 0))", "CREATE INDEX ix ON t (x)")
    statements: list[str] = []

    @sa.event.listens_for(connection, "before_cursor_execute")
    def collect(_: Any, cursor: Any, statement: str, *args: Any) -> None:
        statements.append(" ".join(statement.split()[:2]))

    batch(connection, lambda b: b.alter_column("x", new_column_name="y"))
    assert [each for each in statements if not each.startswith(("SELECT", "PRAGMA"))] == [
        "CREATE TABLE",
        "INSERT INTO",
        "DROP TABLE",
        "ALTER TABLE",
        "CREATE INDEX",
    ]


@pytest.mark.parametrize(
    ("statements", "change", "message"),
    [
        (
            ["CREATE TABLE t (a, b, CHECK (a < b))"],
            lambda b: b.drop_column("a"),
            "CHECK (a < b) has no name and needs column 'a', which this batch drops; pass the "
            "CHECKs that are to stay in table_args.",
        ),
        (
            ["CREATE TABLE t (a, b AS (a + 1))"],
            lambda b: b.drop_column("a"),
            "generated column 'b' is computed from column 'a', which this batch drops; drop or "
            "change it first.",
        ),
        (
            ["CREATE TABLE t (a, b)",
             "CREATE TRIGGER tr AFTER UPDATE OF a, b ON t BEGIN SELECT 1; END"],
            lambda b: b.drop_column("a"),
            "trigger 'tr' fires on an update of column 'a', which this batch drops; drop the "
            "trigger first.",
        ),
        (
            ['CREATE TABLE t ("a", b)', 'CREATE INDEX ix ON t ("a")'],
            lambda b: b.drop_column("a"),
            "index 'ix' needs column 'a', which this batch drops; drop the index first.",
        ),
        (
            ["CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)"],
            lambda b: b.alter_column("id", type_=sa.BigInteger()),
            "the ids of column 'id' are AUTOINCREMENT, which only a column of type INTEGER can "
            "be; leave its type, or give AUTOINCREMENT up with "
            "table_kwargs={'sqlite_autoincrement': False}.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_stops_the_rebuild_before_it_begins(
    connection: sa.Connection,
    statements: list[str],
    change: Callable[[Any], None],
    message: str,
) -> None:
    """The message says what and why, and not one statement has run."""
    prepare(connection, *statements)
    before = seen(connection)
    connection.exec_driver_sql("PRAGMA query_only=ON")  # any write would fail in another way
    with pytest.raises(CommandError) as caught:
        batch(connection, change)
    assert str(caught.value) == (
        f"Table 't' cannot be rebuilt without loss, and nothing has been changed:  {message}"
    )
    assert seen(connection) == before


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT new.a; END", "trigger 'tr'"),
        ("CREATE TRIGGER tr AFTER INSERT ON o BEGIN UPDATE t SET a = 1; END", "trigger 'tr'"),
        ("CREATE VIEW v AS SELECT a FROM t", "view 'v'"),
    ],
)
def test_what_would_fail_afterwards_undoes_the_rebuild(
    connection: sa.Connection, statement: str, name: str
) -> None:
    """A trigger or view that needs a dropped column is told instead of being left broken."""
    prepare(connection, "CREATE TABLE t (a, b)", "CREATE TABLE o (x)", statement)
    before = seen(connection)
    with pytest.raises(CommandError, match=f"{name} would fail afterwards"):
        batch(connection, lambda b: b.drop_column("a"))
    assert seen(connection) == before


def test_what_failed_before_may_fail_afterwards(connection: sa.Connection) -> None:
    """A view that was broken already is no reason to stop."""
    prepare(connection, "CREATE TABLE t (a)", "CREATE VIEW v AS SELECT * FROM nowhere")
    before = seen(connection)
    batch(connection, nothing, recreate="always")
    assert seen(connection) == before


def test_rows_a_constraint_would_swallow_are_not_lost(connection: sa.Connection) -> None:
    """ON CONFLICT REPLACE in the new table drops rows without an error; they are counted."""
    prepare(
        connection,
        "CREATE TABLE t (a INT NOT NULL ON CONFLICT IGNORE, b INT)",
        "INSERT INTO t VALUES (1, NULL), (2, 2)",
    )
    table = sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("a", sa.Integer),
        sa.Column("b", sa.Integer, nullable=False, sqlite_on_conflict_not_null="IGNORE"),
    )
    expected = re.escape("1 of 2 rows would be left")
    with pytest.raises(CommandError, match=expected):
        batch(connection, nothing, copy_from=table, recreate="always")
    assert rows(connection, "SELECT * FROM t") == [(1, None), (2, 2)]


def test_a_failing_copy_undoes_everything(connection: sa.Connection) -> None:
    """The statements of an earlier migration stay, those of the rebuild go."""
    prepare(connection, "CREATE TABLE t (a INT)", "INSERT INTO t VALUES (NULL)")
    before = seen(connection)
    with pytest.raises(sa.exc.IntegrityError, match="NOT NULL constraint failed"):
        batch(connection, lambda b: b.alter_column("a", nullable=False))
    assert seen(connection) == before


def test_the_index_of_a_dropped_column_is_named(connection: sa.Connection) -> None:
    """SQLite's own error comes with a note that says what to do."""
    prepare(connection, "CREATE TABLE t (a INT, b INT)", "CREATE INDEX ix ON t (a)")
    before = seen(connection)
    with pytest.raises(sa.exc.OperationalError, match="no such column: a") as caught:
        batch(connection, lambda b: b.drop_column("a"))
    assert caught.value.__notes__ == [
        "t: index 'ix' needs column 'a', which this batch drops; drop the index first."
    ]
    assert seen(connection) == before


def test_an_index_on_an_expression_can_be_dropped(connection: sa.Connection) -> None:
    """Reflection does not see it; the batch does."""
    prepare(connection, "CREATE TABLE t (a INT)", "CREATE INDEX ix ON t (abs(a))")
    batch(connection, lambda b: b.drop_index("ix"), recreate="always")
    assert rows(connection, "SELECT name FROM sqlite_master") == [("t",)]


def test_a_check_goes_with_the_column_it_is_about(connection: sa.Connection) -> None:
    """As with SQLite's own DROP COLUMN; one that Boolean of old has made goes as well."""
    prepare(
        connection,
        "CREATE TABLE t (a CONSTRAINT ca CHECK (a > 0), b BOOLEAN, c, CHECK (b IN (0, 1)))",
    )

    def change(block: Any) -> None:
        block.drop_column("a")
        block.alter_column("b", type_=sa.Integer(), existing_type=sa.Boolean())

    batch(connection, change)
    assert "CHECK" not in rows(connection, "SELECT sql FROM sqlite_master")[0][0]


@pytest.mark.parametrize(
    "type_",
    [
        sa.Boolean(create_constraint=True, name="ck"),
        sa.Enum("a", "b", create_constraint=True, native_enum=False, name="ck"),
        sa.Enum("a", create_constraint=True, native_enum=False, name="ck"),
    ],
)
def test_a_column_whose_type_made_a_named_check_can_be_dropped(
    connection: sa.Connection, type_: sa.types.TypeEngine[Any]
) -> None:
    """What a generated downgrade says, ``drop_column()`` alone, takes the CHECK along."""
    prepare(connection, "CREATE TABLE t (a INT, b INT)")
    batch(connection, lambda b: b.add_column(sa.Column("the x", type_)))
    assert "CONSTRAINT ck CHECK" in rows(connection, "SELECT sql FROM sqlite_master")[0][0]
    batch(connection, lambda b: b.drop_column("the x"))
    assert "CHECK" not in rows(connection, "SELECT sql FROM sqlite_master")[0][0]


@pytest.mark.parametrize("check", ["a IN (1, b)", "a < 100", "a IN (1, 2) OR b = 1"])
def test_a_named_check_of_the_user_s_own_does_not_vanish(
    connection: sa.Connection, check: str
) -> None:
    """It says something that may have to be said of another column now."""
    prepare(connection, f"CREATE TABLE t (a INT, b INT, c INT, CONSTRAINT ck CHECK ({check}))")
    with pytest.raises(sa.exc.OperationalError, match="no such column: a"):
        batch(connection, lambda b: b.drop_column("a"))


def test_a_description_that_lacks_a_column_is_refused(connection: sa.Connection) -> None:
    """``copy_from`` is not a way to drop columns unseen."""
    prepare(connection, "CREATE TABLE t (a INT, b INT)")
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer))
    with pytest.raises(CommandError, match="the description of the table lacks column 'b'"):
        batch(connection, nothing, copy_from=table, recreate="always")


def test_a_description_does_not_cost_triggers_and_indexes(connection: sa.Connection) -> None:
    """``copy_from`` describes the table; what else is on it stays."""
    prepare(
        connection,
        "CREATE TABLE t (a INT, b INT)",
        "CREATE INDEX ix ON t (abs(a))",
        "CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END",
    )
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer), sa.Column("b", sa.Integer))
    batch(connection, nothing, copy_from=table, recreate="always")
    assert rows(connection, "SELECT name FROM sqlite_master ORDER BY name") == [
        ("ix",),
        ("t",),
        ("tr",),
    ]


def test_an_empty_leftover_is_dropped(connection: sa.Connection) -> None:
    """What an interrupted rebuild of old left behind without rows stands in nobody's way."""
    prepare(connection, "CREATE TABLE t (a)", "CREATE TABLE _alembic_tmp_t (a)")
    batch(connection, nothing, recreate="always")
    assert rows(connection, "SELECT name FROM sqlite_master") == [("t",)]


def test_a_leftover_with_rows_stops_the_rebuild(connection: sa.Connection) -> None:
    """Nobody knows but the owner whether these rows are needed."""
    prepare(
        connection,
        "CREATE TABLE t (a)",
        "CREATE TABLE _alembic_tmp_t (a)",
        "INSERT INTO _alembic_tmp_t VALUES (1)",
    )
    with pytest.raises(CommandError) as caught:
        batch(connection, nothing, recreate="always")
    assert str(caught.value) == (
        "Table '_alembic_tmp_t' is left over from a rebuild of 't' that was stopped, and holds "
        "rows.  't' itself is there, and nothing has been changed.  When no row of "
        "'_alembic_tmp_t' is needed any more, run  DROP TABLE \"_alembic_tmp_t\"  and try again."
    )


def test_a_leftover_that_is_the_table_is_told(connection: sa.Connection) -> None:
    """A process killed between DROP and RENAME has left the only copy under the other name."""
    prepare(connection, "CREATE TABLE _alembic_tmp_t (a)")
    with pytest.raises(CommandError, match=re.escape('ALTER TABLE "_alembic_tmp_t" RENAME TO "t"')):
        batch(connection, nothing, recreate="always")


def test_views_and_virtual_tables_are_not_rebuilt(connection: sa.Connection) -> None:
    """They are told apart from tables before anything runs."""
    prepare(
        connection,
        "CREATE TABLE o (a)",
        "CREATE VIEW v AS SELECT a FROM o",
        "CREATE VIRTUAL TABLE f USING fts5 (a)",
    )
    with pytest.raises(CommandError, match="'v' is a view"):
        batch(connection, nothing, table="v", recreate="always")
    with pytest.raises(CommandError, match="'f' is a virtual table"):
        batch(connection, nothing, table="f", recreate="always")


def test_an_attached_database_is_rebuilt_where_it_is(connection: sa.Connection) -> None:
    """Indexes, triggers and sequences land in the database of the table."""
    prepare(
        connection,
        "ATTACH ':memory:' AS other",
        "CREATE TABLE other.o (id INTEGER PRIMARY KEY)",
        "CREATE TABLE other.t (id INTEGER PRIMARY KEY AUTOINCREMENT, o INT REFERENCES o, x TEXT)",
        "CREATE INDEX other.ix ON t (x DESC)",
        "CREATE TRIGGER other.tr AFTER INSERT ON t BEGIN UPDATE t SET x = 'b'; END",
        "INSERT INTO other.t (x) VALUES ('a'), ('a')",
        "DELETE FROM other.t WHERE id = 2",
    )
    batch(connection, lambda b: b.alter_column("x", nullable=False), schema="other")
    prepare(connection, "INSERT INTO other.t (x) VALUES ('c')")
    assert rows(connection, "SELECT name FROM other.sqlite_master WHERE tbl_name = 't'") == [
        ("t",),
        ("ix",),
        ("tr",),
    ]
    assert rows(connection, "SELECT * FROM other.t") == [(1, None, "b"), (3, None, "b")]
    assert rows(connection, "PRAGMA other.foreign_key_list(t)")[0][2:4] == ("o", "o")
    assert rows(connection, "SELECT * FROM main.sqlite_master") == []


def test_the_pragmas_are_as_they_were(connection: sa.Connection) -> None:
    """Neither success nor failure leaves a switch turned."""
    prepare(connection, "CREATE TABLE t (a INT)", "CREATE VIEW v AS SELECT a FROM t")
    prepare(connection, "INSERT INTO t VALUES (NULL)")
    batch(connection, nothing, recreate="always")
    with pytest.raises(sa.exc.IntegrityError):
        batch(connection, lambda b: b.alter_column("a", nullable=False))
    assert rows(connection, "PRAGMA legacy_alter_table") == [(0,)]
    assert rows(connection, "PRAGMA foreign_keys") == [(0,)]
