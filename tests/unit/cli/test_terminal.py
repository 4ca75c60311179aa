"""At a terminal results have colours; the text is the same, and files get none."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

from harness.project import Project

LISTING = ["<base> -> aaa1 (head), first"]


def at_terminal(project: Project, *arguments: str, **environment: str) -> str:
    """Run a command whose standard output is a terminal, and return what it showed."""
    ours, theirs = pty.openpty()
    environ = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "200", **environment}
    environ.pop("NO_COLOR", None)
    environ.update(environment)
    command = [sys.executable, "-m", "alembic", *arguments]
    with subprocess.Popen(command, cwd=project.path, stdout=theirs, env=environ) as process:
        process.wait()
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def made(project: Project) -> Project:
    """Give the project one revision."""
    project.alembic("init", "migrations")
    project.alembic("revision", "-m", "first", "--rev-id", "aaa1")
    return project


def test_colours_change_no_text(project: Project) -> None:
    """Without its escape sequences the listing is what a file would get."""
    shown = at_terminal(made(project), "history")
    assert "\x1b[" in shown
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines() == LISTING


def test_no_color_is_honoured(project: Project) -> None:
    """``NO_COLOR`` leaves no colour; a dumb terminal gets no escape sequence at all."""
    made(project)
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", at_terminal(project, "history", NO_COLOR="1"))
    assert at_terminal(project, "history", TERM="dumb").splitlines() == LISTING


def test_a_long_line_is_not_broken(project: Project) -> None:
    """The width of the terminal breaks no line of a listing."""
    project.alembic("init", "migrations")
    message = "x" * 150
    project.alembic("revision", "-m", message, "--rev-id", "aaa1")
    shown = at_terminal(project, "history", TERM="dumb", COLUMNS="40")
    assert shown.splitlines() == [f"<base> -> aaa1 (head), {message}"]


def test_a_pipe_loads_no_rich(project: Project) -> None:
    """Only a terminal pays for colours."""
    made(project)
    code = (
        "import sys; from alembic.config import main\n"
        "sys.argv = ['alembic', 'heads']\n"
        "main()\n"
        "sys.exit('rich' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project.path, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"aaa1 (head)\n")
