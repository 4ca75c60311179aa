"""The ``alembic`` command inside the test process: quick, and as if it had never happened."""

from __future__ import annotations

import importlib
import io
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING

from .project import Result

if TYPE_CHECKING:
    from pathlib import Path

    from .project import Project


@contextmanager
def _modules_of(directory: Path) -> Iterator[None]:
    """Work in a directory and forget afterwards what was imported from there."""
    path, modules, cwd = list(sys.path), set(sys.modules), os.getcwd()
    os.chdir(directory)
    importlib.invalidate_caches()  # the finder of "." remembers the directory of its first use
    try:
        yield
    finally:
        os.chdir(cwd)
        sys.path[:] = path
        for name in set(sys.modules) - modules:
            origin = getattr(sys.modules[name], "__file__", None)
            if origin and origin.startswith(str(directory)):
                del sys.modules[name]


@contextmanager
def _variables(values: dict[str, str]) -> Iterator[None]:
    """Set environment variables for the length of a block."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _logging_restored() -> Iterator[None]:
    """Undo what a project's ``fileConfig`` does to the loggers."""
    root = logging.getLogger()
    known = [root, *(each for each in root.manager.loggerDict.values() if hasattr(each, "level"))]
    before = [(each, each.level, list(each.handlers), each.disabled) for each in known]
    try:
        yield
    finally:
        for each, level, handlers, disabled in before:
            each.setLevel(level)
            each.handlers[:] = handlers
            each.disabled = disabled


def run_inside(project: Project, *arguments: str) -> Result:
    """Run a command line in this process and return what it printed and its exit status.

    An exception that the command does not turn into a message is not caught: the test sees it.
    """
    from alembic import config

    out, err = io.StringIO(), io.StringIO()
    status = 0
    with (
        _modules_of(project.path),
        _variables(project.variables),
        _logging_restored(),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        line = config.CommandLine(prog="alembic")
        try:
            options = line.parser.parse_args(list(arguments))
            settings = line._config(options)
            settings.stdout = out  # its own default is the stream of when it was imported
            line.run_cmd(settings, options)
        except SystemExit as end:
            status = end.code % 256 if isinstance(end.code, int) else int(end.code is not None)
    return Result(status, out.getvalue(), err.getvalue())
