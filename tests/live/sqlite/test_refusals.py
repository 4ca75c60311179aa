"""What SQLite cannot do outside of a batch: one sentence, and nothing has run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.util import CommandError
from harness.project import Project
from harness.sqlite_fingerprint import fingerprint

BATCH = "use op.batch_alter_table('t'), which makes the table anew."
CONSTRAINTS = (
    "No support for ALTER of constraints in SQLite dialect. Please refer to the batch mode feature "
    "which allows for SQLite migrations using a copy-and-move strategy.  "
)


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    """Give a connection to a database with a table that has a row, a key and an index."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as made:
        for statement in (
            "CREATE TABLE t (id INTEGER PRIMARY KEY, x INTEGER, u TEXT, "
            "CONSTRAINT ckx CHECK (x > 0))",
            "CREATE INDEX ixu ON t (u)",
            "INSERT INTO t VALUES (1, 2, 'a')",
        ):
            made.exec_driver_sql(statement)
        made.commit()
        yield made
    engine.dispose()


def cases() -> Iterator[Any]:
    """Yield operations with the sentence they end with."""
    column = sa.Column

    def case(sentence: str, act: Callable[[Any], None], name: str) -> Any:
        return pytest.param(act, sentence, id=name)

    yield case(
        "SQLite cannot change the type of a column by ALTER TABLE.  "
        f"For column 'x' of table 't': {BATCH}",
        lambda op: op.alter_column("t", "x", type_=sa.String(5), new_column_name="y"),
        "type",
    )
    yield case(
        "SQLite cannot change the default of a column by ALTER TABLE.  "
        f"For column 'x' of table 't': {BATCH}",
        lambda op: op.alter_column("t", "x", server_default="5"),
        "default",
    )
    yield case(
        "SQLite cannot change the default or the type of a column by ALTER TABLE.  "
        "For column 'x' of table 's.t': use op.batch_alter_table('t', schema='s'), which makes the "
        "table anew.",
        lambda op: op.alter_column("t", "x", server_default=None, type_=sa.Text, schema="s"),
        "several",
    )
    yield case(
        "The dialect sqlite has no comments on existing columns: the ColumnComment construct has "
        "no default compilation handler.  For column 'x' of table 't': leave the comment out on "
        "this dialect.",
        lambda op: op.alter_column("t", "x", comment="c", new_column_name="y"),
        "comment",
    )
    yield case(
        'Adding, removing or modifying an "identity" construct, e.g. GENERATED AS IDENTITY, to or '
        "from an existing column is not supported in this dialect.  For column 'x' of table 't': "
        "drop the column and add it anew, with op.drop_column() and op.add_column().",
        lambda op: op.alter_column("t", "x", server_default=sa.Identity(), new_column_name="y"),
        "identity",
    )
    yield case(
        'Adding or removing a "computed" construct, e.g. GENERATED ALWAYS AS, to or from an '
        "existing column is not supported.  For column 'x' of table 't': drop the column and add "
        "it anew, with op.drop_column() and op.add_column().",
        lambda op: op.alter_column("t", "x", server_default=sa.Computed("1"), type_=sa.Text()),
        "computed",
    )
    yield case(
        "SQLite has no comments on tables.  For table 't': leave the comment out on this dialect.",
        lambda op: op.create_table_comment("t", "c"),
        "table-comment",
    )
    yield case(
        "SQLite has no comments on tables.  For table 't': leave the comment out on this dialect.",
        lambda op: op.drop_table_comment("t"),
        "no-table-comment",
    )
    yield case(
        f"{CONSTRAINTS}For constraint 'uq' of table 't': {BATCH}",
        lambda op: op.create_unique_constraint("uq", "t", ["x"]),
        "unique",
    )
    yield case(
        f"{CONSTRAINTS}For constraint 'uq' of table 't': {BATCH}",
        lambda op: op.drop_constraint("uq", "t", type_="unique"),
        "drop",
    )
    yield case(
        f"{CONSTRAINTS}For column 'y' of table 't': {BATCH}",
        lambda op: op.add_column("t", column("y", sa.Integer, unique=True)),
        "column-unique",
    )
    yield case(
        f"{CONSTRAINTS}For constraint 'fk' of table 't': {BATCH}",
        lambda op: op.add_column("t", column("y", sa.Integer, sa.ForeignKey("t.id", name="fk"))),
        "column-reference",
    )
    yield case(
        "SQLite cannot do this by ALTER TABLE: Cannot add a NOT NULL column with default value "
        "NULL.  For column 'y' of table 't': give the column a server_default; or add it nullable, "
        f"fill it, and for NOT NULL {BATCH}",
        lambda op: op.add_column("t", column("y", sa.Integer, nullable=False)),
        "column-not-null",
    )
    yield case(
        "SQLite cannot do this by ALTER TABLE: Cannot add a column with non-constant default.  "
        f"For column 'y' of table 't': {BATCH}",
        lambda op: op.add_column("t", column("y", sa.Integer, server_default=sa.text("1 + 1"))),
        "column-default",
    )
    yield case(
        f"SQLite cannot do this by ALTER TABLE: cannot add a STORED column.  "
        f"For column 'y' of table 't': {BATCH}",
        lambda op: op.add_column("t", column("y", sa.Integer, sa.Computed("x", persisted=True))),
        "column-stored",
    )
    yield case(
        "SQLite cannot do this by ALTER TABLE: Cannot add a PRIMARY KEY column.  "
        f"For column 'y' of table 't': {BATCH}",
        lambda op: op.add_column(
            "t", column("y", sa.Integer, primary_key=True), inline_primary_key=True
        ),
        "column-key",
    )
    yield case(
        "SQLite knows no IF NOT EXISTS for columns.  For column 'y' of table 't': look at "
        "sa.inspect(op.get_bind()).get_columns(..) and leave the condition out.",
        lambda op: op.add_column("t", column("y", sa.Integer), if_not_exists=True),
        "column-condition",
    )
    yield case(
        "SQLite knows no IF EXISTS for columns.  For column 'x' of table 't': look at "
        "sa.inspect(op.get_bind()).get_columns(..) and leave the condition out.",
        lambda op: op.drop_column("t", "x", if_exists=True),
        "drop-condition",
    )
    yield case(
        "SQLite cannot do this by ALTER TABLE: error in table t after drop column: no such column: "
        f"x.  For column 'x' of table 't': {BATCH}",
        lambda op: op.drop_column("t", "x"),
        "drop-checked",
    )
    yield case(
        'SQLite cannot do this by ALTER TABLE: cannot drop PRIMARY KEY column: "id".  '
        f"For column 'id' of table 't': {BATCH}",
        lambda op: op.drop_column("t", "id"),
        "drop-key",
    )
    yield case(
        "SQLite cannot do this by ALTER TABLE: error in index ixu after drop column: no such "
        f"column: u.  For column 'u' of table 't': {BATCH}",
        lambda op: op.drop_column("t", "u"),
        "drop-indexed",
    )


