"""Opening a file in the user's editor."""

import stat
from pathlib import Path

import pytest

from alembic.base import editor
from alembic.base.exc import CommandError


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    calls: list[list[str]] = []
    monkeypatch.setattr(editor, "check_call", calls.append)
    return calls


def program(folder: Path, name: str) -> str:
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_editor_given_as_a_path(tmp_path: Path, opened: list[list[str]]) -> None:
    """EDITOR may name a file; VISUAL is second."""
    first, second = program(tmp_path, "first"), program(tmp_path, "second")
    editor.open_in_editor("x.py", {"EDITOR": first, "VISUAL": second, "PATH": ""})
    assert opened == [[first, "x.py"]]


def test_editor_given_as_a_name(tmp_path: Path, opened: list[list[str]]) -> None:
    """A program's name is looked up on PATH, before the usual editors."""
    mine = program(tmp_path, "mine")
    program(tmp_path, "nano")
    editor.open_in_editor("x.py", {"VISUAL": "mine", "PATH": str(tmp_path)})
    assert opened == [[mine, "x.py"]]


def test_first_usual_editor_found(tmp_path: Path, opened: list[list[str]]) -> None:
    """Without a wish, the first usual editor on PATH is taken."""
    program(tmp_path, "vim")
    nano = program(tmp_path, "nano")
    editor.open_in_editor("x.py", {"PATH": str(tmp_path)})
    assert opened == [[nano, "x.py"]]


def test_no_editor_tells_the_way_out(tmp_path: Path, opened: list[list[str]]) -> None:
    """When there is none, the error names the variables to set."""
    with pytest.raises(
        CommandError,
        match=r"Error executing editor \(No suitable editor found\. Please set the \"EDITOR\" or "
        r"\"VISUAL\" environment variables\)",
    ):
        editor.open_in_editor("x.py", {"PATH": str(tmp_path)})
    assert opened == []


def test_failing_editor_is_a_command_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that cannot be run ends in one line."""

    def fail(command: list[str]) -> None:
        raise OSError("broken")

    monkeypatch.setattr(editor, "check_call", fail)
    mine = program(tmp_path, "mine")
    with pytest.raises(CommandError, match=r"Error executing editor \(broken\)"):
        editor.open_in_editor("x.py", {"EDITOR": mine})
