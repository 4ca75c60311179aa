"""A project whose models have enum types on PostgreSQL, command by command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from harness.databases import connected, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.project import Project, Result

    Run = Callable[..., Result]

HEAD = """\
import sqlalchemy as sa

metadata = sa.MetaData()
key = lambda: sa.Column("id", sa.Integer, primary_key=True)
mood = sa.Enum("sad", "it's ok", name="mood")
kind = sa.Enum("x", name="kind")
"""

#: What the models are like from revision to revision.
HISTORY = {
    "r1": 'sa.Table("a", metadata, key(), sa.Column("mood", mood))',
    "r2": 'sa.Table("a", metadata, key(), sa.Column("mood", mood), sa.Column("kind", kind))',
    "r3": 'sa.Table("b", metadata, key(), sa.Column("kind", kind))',
    "r4": 'sa.Table("b", metadata, key())',
    "r5": 'sa.Table("b", metadata, key())\nsa.Table("c", metadata, key(), sa.Column("mood", mood))',
}
TYPES = {"r1": ["mood"], "r2": ["kind", "mood"], "r3": ["kind"], "r4": [], "r5": ["mood"]}
CLEAN = "No new upgrade operations detected.\n"


def enum_types(url: str) -> list[object]:
    """Return the enum types of a database."""
    found = rows(url, "SELECT typname::text FROM pg_type WHERE typtype = 'e' ORDER BY 1")
    return [name for (name,) in found]


@pytest.fixture
def grown(project: Project, inside: Run, postgresql_url: str) -> Project:
    """Give a project with a revision for each change of the models, none of them edited."""
    inside(project, "init", "migrations")
    project.set_url(postgresql_url)
    old = "target_metadata = None"
    project.edit("migrations/env.py", old, "from models import metadata as target_metadata")
    for revision, tables in HISTORY.items():
        project.write("models.py", f"{HEAD}{tables}\n")
        made = inside(project, "revision", "--autogenerate", "--rev-id", revision)
        assert made.status == 0
        assert inside(project, "upgrade", "head").status == 0
        assert inside(project, "check").out == CLEAN
        assert enum_types(postgresql_url) == TYPES[revision]
    return project


def test_every_revision_runs_down_and_up_again(
    grown: Project, inside: Run, postgresql_url: str
) -> None:
    """After each step the types are those of the revision."""
    revisions = list(HISTORY)
    for below in [*reversed(revisions[:-1]), "base"]:
        assert inside(grown, "downgrade", below).status == 0
        assert enum_types(postgresql_url) == TYPES.get(below, [])
    for revision in revisions:
        assert inside(grown, "upgrade", revision).status == 0
        assert enum_types(postgresql_url) == TYPES[revision]
    assert inside(grown, "check").out == CLEAN


def test_all_revisions_run_at_once(grown: Project, inside: Run, postgresql_url: str) -> None:
    """One run goes through all of them, though a type goes and comes again on the way."""
    for _ in range(2):
        assert inside(grown, "downgrade", "base").status == 0
        assert enum_types(postgresql_url) == []
        assert inside(grown, "upgrade", "head").status == 0
        assert inside(grown, "check").out == CLEAN


def test_scripts_do_the_same(grown: Project, inside: Run, postgresql_url: str) -> None:
    """The SQL scripts of all revisions, there, back and there again."""
    for _ in range(2):
        _execute(postgresql_url, inside(grown, "downgrade", "head:base", "--sql").out)
        assert enum_types(postgresql_url) == []
        _execute(postgresql_url, inside(grown, "upgrade", "head", "--sql").out)
        assert inside(grown, "check").out == CLEAN


def test_another_database_has_no_such_types(grown: Project, inside: Run) -> None:
    """The same revisions run on SQLite, where the lines about types do nothing."""
    grown.set_url("sqlite:///test.db")
    for command in (("upgrade", "head"), ("downgrade", "base"), ("upgrade", "head")):
        assert inside(grown, *command).status == 0


def _execute(url: str, script: str) -> None:
    with connected(url) as connection:
        connection.execute(sa.text("DROP TABLE IF EXISTS alembic_version"))
        if "CREATE TABLE alembic_version" not in script:
            connection.execute(sa.text("CREATE TABLE alembic_version (version_num varchar(32))"))
            connection.execute(sa.text("INSERT INTO alembic_version VALUES ('r5')"))
        connection.commit()
        with connection.connection.cursor() as cursor:
            cursor.execute(script)
