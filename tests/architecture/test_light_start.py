"""What a command that needs no database loads."""

import subprocess
import sys
from pathlib import Path

import pytest

from harness.project import Project

HEAVY = ("sqlalchemy", "mako", "rich", "tomllib", "asyncio", "pathlib")
RUN = """
import sys
from alembic.config import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print("LOADED", *sorted(sys.modules), sep="\\n")
"""


def loaded(project: Project, *arguments: str) -> list[str]:
    """Names of all modules in memory after a command."""
    out = project.python("-c", RUN, *arguments).out
    return out.partition("LOADED\n")[2].split()


@pytest.fixture
def with_history(project: Project) -> Project:
    project.alembic("init", "migrations")
    project.alembic("revision", "-m", "one", "--rev-id", "aa01")
    project.alembic("revision", "-m", "two", "--rev-id", "bb02")
    return project


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["heads"], ["history"], ["branches"], ["show", "aa01"]],
    ids=lambda arguments: arguments[0],
)
def test_no_sqlalchemy_no_mako(with_history: Project, arguments: list[str]) -> None:
    """Help and the commands that only read the graph load neither SQLAlchemy nor Mako."""
    names = loaded(with_history, *arguments)
    assert [name for name in names if name.split(".")[0] in HEAVY] == []


def test_the_size_of_the_terminal_is_asked_for_by_help_alone(with_history: Project) -> None:
    """What argparse loads to fold a page of help is not loaded where none is shown."""
    assert "shutil" in loaded(with_history, "--help")
    assert "shutil" not in loaded(with_history, "heads")


@pytest.mark.parametrize(("arguments", "limit"), [(["--help"], 20), (["heads"], 55)])
def test_only_some_of_our_modules(with_history: Project, arguments: list[str], limit: int) -> None:
    """A light command loads only the rooms it walks through."""
    names = loaded(with_history, *arguments)
    ours = [name for name in names if name.split(".")[0] == "alembic"]
    assert len(ours) <= limit, ours


def test_importing_the_doors_does_not_load_sqlalchemy(tmp_path: Path) -> None:
    """``from alembic import op, context, command`` is free of SQLAlchemy until used."""
    code = (
        "import sys; from alembic import op, context, command; print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_a_run_with_nothing_to_do_loads_what_guards_it_and_no_more(with_history: Project) -> None:
    """Neither what records, nor what knows leases, nor what reads passwords."""
    with_history.set_url("sqlite:///app.db")
    with_history.alembic("upgrade", "head")
    names = loaded(with_history, "upgrade", "head")
    assert "alembic.journal.lock.held" in names
    unneeded = (
        "alembic.ddl.journaling",
        "alembic.journal.lock.lease",
        "alembic.journal.lock.leased",
        "alembic.journal.record.entry",
        "alembic.journal.record.recorder",
        "alembic.journal.record.table",
        "getpass",
    )
    assert [name for name in names if name in unneeded] == []
    assert len([name for name in names if name.startswith("alembic.journal.")]) <= 15
