"""Tables rebuilt by copy and rename on servers that could have altered them in place."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from alembic.migration import MigrationContext
from alembic.operations import Operations
from harness.databases import connected, execute, rows


def rebuild(url: str) -> None:
    """Rebuild table t: a column less nullable, a new column."""
    with connected(url) as connection:
        operations: Any = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("t", recreate="always") as batch:
            batch.alter_column("x", nullable=False, existing_type=sa.Integer())
            batch.add_column(sa.Column("z", sa.String(5)))


def test_postgresql_keeps_values_sequences_types_and_comments(postgresql_url: str) -> None:
    """Identity values, the place and name of sequences, enum types, keys and comments stay."""
    execute(
        postgresql_url,
        "CREATE TYPE mood AS ENUM ('sad', 'glad')",
        "CREATE TABLE o (id int PRIMARY KEY)",
        """CREATE TABLE t (
            id serial PRIMARY KEY,
            number int GENERATED ALWAYS AS IDENTITY,
            m mood,
            x int CONSTRAINT ck_x CHECK (x > 0),
            twice int GENERATED ALWAYS AS (x * 2) STORED,
            o int CONSTRAINT fk_o REFERENCES o (id),
            CONSTRAINT uq_x UNIQUE (x))""",
        "CREATE INDEX ix_lower ON t (abs(x)) WHERE x > 1",
        "COMMENT ON TABLE t IS 'about t'",
        "COMMENT ON COLUMN t.x IS 'about x'",
        "INSERT INTO t (m, x) VALUES ('sad', 1), ('glad', 2)",
        "DELETE FROM t WHERE x = 2",
    )
    rebuild(postgresql_url)
    execute(postgresql_url, "INSERT INTO t (m, x, z) VALUES ('glad', 9, 'new')")
    assert rows(postgresql_url, "SELECT id, number, m, x, twice, o, z FROM t ORDER BY id") == [
        (1, 1, "sad", 1, 2, None, None),
        (3, 3, "glad", 9, 18, None, "new"),
    ]
    assert rows(postgresql_url, "SELECT pg_get_serial_sequence('t', 'id')") == [
        ("public.t_id_seq",)
    ]
    assert rows(
        postgresql_url,
        "SELECT conname FROM pg_constraint WHERE conrelid = 't'::regclass AND contype <> 'n' "
        "ORDER BY conname",
    ) == [("ck_x",), ("fk_o",), ("t_pkey",), ("uq_x",)]
    assert rows(
        postgresql_url,
        "SELECT obj_description('t'::regclass), col_description('t'::regclass, 4)",
    ) == [("about t", "about x")]
    assert rows(postgresql_url, "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_lower'") == [
        ("CREATE INDEX ix_lower ON public.t USING btree (abs(x)) WHERE (x > 1)",)
    ]


def test_postgresql_keeps_the_old_table_when_the_copy_fails(postgresql_url: str) -> None:
    """A row that does not fit stops the rebuild, and nothing has happened."""
    execute(
        postgresql_url, "CREATE TABLE t (id int PRIMARY KEY, x int)", "INSERT INTO t VALUES (1)"
    )
    with pytest.raises(sa.exc.IntegrityError, match='null value in column "x"'):
        rebuild(postgresql_url)
    assert rows(postgresql_url, "SELECT * FROM t") == [(1, None)]
    assert rows(postgresql_url, "SELECT relname FROM pg_class WHERE relname LIKE '%alembic%'") == []


def test_mariadb_keeps_keys_options_and_generated_columns(mariadb_url: str) -> None:
    """Foreign keys keep their names, generated columns are computed, indexes and options stay."""
    execute(
        mariadb_url,
        "CREATE TABLE o (id int PRIMARY KEY)",
        """CREATE TABLE t (
            id int AUTO_INCREMENT PRIMARY KEY,
            m enum('sad', 'glad'),
            x int,
            twice int GENERATED ALWAYS AS (x * 2) STORED,
            o int,
            s varchar(20) CHARACTER SET latin1,
            CONSTRAINT fk_o FOREIGN KEY (o) REFERENCES o (id) ON DELETE SET NULL,
            CONSTRAINT ck_x CHECK (x > 0),
            UNIQUE KEY uq_x (x),
            KEY ix_s (s(3))) COMMENT 'about t' ROW_FORMAT=DYNAMIC""",
        "INSERT INTO o VALUES (5)",
        "INSERT INTO t (m, x, o, s) VALUES ('sad', 1, 5, 'abcd')",
    )
    rebuild(mariadb_url)
    execute(mariadb_url, "INSERT INTO t (m, x) VALUES ('glad', 9)", "DELETE FROM o")
    assert rows(mariadb_url, "SELECT id, m, x, twice, o, s, z FROM t ORDER BY id") == [
        (1, "sad", 1, 2, None, "abcd", None),
        (2, "glad", 9, 18, None, None, None),
    ]
    created = str(rows(mariadb_url, "SHOW CREATE TABLE t")[0][1])
    for part in (
        "UNIQUE KEY `uq_x` (`x`)",
        "KEY `ix_s` (`s`(3))",
        "CONSTRAINT `fk_o` FOREIGN KEY (`o`) REFERENCES `o` (`id`) ON DELETE SET NULL",
        "CONSTRAINT `ck_x` CHECK (`x` > 0)",
        "ROW_FORMAT=DYNAMIC",
        "COMMENT='about t'",
        "`s` varchar(20) CHARACTER SET latin1",
    ):
        assert part in created
