"""What README and documentation say is so."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from harness import pages
from harness.project import Project

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "examples/**/*.md", "packaging/**/*.md")
    for path in ROOT.glob(pattern)
)
TOLD = [path for path in PAGES if any(block.language == "console" for block in pages.blocks(path))]
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", [p for p in TOLD if "examples" not in p.parts], ids=name)
def test_a_page_can_be_followed(page: Path, project: Project) -> None:
    """Every command of the page prints what the page shows."""
    assert pages.follow(page, project) > 0


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of the page is a file."""
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_make_targets_exist(page: Path) -> None:
    """Every ``make`` command of the page is a target of the Makefile."""
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text()))
    named = set(re.findall(r"\bmake ([a-z-]+)\b(?=[`\s])", "".join(code(page))))
    assert named - targets == set()


def code(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    shells = [block.text for block in pages.blocks(page) if block.language == "shell"]
    return [*shells, *(f"{each} " for each in re.findall(r"`([^`\n]+)`", text))]


def test_the_reference_of_commands_is_the_command_line() -> None:
    """The page of commands is what ``scripts/reference.py`` writes."""
    written = runpy.run_path(str(ROOT / "scripts" / "reference.py"))["page"]()
    page = ROOT / "docs" / "reference" / "commands.md"
    assert page.read_text(encoding="utf-8") == written


def test_every_page_is_in_the_navigation() -> None:
    """A page of the documentation that nobody can find is no page."""
    navigation = (ROOT / "mkdocs.yml").read_text()
    found = [path.relative_to(ROOT / "docs").as_posix() for path in ROOT.glob("docs/**/*.md")]
    assert [each for each in found if each not in navigation] == []


def test_the_house_names_every_room() -> None:
    """Every module and package at the top of ours stands in the table of rooms."""
    page = (ROOT / "docs" / "explanation" / "house.md").read_text(encoding="utf-8")
    places = {
        path.stem
        for path in (ROOT / "src" / "alembic").iterdir()
        if (path.is_dir() or path.suffix == ".py") and not path.name.startswith("__")
    }
    assert {place for place in places if f"`{place}`" not in page} == set()
