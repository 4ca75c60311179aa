"""Post-write hooks as the configuration lists them."""

from __future__ import annotations

from pathlib import Path

import pytest

from alembic.base.exc import CommandError
from alembic.config import Config

_TOML = """
[[tool.alembic.post_write_hooks]]
name = "ruff"
type = "exec"
executable = "%(here)s/ruff"
"""


def test_hooks_of_the_ini_file_come_in_the_order_they_are_named() -> None:
    """Each hook takes the options that start with its name and a dot."""
    config = Config()
    options = {
        "hooks": "a, b c,,d",
        "a.type": "exec",
        "a.b.type": "x",
        "ab.type": "exec",
        "c.options": "-l 79",
    }
    for name, value in options.items():
        config.set_section_option("post_write_hooks", name, value)
    assert config.get_hooks_list() == [
        {"type": "exec", "b.type": "x", "_hook_name": "a"},
        {"_hook_name": "b"},
        {"options": "-l 79", "_hook_name": "c"},
        {"_hook_name": "d"},
    ]


def test_no_section_is_no_hooks() -> None:
    """Neither a missing nor an empty section names a hook."""
    config = Config()
    assert config.get_hooks_list() == []
    config.set_section_option("post_write_hooks", "hooks", "")
    assert config.get_hooks_list() == []


def test_hooks_of_the_toml_file_are_tables_with_a_name(tmp_path: Path) -> None:
    """The name becomes ``_hook_name``, the rest stays; substitution applies."""
    path = tmp_path / "pyproject.toml"
    path.write_text(_TOML)
    assert Config(toml_file=path).get_hooks_list() == [
        {"type": "exec", "executable": f"{tmp_path.as_posix()}/ruff", "_hook_name": "ruff"}
    ]


def test_a_section_in_the_ini_file_hides_the_toml_hooks(tmp_path: Path) -> None:
    """An ini section counts even when it names no hook."""
    path = tmp_path / "pyproject.toml"
    path.write_text(_TOML)
    config = Config(toml_file=path)
    config.set_section_option("post_write_hooks", "other", "1")
    assert config.get_hooks_list() == []


def test_a_toml_hook_without_a_name_is_refused(tmp_path: Path) -> None:
    """What is missing is said in one sentence."""
    path = tmp_path / "pyproject.toml"
    path.write_text('[[tool.alembic.post_write_hooks]]\ntype = "exec"\n')
    with pytest.raises(CommandError) as caught:
        Config(toml_file=path).get_hooks_list()
    assert str(caught.value) == "each entry of post_write_hooks in TOML needs a 'name'"


@pytest.mark.parametrize("value", ["3", '"format"', "[1]", '{name = "format"}'])
def test_toml_hooks_that_are_no_list_of_tables(tmp_path: Path, value: str) -> None:
    """What they have to be is said."""
    path = tmp_path / "pyproject.toml"
    path.write_text(f"[tool.alembic]\npost_write_hooks = {value}\n")
    with pytest.raises(CommandError) as caught:
        Config(toml_file=path).get_hooks_list()
    assert str(caught.value) == "post_write_hooks in TOML is a list of tables"
