"""What writing a revision loads."""

from __future__ import annotations

import pytest

from harness.project import Project
from unit.commands.graph import write_graph

_RUN = """
import sys
from alembic.config import main
main(sys.argv[1:])
print("LOADED", *sorted(sys.modules), sep="\\n")
"""


@pytest.mark.parametrize(
    "arguments",
    [["revision", "-m", "x", "--head", "e001"], ["merge", "-m", "x", "heads"]],
    ids=lambda arguments: arguments[0],
)
def test_writing_a_revision_loads_only_the_template_engine(
    project: Project, arguments: list[str]
) -> None:
    """The database library and the colours of error reports stay where they are."""
    write_graph(project)
    out = project.python("-c", _RUN, *arguments).out
    assert "Generating " in out
    loaded = set(out.partition("LOADED\n")[2].split())
    assert "mako" in loaded
    heavy = {"sqlalchemy", "pygments", "tomllib", "dataclasses"}
    assert loaded & heavy == set()


@pytest.mark.parametrize(
    "arguments",
    [["heads"], ["history"], ["branches"], ["show", "e001"]],
    ids=lambda arguments: arguments[0],
)
def test_listing_loads_neither_argparse_nor_typing(project: Project, arguments: list[str]) -> None:
    """Each of them takes longer to load than the files of a usual project to look at."""
    write_graph(project)
    out = project.python("-c", _RUN, *arguments).out
    loaded = set(out.partition("LOADED\n")[2].split())
    assert "alembic.script" in loaded
    heavy = {"argparse", "gettext", "locale", "typing", "pathlib", "logging", "sqlalchemy", "mako"}
    assert loaded & heavy == set()


_ENV = """
import sqlalchemy as sa
from alembic import context

metadata = sa.MetaData()
sa.Table(
    "account",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Enum("a", "b", name="kind")),
    sa.Column("owner", sa.String(20), sa.ForeignKey("owner.name"), index=True),
    sa.UniqueConstraint("kind", name="uq"),
)
sa.Table("owner", metadata, sa.Column("name", sa.String(20), primary_key=True))
with sa.create_engine("sqlite:///app.db").connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
"""


def test_databases_that_are_not_used_are_not_loaded(project: Project) -> None:
    """On SQLite no command needs what SQLAlchemy has for another database, nor its ORM."""
    project.alembic("init", "migrations")
    project.write("migrations/env.py", _ENV)
    other = {f"sqlalchemy.dialects.{each}" for each in ("postgresql", "mysql", "mssql", "oracle")}
    for command in (
        ["revision", "--autogenerate", "-m", "tables"],
        ["upgrade", "head"],
        ["check"],
        ["current"],
        ["downgrade", "base"],
    ):
        out = project.python("-c", _RUN, *command).out
        loaded = set(out.partition("LOADED\n")[2].split())
        assert "sqlalchemy.dialects.sqlite" in loaded
        assert loaded & {*other, "sqlalchemy.orm"} == set(), command