@pytest.mark.parametrize(("act", "sentence"), [*cases()])
def test_a_refusal_names_the_place_and_the_way_out(
    connection: sa.Connection, act: Callable[[Any], None], sentence: str
) -> None:
    """A refused operation is a CommandError, whatever else it is, and has changed nothing."""
    if "'s'" in sentence:
        connection.exec_driver_sql("ATTACH ':memory:' AS s")
    driver: Any = connection.connection.driver_connection
    before = fingerprint(driver)
    with pytest.raises(CommandError) as caught:
        act(Operations(MigrationContext.configure(connection)))
    assert str(caught.value) == sentence
    assert fingerprint(driver) == before


def test_a_refused_constraint_of_a_batch_is_refused_first(connection: sa.Connection) -> None:
    """With ``recreate="never"`` the column that brings the constraint is not added either."""
    operations: Any = Operations(MigrationContext.configure(connection))
    with (
        pytest.raises(NotImplementedError, match="No support for ALTER of constraints"),
        operations.batch_alter_table("t", recreate="never") as batch,
    ):
        batch.add_column(sa.Column("y", sa.Integer, unique=True))
    assert [each["name"] for each in sa.inspect(connection).get_columns("t")] == ["id", "x", "u"]


def test_what_callers_caught_they_still_catch(connection: sa.Connection) -> None:
    """Refusals are the errors of the incumbent as well."""
    op: Any = Operations(MigrationContext.configure(connection))
    with pytest.raises(NotImplementedError):
        op.create_check_constraint("ck", "t", "x > 5")
    with pytest.raises(sa.exc.UnsupportedCompilationError):
        op.alter_column("t", "x", comment="c")
    with pytest.raises(sa.exc.CompileError):
        op.alter_column("t", "x", server_default=sa.Identity())


REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("x", sa.Integer))
    op.create_unique_constraint("uq", "t", ["x"])
"""


def test_the_command_prints_one_line(project: Project) -> None:
    """Whoever upgrades reads a sentence and no traceback."""
    project.alembic("init", "migrations")
    project.set_url("sqlite:///app.db")
    project.write("migrations/versions/a1_.py", REVISION)
    result = project.alembic("upgrade", "head", status=255)
    assert result.lines[-1] == f"FAILED: {CONSTRAINTS}For constraint 'uq' of table 't': {BATCH}"
    assert "Traceback" not in result.err + result.out
