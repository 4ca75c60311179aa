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
