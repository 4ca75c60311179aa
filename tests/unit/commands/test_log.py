"""``log``: what the journal says."""

from __future__ import annotations

import json
from collections.abc import Callable

from harness.project import Project, Result
from unit.commands.graph import write_project, write_revision

Inside = Callable[..., Result]


def test_nothing_is_recorded(project: Project, inside: Inside) -> None:
    """A run in one transaction leaves no record, and that is said; JSON is an empty list."""
    write_project(project)
    write_revision(project, "a001")
    inside(project, "upgrade", "head")
    assert inside(project, "log").out == (
        "Nothing is recorded; what runs in one transaction is recorded with journal = always.\n"
    )
    assert json.loads(inside(project, "log", "--json").out) == []


def test_every_run_is_recorded(project: Project, inside: Inside) -> None:
    """With ``journal = always`` each revision is a line."""
    write_project(project)
    project.edit("alembic.ini", "[alembic]\n", "[alembic]\njournal = always\n")
    write_revision(project, "a001")
    inside(project, "upgrade", "head")
    line = inside(project, "log").out
    assert "a001" in line
    assert "Nothing" not in line
