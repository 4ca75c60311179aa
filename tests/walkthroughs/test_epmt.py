"""The walkthrough "epmt": a baseline applied by the application itself, batch on SQLite."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from harness.databases import connected, rows, user_tables
from harness.project import Project

USING = """\
import logging

import settings
from orm.sqlalchemy.models import Base

config.set_main_option("sqlalchemy.url", settings.db_params["url"])
logging.getLogger("alembic.runtime.migration").info("Using %s", settings.db_params["url"])
target_metadata = Base.metadata
"""
UPGRADE = """\
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_admin', sa.Boolean(), nullable=True))
"""
DOWNGRADE = """\
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_column('is_admin')
"""
START = [
    "INFO  [alembic.runtime.migration] Using sqlite:///db.sqlite",
    "INFO  [alembic.runtime.migration] Context impl SQLiteImpl.",
    "INFO  [alembic.runtime.migration] Will assume non-transactional DDL.",
]


@pytest.fixture
def application(beginning: Callable[[str], Project]) -> Project:
    project = beginning("epmt")
    project.alembic("init", "migrations")
    project.edit("migrations/env.py", "target_metadata = None\n", USING)
    project.alembic("revision", "--autogenerate", "-m", "baseline", "--rev-id", "392efb1132ae")
    return project


@pytest.fixture
def with_column(application: Project) -> tuple[Project, str]:
    """The application with a database, data, and the migration of the document."""
    application.python("-m", "orm.sqlalchemy.general")
    made = application.alembic("revision", "-m", "add admin column to users table")
    [name] = [n for n in application.files("migrations/versions/*.py") if "baseline" not in n]
    # The slug of the message is cut at 40 characters: this one is shorter.
    assert made.out == f"Generating {application.path}/{name} ...  done\n"
    head, up, down = re.split(r"(?m)^(?=def )", application.read(name))
    up, down = up.replace("    pass\n", UPGRADE), down.replace("    pass\n", DOWNGRADE)
    application.write(name, head + up + down)
    with connected(url_of(application)) as connection:
        connection.execute(sa.text("INSERT INTO users (name, id) VALUES ('tushar', 5)"))
        connection.execute(sa.text("INSERT INTO jobs (jobid, user_id) VALUES ('j1', 'tushar')"))
    return application, application.alembic("heads").out.split()[0]


def url_of(project: Project) -> str:
    return f"sqlite:///{project.path}/db.sqlite"


def users(project: Project) -> dict[str, object]:
    """What the database says about the table, in comparable form."""
    with connected(url_of(project)) as connection:
        look = sa.inspect(connection)
        return {
            "columns": [
                (c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns("users")
            ],
            "primary key": look.get_pk_constraint("users")["constrained_columns"],
            "unique": [u["column_names"] for u in look.get_unique_constraints("users")],
        }


BEFORE = {
    "columns": [
        ("created_at", "DATETIME", True),
        ("updated_at", "DATETIME", True),
        ("name", "VARCHAR", False),
        ("id", "INTEGER", True),
        ("info_dict", "JSON", True),
    ],
    "primary key": ["name"],
    "unique": [["id"]],
}
AFTER = BEFORE | {"columns": [*BEFORE["columns"], ("is_admin", "BOOLEAN", True)]}


def test_the_baseline_is_made_from_the_models(application: Project) -> None:
    """Autogenerate writes a baseline migration with the tables and the index of the models."""
    text = application.read("migrations/versions/392efb1132ae_baseline.py")
    assert "op.create_table('users'," in text
    assert "op.create_table('jobs'," in text
    assert "op.f('ix_jobs_user_id')" in text
    assert not (application.path / "db.sqlite").exists() or user_tables(url_of(application)) in (
        [],
        ["alembic_version"],
    )


def test_the_application_sets_up_its_database(application: Project) -> None:
    """``setup_db`` applies the baseline to an empty database, and does nothing the next time."""
    first = application.python("-m", "orm.sqlalchemy.general")
    assert first.out == "created\n"
    assert first.log[-1] == (
        "INFO  [alembic.runtime.migration] Running upgrade  -> 392efb1132ae, baseline"
    )
    assert user_tables(url_of(application)) == ["alembic_version", "jobs", "users"]
    assert rows(url_of(application), "SELECT * FROM alembic_version") == [("392efb1132ae",)]
    assert application.python("-m", "orm.sqlalchemy.general").out == "up to date\n"
    assert application.alembic("check").out == "No new upgrade operations detected.\n"


def test_the_application_upgrades_an_old_database(with_column: tuple[Project, str]) -> None:
    """``setup_db`` brings an older database to the newest revision through the API."""
    project, revision = with_column
    assert project.python("-m", "orm.sqlalchemy.general").out == "upgraded\n"
    assert rows(url_of(project), "SELECT * FROM alembic_version") == [(revision,)]


def test_a_column_added_and_removed_in_batch_mode(with_column: tuple[Project, str]) -> None:
    """Batch mode on SQLite adds and drops the column; the log and the table are as shown."""
    project, revision = with_column
    assert users(project) == BEFORE
    up = project.alembic("upgrade", "head")
    assert up.log == [
        *START,
        "INFO  [alembic.runtime.migration] Running upgrade 392efb1132ae -> "
        f"{revision}, add admin column to users table",
    ]
    assert users(project) == AFTER
    down = project.alembic("downgrade", "-1")
    assert down.log == [
        *START,
        f"INFO  [alembic.runtime.migration] Running downgrade {revision} -> 392efb1132ae, "
        "add admin column to users table",
    ]
    assert users(project) == BEFORE
    assert rows(url_of(project), "SELECT name, id FROM users") == [("tushar", 5)]
    assert rows(url_of(project), "SELECT jobid, user_id FROM jobs") == [("j1", "tushar")]


def test_all_migrations_removed(with_column: tuple[Project, str]) -> None:
    """``downgrade base`` leaves nothing but the version table, without rows."""
    project, revision = with_column
    project.alembic("upgrade", "head")
    down = project.alembic("downgrade", "base")
    assert down.log == [
        *START,
        f"INFO  [alembic.runtime.migration] Running downgrade {revision} -> 392efb1132ae, "
        "add admin column to users table",
        "INFO  [alembic.runtime.migration] Running downgrade 392efb1132ae -> , baseline",
    ]
    assert user_tables(url_of(project)) == ["alembic_version"]
    assert rows(url_of(project), "SELECT * FROM alembic_version") == []
