"""What a configuration says about its script directory."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from alembic.base.exc import CommandError
from alembic.script import ScriptDirectory
from alembic.settings.config import Config


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "scripts").mkdir()
    made = Config()
    made.set_main_option("script_location", str(tmp_path / "scripts"))
    made.set_main_option("path_separator", "os")
    return made


def test_defaults(config: Config, tmp_path: Path) -> None:
    """Only the location is needed."""
    directory = ScriptDirectory.from_config(config)
    assert directory.dir == str(tmp_path / "scripts")
    assert directory.versions == str(tmp_path / "scripts" / "versions")
    assert directory.file_template == "%(rev)s_%(slug)s"
    assert directory.truncate_slug_length == 40
    assert directory.sourceless is False
    assert directory.recursive_version_locations is False
    assert directory.output_encoding == "utf-8"
    assert directory.timezone is None
    assert directory.hooks == []


def test_everything_set(config: Config, tmp_path: Path) -> None:
    """Every key of the contract arrives."""
    for name, value in {
        "file_template": "%%(year)d_%%(rev)s",
        "truncate_slug_length": "10",
        "revision_id_length": "64",
        "sourceless": "true",
        "recursive_version_locations": "true",
        "output_encoding": "latin-1",
        "timezone": "UTC",
        "version_locations": f"{tmp_path}/a:json:sub",
    }.items():
        config.set_main_option(name, value)
    config.set_section_option("post_write_hooks", "hooks", "x")
    config.set_section_option("post_write_hooks", "x.type", "exec")
    directory = ScriptDirectory.from_config(config)
    assert directory.file_template == "%(year)d_%(rev)s"
    assert directory.truncate_slug_length == 10
    assert directory.revision_id_length == 64
    assert directory.sourceless is True
    assert directory.recursive_version_locations is True
    assert directory.output_encoding == "latin-1"
    assert directory.timezone == "UTC"
    assert directory.version_locations == [f"{tmp_path}/a", "json", "sub"]
    assert directory.hooks == [{"type": "exec", "_hook_name": "x"}]


def test_no_location() -> None:
    """Without a location it is named as what is missing."""
    with pytest.raises(CommandError) as caught:
        ScriptDirectory.from_config(Config())
    assert str(caught.value) == "No 'script_location' key found in configuration."


def test_no_location_in_a_file(tmp_path: Path) -> None:
    """With a file that was named, the sentence says what about it is wrong."""
    path = tmp_path / "alembic.ini"
    with pytest.raises(CommandError, match=r"There is no file .*alembic\.ini: "):
        ScriptDirectory.from_config(Config(path))
    path.write_text("[other]\n")
    with pytest.raises(CommandError, match=r"configuration\. .*alembic.ini has no section '\[al"):
        ScriptDirectory.from_config(Config(path))
    path.write_text("[alembic]\n")
    with pytest.raises(CommandError, match=r"found in configuration\.$"):
        ScriptDirectory.from_config(Config(path))


def test_a_directory_in_place_of_the_file(tmp_path: Path) -> None:
    """It is told from a file that is not there."""
    with pytest.raises(CommandError, match=r"There is no file \S+, but a directory: go to"):
        ScriptDirectory.from_config(Config(tmp_path))


def test_a_location_in_a_package_that_is_not_there(config: Config) -> None:
    """The setting is named, not only the module."""
    config.set_main_option("script_location", "no_such_package:scripts")
    with pytest.raises(CommandError) as caught:
        ScriptDirectory.from_config(config)
    assert str(caught.value) == (
        "script_location 'no_such_package:scripts' is in a package that is not there: "
        "No module named 'no_such_package'"
    )


def test_a_location_that_is_no_text(tmp_path: Path) -> None:
    """TOML has other types."""
    toml = tmp_path / "pyproject.toml"
    toml.write_text("[tool.alembic]\nscript_location = 3\n")
    with pytest.raises(CommandError, match="script_location must be a string, not 3"):
        ScriptDirectory.from_config(Config(toml_file=toml))


@pytest.mark.parametrize("value", ["many", "", "1.5"])
def test_slug_length(config: Config, value: str) -> None:
    """The length of the slug is a whole number."""
    config.set_main_option("truncate_slug_length", value)
    with pytest.raises(CommandError, match="truncate_slug_length must be a whole number"):
        ScriptDirectory.from_config(config)


def test_empty_timezone_is_local_time(config: Config) -> None:
    """An empty time zone means local time, as the templates promise."""
    config.set_main_option("timezone", "")
    assert ScriptDirectory.from_config(config).timezone is None


def test_prepended_paths_come_first(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``prepend_sys_path`` goes to the front, in order, before locations are looked up."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    package = tmp_path / "lib" / "own_migrations_package"
    (package / "versions").mkdir(parents=True)
    (package / "__init__.py").touch()
    config.set_main_option("prepend_sys_path", f"{tmp_path}/lib:{tmp_path}/other")
    config.set_main_option("script_location", "own_migrations_package:versions")
    directory = ScriptDirectory.from_config(config)
    assert directory.dir == str(package / "versions")
    assert sys.path[:2] == [f"{tmp_path}/lib", f"{tmp_path}/other"]
