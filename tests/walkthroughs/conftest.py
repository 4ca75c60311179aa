"""Projects that begin as the examples do, before the first ``alembic`` command."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.project import Project

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
#: What the walkthrough itself makes, so what a beginner does not have yet.
MADE = shutil.ignore_patterns(
    "alembic.ini", "alembic", "migrations", "README.md", "__pycache__", "*.db", "*.sqlite"
)


@pytest.fixture
def beginning(project: Project) -> Callable[[str], Project]:
    """Give the function that fills the project with an example's own files."""

    def begin(name: str) -> Project:
        shutil.copytree(EXAMPLES / name, project.path, ignore=MADE, dirs_exist_ok=True)
        return project

    return begin
