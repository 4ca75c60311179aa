"""Options from ``[tool.alembic]`` of ``pyproject.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from alembic.base.exc import CommandError
from alembic.config import Config


def _with(tmp_path: Path, body: str, **names: Any) -> Config:
    path = tmp_path / "pyproject.toml"
    path.write_text(body)
    return Config(toml_file=path, config_args=names)


def test_names_are_substituted_in_every_kind_of_value(tmp_path: Path) -> None:
    """Strings, lists of strings, tables and lists of tables are filled in; numbers are not."""
    config = _with(
        tmp_path,
        """
        [tool.alembic]
        script_location = "%(here)s/scripts"
        file_template = "%%(rev)s-%(who)s"
        truncate_slug_length = 30
        sourceless = true
        version_locations = ["%(here)s/a", "b"]
        table = {x = "%(who)s", y = 3}
        tables = [{x = "%(who)s"}]
        """,
        who="ann",
    )
    here = tmp_path.as_posix()
    assert config.get_alembic_option("script_location") == f"{here}/scripts"
    assert config.get_alembic_option("file_template") == "%(rev)s-ann"
    assert config.get_alembic_option("truncate_slug_length") == 30
    assert config.get_alembic_option("sourceless") is True
    assert config.get_alembic_option("table") == {"x": "ann", "y": 3}
    assert config.get_alembic_option("tables") == [{"x": "ann"}]
    assert config.get_version_locations_list() == [f"{here}/a", "b"]
    assert config.get_alembic_boolean_option("sourceless") is True
    assert config.toml_args == {"who": "ann", "here": here}
    assert config.config_args == {"who": "ann", "here": "."}


def test_a_string_is_a_list_of_one(tmp_path: Path) -> None:
    """A path list written as one string is not taken apart."""
    config = _with(tmp_path, '[tool.alembic]\nprepend_sys_path = "src"\n')
    assert config.get_prepend_sys_paths_list() == ["src"]


def test_a_path_list_of_something_else_is_refused(tmp_path: Path) -> None:
    """A path list is made of strings."""
    config = _with(tmp_path, "[tool.alembic]\nversion_locations = [1]\n")
    with pytest.raises(CommandError) as caught:
        config.get_version_locations_list()
    assert str(caught.value) == "list of strings expected for TOML parameter 'version_locations'"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("a = 1.5", "unsupported TOML value type for key: 'a'"),
        ("a = 2020-01-01", "unsupported TOML value type for key: 'a'"),
        (
            'a = "%(nobody)s"',
            "TOML parameter 'a': '%(nobody)s' refers to 'nobody', which is not defined",
        ),
        (
            'a = "50%"',
            "TOML parameter 'a': '50%' has a '%' that is not written '%%' (incomplete format)",
        ),
    ],
)
def test_values_that_cannot_be_used_are_one_sentence(tmp_path: Path, body: str, text: str) -> None:
    """The option is named with what is wrong about it."""
    config = _with(tmp_path, f"[tool.alembic]\n{body}\n")
    with pytest.raises(CommandError) as caught:
        config.get_alembic_option("a")
    assert str(caught.value) == text


def test_a_boolean_has_to_be_one(tmp_path: Path) -> None:
    """Text is not a boolean in TOML."""
    config = _with(tmp_path, '[tool.alembic]\nsourceless = "true"\n')
    with pytest.raises(CommandError) as caught:
        config.get_alembic_boolean_option("sourceless")
    assert str(caught.value) == "boolean value expected for TOML parameter 'sourceless'"


@pytest.mark.parametrize("body", ["[tool]\nalembic = 3\n", "tool = 3\n"])
def test_the_section_has_to_be_a_table(tmp_path: Path, body: str) -> None:
    """Anything else under ``tool.alembic`` is refused."""
    with pytest.raises(CommandError, match=r"^Incorrect TOML format: "):
        _with(tmp_path, body).get_alembic_option("a")


def test_a_syntax_error_propagates(tmp_path: Path) -> None:
    """The parser's own error says where the file is wrong."""
    with pytest.raises(tomllib.TOMLDecodeError):
        _with(tmp_path, "[tool.alembic\n").get_alembic_option("a")


def test_no_file_and_no_section_are_empty(tmp_path: Path) -> None:
    """Neither the file nor the table has to exist."""
    assert Config(toml_file=tmp_path / "none.toml").toml_alembic_config == {}
    assert _with(tmp_path, "[project]\nname = 'x'\n").toml_alembic_config == {}
    assert Config().toml_alembic_config == {}
