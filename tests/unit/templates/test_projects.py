"""Each template made into a working project."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from harness.project import Project, Result

Inside = Callable[..., Result]

ONE_DATABASE = ["async", "generic", "pyproject", "pyproject_async"]

MODELS = """\
import sqlalchemy as sa

metadata = sa.MetaData()
sa.Table("account", metadata, sa.Column("id", sa.Integer, primary_key=True))
other = sa.MetaData()
sa.Table("log", other, sa.Column("id", sa.Integer, primary_key=True))
"""


@pytest.fixture(params=ONE_DATABASE)
def one(request: pytest.FixtureRequest, project: Project, inside: Inside) -> Project:
    """A project of a template with one database, with a model and a database."""
    inside(project, "init", "-t", request.param, "migrations")
    driver = "sqlite+aiosqlite" if "async" in request.param else "sqlite"
    project.set_url(f"{driver}:///app.db")
    project.write("models.py", MODELS)
    project.edit(
        "migrations/env.py",
        "target_metadata = None",
        "import models\n\ntarget_metadata = models.metadata",
    )
    return project


@pytest.fixture
def two(project: Project, inside: Inside) -> Project:
    """A project with two databases, each with a model of its own."""
    inside(project, "init", "-t", "multidb", "migrations")
    text = project.read("alembic.ini")
    for number in ("2", ""):
        text = text.replace(
            f"driver://user:pass@localhost/dbname{number}", f"sqlite:///app{number or '1'}.db"
        )
    project.write("alembic.ini", text)
    project.write("models.py", MODELS)
    project.edit(
        "migrations/env.py",
        "target_metadata = {}",
        'import models\n\ntarget_metadata = {"engine1": models.metadata, "engine2": models.other}',
    )
    return project


def tables(project: Project, database: str) -> list[str]:
    connection = sqlite3.connect(project.path / database)
    try:
        rows = connection.execute("select name from sqlite_master where type = 'table' order by 1")
        return [name for (name,) in rows]
    finally:
        connection.close()


def ok(result: Result) -> Result:
    assert result.status == 0, result.out + result.err
    return result


def test_an_ini_file_with_a_byte_order_mark(one: Project, inside: Inside) -> None:
    """Logging is set up from a file as editors save it; its encoding is not that of the locale."""
    one.write("alembic.ini", "\ufeff# Größe\n" + one.read("alembic.ini"))
    assert "Will assume non-transactional DDL." in ok(inside(one, "upgrade", "head")).err


def test_two_databases_and_a_byte_order_mark(two: Project, inside: Inside) -> None:
    """The same with more databases than one."""
    two.write("alembic.ini", "\ufeff# Größe\n" + two.read("alembic.ini"))
    assert "Migrating database engine2" in ok(inside(two, "upgrade", "head")).err


def test_a_project_walks_up_and_down(one: Project, inside: Inside) -> None:
    """Autogenerate, upgrade, check, downgrade: nothing but the URL and the models was edited."""
    ok(inside(one, "revision", "--autogenerate", "-m", "accounts", "--rev-id", "aa01"))
    assert one.files("migrations/versions/*") == ["migrations/versions/aa01_accounts.py"]
    ok(inside(one, "upgrade", "head"))
    assert tables(one, "app.db") == ["account", "alembic_version"]
    assert inside(one, "current").out == "aa01 (head)\n"
    assert inside(one, "check").out == "No new upgrade operations detected.\n"
    ok(inside(one, "downgrade", "base"))
    assert tables(one, "app.db") == ["alembic_version"]
    assert inside(one, "current").out == ""


def test_offline_mode_needs_no_database(one: Project, inside: Inside) -> None:
    """``--sql`` writes the script to standard output and touches nothing."""
    ok(inside(one, "revision", "-m", "first", "--rev-id", "aa01"))
    out = ok(inside(one, "upgrade", "head", "--sql")).out
    assert "CREATE TABLE alembic_version" in out
    assert "-- Running upgrade  -> aa01\n" in out
    assert one.files("*.db") == []


def test_log_lines_go_to_standard_error(one: Project) -> None:
    """The template's formatter shows level, logger and message."""
    one.alembic("revision", "-m", "first", "--rev-id", "aa01")
    result = one.alembic("upgrade", "head")
    assert result.out == ""
    assert result.log == [
        "INFO  [alembic.runtime.migration] Context impl SQLiteImpl.",
        "INFO  [alembic.runtime.migration] Will assume non-transactional DDL.",
        "INFO  [alembic.runtime.migration] Running upgrade  -> aa01, first",
    ]


def test_two_databases_walk_up_and_down_together(two: Project, inside: Inside) -> None:
    """One revision file holds the operations of both; each database gets its own."""
    ok(inside(two, "revision", "--autogenerate", "-m", "both", "--rev-id", "aa01"))
    ok(inside(two, "upgrade", "head"))
    assert tables(two, "app1.db") == ["account", "alembic_version"]
    assert tables(two, "app2.db") == ["alembic_version", "log"]
    assert inside(two, "current").out == "aa01 (head)\naa01 (head)\n"
    assert inside(two, "check").out == "No new upgrade operations detected.\n"
    ok(inside(two, "downgrade", "base"))
    assert tables(two, "app1.db") == ["alembic_version"]
    assert tables(two, "app2.db") == ["alembic_version"]


def test_two_databases_offline_write_two_files(two: Project, inside: Inside) -> None:
    """Each database's SQL is in a file named after it, in the current directory."""
    ok(inside(two, "revision", "--autogenerate", "-m", "both", "--rev-id", "aa01"))
    assert ok(inside(two, "upgrade", "head", "--sql")).out == ""
    assert "CREATE TABLE account" in two.read("engine1.sql")
    assert "CREATE TABLE log" in two.read("engine2.sql")


def test_a_failure_in_one_database_leaves_neither_changed(two: Project, inside: Inside) -> None:
    """All databases are committed at the end, or none."""
    ok(inside(two, "revision", "-m", "both", "--rev-id", "aa01"))
    two.edit(
        "migrations/versions/aa01_both.py",
        '    """Upgrade the engine2 schema."""\n    pass',
        '    """Upgrade the engine2 schema."""\n    raise RuntimeError("no")',
    )
    with pytest.raises(RuntimeError, match="no"):
        inside(two, "upgrade", "head")
    assert inside(two, "current").out == ""


def test_check_names_the_differences_of_every_database(two: Project, inside: Inside) -> None:
    """The differences of all databases are told together."""
    result = inside(two, "check")
    assert result.status == 255
    assert "FAILED: New upgrade operations detected: [('add_table', Table('account'" in result.out
    assert "('add_table', Table('log'" in result.out
    assert two.files("*.py") == ["migrations/env.py", "models.py"]
