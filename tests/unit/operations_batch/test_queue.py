"""The queue: what runs when, and where."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.util import CommandError


def script(dialect: str, body: Callable[[Any], None], table: str = "t", **kw: Any) -> list[str]:
    """Return the statements a batch writes."""
    buffer = io.StringIO()
    context = MigrationContext.configure(
        dialect_name=dialect, opts={"as_sql": True, "output_buffer": buffer}
    )
    operations: Any = Operations(context)
    with operations.batch_alter_table(table, **kw) as batch:
        body(batch)
    return [" ".join(text.split()).rstrip(";") for text in buffer.getvalue().split(";\n\n") if text]


def described() -> sa.Table:
    """Return a table with one of everything."""
    return sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("x", sa.Integer),
        sa.Column("data", sa.String(50)),
        sa.CheckConstraint("x > 0", name="ckx"),
        sa.ForeignKeyConstraint(["x"], ["o.id"], name="fkx"),
        sa.UniqueConstraint("x", name="uqx"),
        sa.Index("ixx", "x"),
    )


def test_alters_run_in_order_where_the_dialect_can_alter() -> None:
    """Execution is at once, the rest when the block ends."""

    def body(batch: Any) -> None:
        batch.add_column(sa.Column("foo", sa.Integer, index=True))
        batch.alter_column("x", nullable=False, new_column_name="y")
        batch.create_foreign_key("fk", "o", ["y"], ["id"], referent_schema="r")
        batch.drop_index("ix2")
        batch.drop_column("z")
        batch.execute("SELECT 1")

    assert script("postgresql", body, schema="s") == [
        "SELECT 1",
        "ALTER TABLE s.t ADD COLUMN foo INTEGER",
        "CREATE INDEX ix_s_t_foo ON s.t (foo)",
        "ALTER TABLE s.t ALTER COLUMN x SET NOT NULL",
        "ALTER TABLE s.t RENAME x TO y",
        "ALTER TABLE s.t ADD CONSTRAINT fk FOREIGN KEY(y) REFERENCES r.o (id)",
        "DROP INDEX s.ix2",
        "ALTER TABLE s.t DROP COLUMN z",
    ]


CONSTRAINTS = (
    "CONSTRAINT ckx CHECK (x > 0), CONSTRAINT fkx FOREIGN KEY(x) REFERENCES o (id), "
    "CONSTRAINT uqx UNIQUE (x)"
)
TAIL = ["INSERT INTO _alembic_tmp_t (id, x) SELECT t.id, t.x FROM t", "DROP TABLE t"]


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        (
            "sqlite",
            [
                "CREATE TABLE _alembic_tmp_t ( id INTEGER NOT NULL, x INTEGER, foo INTEGER, "
                f"PRIMARY KEY (id), {CONSTRAINTS} )",
                *TAIL,
                "ALTER TABLE _alembic_tmp_t RENAME TO t",
                "CREATE INDEX ixx ON t (x)",
            ],
        ),
        (
            "postgresql",
            [
                "ALTER TABLE t DROP CONSTRAINT ckx",
                "ALTER TABLE t DROP CONSTRAINT fkx",
                "ALTER TABLE t DROP CONSTRAINT uqx",
                "CREATE TABLE _alembic_tmp_t ( id SERIAL NOT NULL, x INTEGER, foo INTEGER, "
                f"PRIMARY KEY (id), {CONSTRAINTS} )",
                "COMMENT ON COLUMN _alembic_tmp_t.foo IS 'c'",
                *TAIL,
                "ALTER TABLE _alembic_tmp_t RENAME TO t",
                "CREATE INDEX ixx ON t (x)",
            ],
        ),
        (
            "mysql",
            [
                "CREATE TABLE _alembic_tmp_t ( id INTEGER NOT NULL AUTO_INCREMENT, x INTEGER, "
                f"foo INTEGER COMMENT 'c', PRIMARY KEY (id), {CONSTRAINTS} )",
                *TAIL,
                "ALTER TABLE _alembic_tmp_t RENAME TO t",
                "CREATE INDEX ixx ON t (x)",
            ],
        ),
    ],
)
def test_a_rebuild_as_a_script(dialect: str, expected: list[str]) -> None:
    """A described table can be rebuilt without a connection, on any dialect."""

    def body(batch: Any) -> None:
        batch.drop_column("data")
        batch.add_column(sa.Column("foo", sa.Integer, comment="c"))

    assert script(dialect, body, copy_from=described(), recreate="always") == expected


def test_a_script_needs_a_description() -> None:
    """Nothing can be reflected without a connection, and the error says so."""
    with pytest.raises(CommandError) as caught:
        script("sqlite", lambda batch: batch.drop_column("x"))
    assert str(caught.value) == (
        "This operation cannot proceed in --sql mode; batch mode with dialect sqlite requires a "
        'live database connection with which to reflect the table "t". To generate a batch SQL '
        'migration script using table "move and copy", a complete Table object should be passed '
        'to the "copy_from" argument of the batch_alter_table() method so that table reflection '
        "can be skipped."
    )


def test_an_error_in_the_block_discards_the_queue() -> None:
    """Nothing of a block that fails runs."""
    written: list[str] = []

    def body(batch: Any) -> None:
        batch.add_column(sa.Column("foo", sa.Integer))
        raise LookupError

    with pytest.raises(LookupError):
        written.extend(script("postgresql", body))
    assert written == []


def test_tables_are_neither_created_nor_dropped_in_a_batch() -> None:
    """A batch is about one table."""

    def create(batch: Any) -> None:
        batch.impl.create_table(described())

    def drop(batch: Any) -> None:
        batch.impl.drop_table(described())

    with pytest.raises(NotImplementedError, match=r"^Can't create table in batch mode$"):
        script("sqlite", create)
    with pytest.raises(NotImplementedError, match=r"^Can't drop table in batch mode$"):
        script("sqlite", drop)


def test_a_column_that_takes_the_name_of_a_renamed_one_waits() -> None:
    """Within a batch the old name still means the renamed column, whose values would be lost."""

    def body(batch: Any) -> None:
        batch.alter_column("x", new_column_name="old_x")
        batch.add_column(sa.Column("x", sa.Integer))

    with pytest.raises(CommandError, match="goes into a batch of its own"):
        script("sqlite", body, copy_from=described())


def test_a_column_may_stand_beside_one_of_the_same_batch() -> None:
    """The place of a new column may be told by another new one."""

    def body(batch: Any) -> None:
        batch.add_column(sa.Column("foo", sa.Integer), insert_after="id")
        batch.add_column(sa.Column("bar", sa.Integer), insert_after="foo")

    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer), sa.Column("x", sa.Integer))
    written = script("sqlite", body, copy_from=table, recreate="always")
    assert written[0] == (
        "CREATE TABLE _alembic_tmp_t ( id INTEGER, foo INTEGER, bar INTEGER, x INTEGER )"
    )


def test_the_check_of_a_nameless_boolean_is_told() -> None:
    """Where the convention needs a name that the type has not, the CHECK goes without."""
    table = sa.Table(
        "t",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("f", sa.Boolean(create_constraint=True)),
        sa.Column("g", sa.Boolean(create_constraint=True, name="gg")),
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        written = script("sqlite", lambda batch: None, copy_from=table, recreate="always")
    assert written[0] == (
        "CREATE TABLE _alembic_tmp_t ( f BOOLEAN, g BOOLEAN, CHECK (f IN (0, 1)), "
        "CONSTRAINT ck_t_gg CHECK (g IN (0, 1)) )"
    )
    (warning,) = caught
    assert str(warning.message).startswith(
        "The CHECK constraint generated by the type of column 't.f'"
    )


def test_a_self_reference_follows_the_column_it_names() -> None:
    """The incumbent leaves it with the old name."""
    table = sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("p", sa.Integer, sa.ForeignKey("t.id", name="fk_p", ondelete="CASCADE")),
    )
    written = script(
        "sqlite", lambda batch: batch.alter_column("id", new_column_name="n"), copy_from=table
    )
    assert "CONSTRAINT fk_p FOREIGN KEY(p) REFERENCES t (n) ON DELETE CASCADE" in written[0]


def test_comments_of_the_table_are_kept_and_taken() -> None:
    """The new table has the comment of the old one, or the one the batch gives."""
    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer), comment="old")
    kept = script("postgresql", lambda batch: None, copy_from=table, recreate="always")
    assert "COMMENT ON TABLE _alembic_tmp_t IS 'old'" in kept

    def change(batch: Any) -> None:
        batch.create_table_comment("new")

    changed = script("postgresql", change, copy_from=table, recreate="always")
    assert "COMMENT ON TABLE _alembic_tmp_t IS 'new'" in changed

    def drop(batch: Any) -> None:
        batch.drop_table_comment()

    dropped = script("postgresql", drop, copy_from=table, recreate="always")
    assert not [text for text in dropped if text.startswith("COMMENT")]
