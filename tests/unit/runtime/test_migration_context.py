"""The migration context: configuration, heads, the offline script, callbacks."""

from __future__ import annotations

import io
import logging
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from alembic.base.exc import CommandError
from alembic.operations import Operations
from alembic.runtime.migration import HeadMaintainer, MigrationContext, RowChange
from unit.runtime.steps import chain


def offline(dialect: str, **opts: Any) -> tuple[MigrationContext, io.StringIO]:
    buffer = io.StringIO()
    context = MigrationContext.configure(
        dialect_name=dialect, opts={"as_sql": True, "output_buffer": buffer, **opts}
    )
    return context, buffer


def script(dialect: str, **opts: Any) -> str:
    """Return the script of two revisions; the second opens an autocommit block."""
    current: list[MigrationContext] = []

    def first() -> None:
        current[0].execute("CREATE TABLE t (x INTEGER)")

    def second() -> None:
        with current[0].autocommit_block():
            current[0].execute("select 'auto'")
        current[0].execute("CREATE INDEX i ON t (x)")

    context, buffer = offline(dialect, fn=chain(("a1", first), ("b2", second)), **opts)
    current.append(context)
    with Operations.context(context), context.begin_transaction():
        context.run_migrations()
    return buffer.getvalue()


CREATE = """\
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,\x20
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
"""


def test_postgresql_script() -> None:
    """One transaction around the run, left for the autocommit block."""
    assert script("postgresql") == (
        "BEGIN;\n\n" + CREATE + "\n"
        "-- Running upgrade  -> a1\n\n"
        "CREATE TABLE t (x INTEGER);\n\n"
        "INSERT INTO alembic_version (version_num) VALUES ('a1') "
        "RETURNING alembic_version.version_num;\n\n"
        "-- Running upgrade a1 -> b2\n\n"
        "COMMIT;\n\n"
        "select 'auto';\n\n"
        "BEGIN;\n\n"
        "CREATE INDEX i ON t (x);\n\n"
        "UPDATE alembic_version SET version_num='b2' "
        "WHERE alembic_version.version_num = 'a1';\n\n"
        "COMMIT;\n\n"
    )


def test_transaction_per_migration_script() -> None:
    """BEGIN and COMMIT surround each revision; the first holds the version table."""
    lines = [
        line
        for line in script("postgresql", transaction_per_migration=True).splitlines()
        if line.startswith(("BEGIN", "COMMIT", "CREATE", "--"))
    ]
    assert lines == [
        "BEGIN;",
        "CREATE TABLE alembic_version (",
        "-- Running upgrade  -> a1",
        "CREATE TABLE t (x INTEGER);",
        "COMMIT;",
        "BEGIN;",
        "-- Running upgrade a1 -> b2",
        "COMMIT;",
        "BEGIN;",
        "CREATE INDEX i ON t (x);",
        "COMMIT;",
    ]


@pytest.mark.parametrize("per_migration", [True, False])
def test_a_script_that_fails_does_not_commit(per_migration: bool) -> None:
    """After an error the script has its BEGIN and neither COMMIT nor ROLLBACK."""

    def fail() -> None:
        raise ZeroDivisionError

    context, buffer = offline(
        "postgresql", fn=chain(("a1", fail)), transaction_per_migration=per_migration
    )
    with pytest.raises(ZeroDivisionError), context.begin_transaction():
        context.run_migrations()
    words = buffer.getvalue().split(";")
    assert [each.strip() for each in words if each.strip() in {"BEGIN", "COMMIT", "ROLLBACK"}] == [
        "BEGIN"
    ]


def test_sqlite_script_has_no_transaction() -> None:
    """Databases that do not roll DDL back get neither BEGIN nor COMMIT."""
    text_ = script("sqlite")
    assert "BEGIN" not in text_
    assert "COMMIT" not in text_
    assert "VALUES ('a1') RETURNING version_num;" in text_


def test_oracle_version_row_is_runnable() -> None:
    """The version row of an Oracle script needs no bind variable to return into."""
    assert "INSERT INTO alembic_version (version_num) VALUES ('a1')\n\n/" in script("oracle")


def test_mssql_script_is_in_batches() -> None:
    """SQL Server statements are each followed by GO, BEGIN TRANSACTION is not."""
    text_ = script("mssql")
    assert text_.startswith("BEGIN TRANSACTION;\n\nCREATE TABLE alembic_version (")
    assert text_.endswith("COMMIT;\n\nGO\n\n")


