"""One-file stories: a law, the files it needs, commands, and what each must print.

    A missing ini file is one clear line.

    databases: sqlite postgresql

    -- models.py --
    x = 1

    $ alembic heads
    FAILED: No 'script_location' key found in configuration.
    [255]

The first line says what the story proves. ``databases`` is optional; with it the story runs once
per kind, on a fresh database whose address is in ``$DATABASE_URL``. Files stand where they are
written, between commands too. A command's block is its standard output and error as they come, then
``[status]`` when it is not 0. In expected text ``...`` stands for anything within a line, a line
with only ``...`` for any number of lines, and ``$PWD`` for the project's directory.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .project import TIMEOUT_SECONDS, Project

FILE = re.compile(r"^-- (\S+) --$")
DATABASES = re.compile(r"^databases: (.+)$")


@dataclass
class File:
    """A file the story writes."""

    name: str
    lines: list[str] = field(default_factory=list)


@dataclass
class Command:
    """A command line and the block of output below it."""

    line: str
    expected: list[str] = field(default_factory=list)


@dataclass
class Story:
    """A story as read from its file."""

    path: Path
    law: str
    databases: list[str]
    steps: list[File | Command]

    def render(self) -> str:
        """Return the text of the story's file."""
        parts = [self.law]
        if self.databases:
            parts.append(f"databases: {' '.join(self.databases)}")
        for step in self.steps:
            head = f"-- {step.name} --" if isinstance(step, File) else f"$ {step.line}"
            body = step.lines if isinstance(step, File) else step.expected
            parts.append("\n".join([head, *body]))
        return "\n\n".join(parts) + "\n"


def read(path: Path) -> Story:
    """Read a story from its file."""
    law, *lines = path.read_text(encoding="utf-8").splitlines()
    databases: list[str] = []
    steps: list[File | Command] = []
    for line in lines:
        if found := FILE.match(line):
            steps.append(File(found[1]))
        elif line.startswith("$ "):
            steps.append(Command(line[2:]))
        elif not steps and (found := DATABASES.match(line)):
            databases = found[1].split()
        elif steps:
            last = steps[-1]
            (last.lines if isinstance(last, File) else last.expected).append(line)
    for step in steps:
        body = step.lines if isinstance(step, File) else step.expected
        while body and not body[-1]:
            del body[-1]
    return Story(path, law, databases, steps)


def matches(expected: list[str], actual: list[str]) -> bool:
    """Tell whether output is what a block expects."""
    pattern = "".join(_pattern(expected))
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in actual)) is not None


def _pattern(expected: Iterable[str]) -> Iterator[str]:
    for line in expected:
        if line == "...":
            yield r"(?:.*\n)*?"
        else:
            yield ".*?".join(re.escape(piece) for piece in line.split("...")) + r"\n"


def tell(story: Story, project: Project, update: bool) -> None:
    """Run a story in a project.

    Args:
        story: The story; its expectations are replaced when ``update`` is true.
        project: An empty project.
        update: Write what the commands print into the story's file instead of comparing.
    """
    for step in story.steps:
        if isinstance(step, File):
            project.write(step.name, "\n".join(step.lines) + "\n")
            continue
        actual = output(step.line, project)
        if update and not matches(step.expected, actual):
            step.expected = actual
        insist(story.path.name, step, actual)
    if update:
        story.path.write_text(story.render(), encoding="utf-8")


def insist(place: str, command: Command, actual: list[str]) -> None:
    """Fail with both texts when a command did not print what it should."""
    if not matches(command.expected, actual):
        wanted, got = "\n".join(command.expected), "\n".join(actual)
        raise AssertionError(f"{place}: $ {command.line}\n--- expected\n{wanted}\n--- got\n{got}")


def output(line: str, project: Project) -> list[str]:
    """Run one command line and return its block: both streams in order, then the status."""
    variables = project.environment()
    words = [re.sub(r"\$(\w+)", lambda m: variables.get(m[1], m[0]), w) for w in shlex.split(line)]
    done = subprocess.run(
        words,
        cwd=project.path,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    lines = done.stdout.replace(str(project.path), "$PWD").splitlines()
    while lines and not lines[-1]:
        del lines[-1]
    return [*lines, f"[{done.returncode}]"] if done.returncode else lines
