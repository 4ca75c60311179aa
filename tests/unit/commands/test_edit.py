"""``alembic edit``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest

from harness.project import Project, Result
from unit.commands.graph import write_graph, write_project

Inside = Callable[..., Result]


@pytest.fixture
def graph(project: Project) -> Project:
    write_graph(project)
    editor = project.write("bin/my-editor", "")
    project.variables.update({"EDITOR": str(editor), "VISUAL": ""})
    return project


@pytest.fixture
def opened() -> Iterator[list[list[str]]]:
    """The command lines of the editor, with paths by their last part."""
    calls: list[list[str]] = []
    with mock.patch("alembic.util.editor.check_call") as call:
        call.side_effect = lambda args: calls.append([Path(each).name for each in args])
        yield calls


@pytest.mark.parametrize(
    ("symbol", "files"),
    [
        ("a001", ["a001.py"]),
        ("left", ["c001.py"]),
        ("heads", ["e001.py", "f001.py"]),
    ],
)
def test_the_editor_gets_one_file_after_the_other(
    graph: Project, inside: Inside, opened: list[list[str]], symbol: str, files: list[str]
) -> None:
    """``EDITOR`` may be the path of a program."""
    assert inside(graph, "edit", symbol).status == 0
    assert opened == [["my-editor", file] for file in files]


def test_the_rows_of_the_database(graph: Project, inside: Inside, opened: list[list[str]]) -> None:
    """``current`` stands for them."""
    assert inside(graph, "edit", "current").out == "FAILED: No current revisions\n"
    inside(graph, "stamp", "c001")
    assert inside(graph, "edit", "current").status == 0
    assert opened == [["my-editor", "c001.py"]]


@pytest.mark.parametrize(
    ("symbol", "text"),
    [
        ("base", "No revision files indicated by symbol 'base'"),
        ("nope", "Can't locate revision identified by 'nope'"),
    ],
)
def test_symbols_without_a_file(
    graph: Project, inside: Inside, opened: list[list[str]], symbol: str, text: str
) -> None:
    """One sentence, and no editor."""
    result = inside(graph, "edit", symbol)
    assert (result.status, result.out, opened) == (255, f"FAILED: {text}\n", [])


def test_an_empty_directory_has_nothing_to_edit(project: Project, inside: Inside) -> None:
    """``head`` is nothing there."""
    write_project(project)
    assert inside(project, "edit", "head").out == (
        "FAILED: No revision files indicated by symbol 'head'\n"
    )


def test_an_editor_that_fails(graph: Project, inside: Inside) -> None:
    """What the operating system says is in the sentence."""
    result = inside(graph, "edit", "a001")
    assert result.status == 255
    assert result.out.startswith("FAILED: Error executing editor (")
    assert "Permission denied" in result.out


def test_no_editor_at_all(graph: Project, inside: Inside) -> None:
    """The sentence says which variables to set."""
    graph.variables.update({"EDITOR": "", "PATH": str(graph.path)})
    assert inside(graph, "edit", "a001").out == (
        "FAILED: Error executing editor (No suitable editor found. Please set the "
        '"EDITOR" or "VISUAL" environment variables)\n'
    )