@pytest.mark.parametrize(
    ("dialect", "impl", "kind"),
    [
        ("sqlite", "SQLiteImpl", "non-transactional"),
        ("postgresql", "PostgresqlImpl", "transactional"),
        ("mysql", "MySQLImpl", "non-transactional"),
        ("mariadb", "MariaDBImpl", "non-transactional"),
        ("mssql", "MSSQLImpl", "transactional"),
        ("oracle", "OracleImpl", "non-transactional"),
    ],
)
def test_announcement(dialect: str, impl: str, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """Every context announces its implementation, mode and kind of DDL."""
    with caplog.at_level(logging.INFO, "alembic.runtime.migration"):
        offline(dialect)
    assert [record.message for record in caplog.records] == [
        f"Context impl {impl}.",
        "Generating static SQL",
        f"Will assume {kind} DDL.",
    ]


def test_engine_instead_of_connection() -> None:
    """An engine is named as the mistake it is."""
    engine = create_engine("sqlite://")
    with pytest.raises(
        CommandError,
        match=r"'connection' argument to configure\(\) is expected to be a "
        r"sqlalchemy\.engine\.Connection instance, got Engine\(sqlite://\)",
    ):
        MigrationContext.configure(engine)  # type: ignore[arg-type]


def test_nothing_to_configure_from() -> None:
    """Without connection, URL and dialect there is no context."""
    with pytest.raises(Exception, match=r"Connection, url, or dialect_name is required\."):
        MigrationContext.configure()


def test_literal_binds_is_for_scripts() -> None:
    """Bound values cannot be written into a live connection."""
    with (
        create_engine("sqlite://").connect() as connection,
        pytest.raises(CommandError, match="Can't use literal_binds setting without as_sql mode"),
    ):
        MigrationContext.configure(connection, opts={"literal_binds": True})


def test_heads_of_a_database_without_version_table() -> None:
    """No table, no heads; and asking creates none."""
    with create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_heads() == ()
        assert context.get_current_revision() is None
        assert not context._has_version_table()


def test_several_heads_have_no_single_revision() -> None:
    """Several rows need get_current_heads(); NULL rows count as nothing."""
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("CREATE TABLE vt (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO vt VALUES ('a1'), (NULL), ('b1')"))
        context = MigrationContext.configure(connection, opts={"version_table": "vt"})
        assert context.get_current_heads() == ("a1", "b1")
        with pytest.raises(
            CommandError,
            match=r"Version table 'vt' has more than one head present; "
            r"please use get_current_heads\(\)",
        ):
            context.get_current_revision()


def test_starting_revision_needs_a_script() -> None:
    """Online the start is the version table, and nothing else."""
    with create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection, opts={"starting_rev": "a1"})
        with pytest.raises(
            CommandError,
            match="Can't specify current_rev to context when using a database connection",
        ):
            context.get_current_heads()


def test_offline_heads_are_the_start() -> None:
    """Offline the start of the range stands for the version table; base is nothing."""
    assert offline("sqlite", starting_rev="a1")[0].get_current_heads() == ("a1",)
    assert offline("sqlite", starting_rev="base")[0].get_current_heads() == ()
    assert offline("sqlite")[0].get_current_heads() == ()


def test_purge_has_no_script() -> None:
    """Rows cannot be deleted from a database nobody sees."""
    context, _ = offline("sqlite", purge=True, fn=chain())
    with pytest.raises(CommandError, match="Can't use --purge with --sql mode"):
        context.run_migrations()


def test_a_plan_that_fails_purges_nothing() -> None:
    """The steps are planned before the rows are deleted."""

    def fn(heads: Any, context: Any) -> Any:
        raise CommandError("Can't locate revision identified by 'zz'")

    with create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection, opts={"purge": True, "fn": fn})
        context._ensure_version_table()
        context.impl._exec(context._version.insert().values(version_num="a1"))
        with pytest.raises(CommandError, match="zz"):
            context.run_migrations()
        assert context.get_current_heads() == ("a1",)


def test_callbacks_hear_of_every_step() -> None:
    """Callbacks get the context, the step, the new heads and the arguments, in order."""
    heard: list[tuple[str, set[str], dict[str, Any]]] = []

    def listener(name: str) -> Any:
        def hear(*, ctx: Any, step: Any, heads: set[str], run_args: dict[str, Any]) -> None:
            assert isinstance(ctx, MigrationContext)
            heard.append((name, heads, run_args))

        return hear

    with create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "fn": chain(("a1", lambda **kw: None), ("b2", lambda **kw: None)),
                "on_version_apply": (listener("one"), listener("two")),
            },
        )
        context.run_migrations(engine_name="e1")
    args = {"engine_name": "e1"}
    assert heard == [
        ("one", {"a1"}, args),
        ("two", {"a1"}, args),
        ("one", {"b2"}, args),
        ("two", {"b2"}, args),
    ]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ((RowChange("insert", None, "a"),), "new branch insert a"),
        ((RowChange("delete", "a", None),), "branch delete a"),
        ((RowChange("update", "a", "b"),), "update a to b"),
        (
            (RowChange("delete", "a", None), RowChange("update", "b", "m")),
            "merge, delete ['a'], update b to m",
        ),
        (
            (RowChange("insert", None, "a"), RowChange("update", "m", "b")),
            "unmerge, insert ['a'], update m to b",
        ),
    ],
)
def test_row_changes_are_logged(
    changes: tuple[RowChange, ...], line: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Each change of the version table has its line at DEBUG."""

    class Step:
        def row_changes(self, heads: Any) -> tuple[RowChange, ...]:
            return changes

    context, _ = offline("sqlite")
    with caplog.at_level(logging.DEBUG, "alembic.runtime.migration"):
        HeadMaintainer(context, {"a", "b", "m"}).update_to_step(Step())  # type: ignore[arg-type]
    assert [r.message for r in caplog.records if r.levelno == logging.DEBUG] == [line]


def test_ids_with_quotes_and_percent_signs() -> None:
    """A version id is written as a literal, whatever it holds, and read back the same."""
    with create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"fn": chain(("it's 5%", lambda: None))}
        )
        context.run_migrations()
        assert context.get_current_heads() == ("it's 5%",)
