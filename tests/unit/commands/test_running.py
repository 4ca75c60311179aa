"""What decides whether ``env.py`` runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from alembic.commands.running import env_wanted_for_scripts
from alembic.config import Config


@pytest.mark.parametrize(
    ("value", "wanted"), [("true", True), ("1", True), ("false", False), ("0", False)]
)
def test_revision_environment_in_toml(tmp_path: Path, value: str, wanted: bool) -> None:
    """A TOML number or boolean means what the same word means in an ini file."""
    settings = tmp_path / "pyproject.toml"
    settings.write_text(f"[tool.alembic]\nrevision_environment = {value}\n")
    assert env_wanted_for_scripts(Config(toml_file=settings)) is wanted
