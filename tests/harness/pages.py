"""Documentation pages, read as the story they tell.

In the fenced blocks of a page, in order: a block after a line that ends in "`name`:" is the content
of that file; a ``diff`` block after such a line is a change of it; ``console`` blocks are commands
and their output, as in stories. Other blocks are not run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .project import Project
from .stories import Command, insist, output

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE_ABOVE = re.compile(r"`([\w./-]+)`:\n\n?$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its text, and the file named right above it."""

    language: str
    text: str
    file: str | None


def blocks(page: Path) -> Iterator[Block]:
    """Return the fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        above = FILE_ABOVE.search(text, 0, found.start())
        named = above[1] if above and above.end() == found.start() else None
        yield Block(found[1], found[2], named)


def commands(text: str) -> list[Command]:
    """Read the commands of a console block."""
    found: list[Command] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append(Command(line[2:]))
        else:
            found[-1].expected.append(line)
    return found


def follow(page: Path, project: Project) -> int:
    """Do what a page says; return how many commands were run."""
    count = 0
    for block in blocks(page):
        if block.language == "console":
            for command in commands(block.text):
                # Blanks at line ends, which SQLAlchemy writes, do not survive in a page.
                actual = [line.rstrip() for line in output(command.line, project)]
                insist(page.name, command, actual)
                count += 1
        elif block.file and block.language == "diff":
            _change(project, block.file, block.text)
        elif block.file:
            project.write(block.file, block.text)
    return count


def _change(project: Project, name: str, diff: str) -> None:
    old = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line.startswith("-"))
    new = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line.startswith("+"))
    project.edit(name, old, new)
