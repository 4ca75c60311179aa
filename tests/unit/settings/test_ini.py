"""Options from the ini file."""

from __future__ import annotations

import configparser
import logging
from argparse import Namespace
from pathlib import Path
from unittest import mock

import pytest

from alembic.base.exc import CommandError
from alembic.config import Config
from alembic.settings.errors import InvalidSetting

_INI = """\
[alembic]
script_location = %(here)s/scripts
who = %(name)s
greeting = hi
broken = 50%
missing = %(nobody)s

[extra]
sqlalchemy.url = sqlite://
"""


@pytest.fixture
def ini(tmp_path: Path) -> Path:
    path = tmp_path / "conf" / "alembic.ini"
    path.parent.mkdir()
    path.write_text(_INI)
    return path


def test_here_is_the_directory_of_the_file(ini: Path) -> None:
    """``%(here)s`` is absolute, whatever the current directory is."""
    assert Config(ini).get_main_option("script_location") == f"{ini.parent}/scripts"


def test_here_follows_the_current_directory_for_a_relative_name(
    ini: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative file name is kept as given, and ``here`` is made absolute."""
    monkeypatch.chdir(ini.parent)
    config = Config("alembic.ini")
    assert config.config_file_name == "alembic.ini"
    assert config.get_main_option("here") == ini.parent.as_posix()


def test_here_is_a_dot_without_a_file() -> None:
    """A configuration in memory has its paths relative to the current directory."""
    config = Config()
    assert config.get_section("alembic") == {"here": "."}
    assert config.config_args == {"here": "."}


def test_arguments_of_the_caller_can_be_referred_to(ini: Path) -> None:
    """``config_args`` are defaults of every section; the section's own option wins."""
    given = {"name": "ann", "greeting": "bye"}
    config = Config(ini, config_args=given)
    assert config.get_main_option("who") == "ann"
    assert config.get_main_option("greeting") == "hi"
    assert config.get_section_option("extra", "greeting") == "bye"
    assert given == {"name": "ann", "greeting": "bye"}


def test_another_section_can_be_the_main_one(ini: Path) -> None:
    """``ini_section`` names the main section."""
    config = Config(ini, ini_section="extra")
    assert config.get_main_option("sqlalchemy.url") == "sqlite://"
    assert config.config_ini_section == "extra"


def test_a_missing_section_is_named_with_the_file(ini: Path) -> None:
    """Reading an option of a section that does not exist names file and section."""
    config = Config(str(ini))
    with pytest.raises(CommandError) as caught:
        config.get_section_option("nothing", "a")
    assert str(caught.value) == (
        f"No config file '{ini}' found, or file has no '[nothing]' section"
    )


def test_a_missing_file_is_an_empty_configuration(tmp_path: Path) -> None:
    """No file is an error only for what needs it."""
    config = Config(tmp_path / "none.ini")
    assert config.get_section("alembic") is None
    assert config.get_section("alembic", {}) == {}
    assert config.get_alembic_option("script_location", "x") == "x"
    assert config.get_alembic_boolean_option("sourceless") is False
    with pytest.raises(CommandError, match="No config file"):
        config.get_main_option("script_location")


def test_bad_percent_signs_are_met_when_the_value_is_read(ini: Path) -> None:
    """A value that is not read does no harm; reading it raises ConfigParser's own error."""
    config = Config(ini, config_args={"name": "ann"})
    assert config.get_main_option("who") == "ann"
    with pytest.raises(configparser.InterpolationSyntaxError):
        config.get_main_option("broken")
    with pytest.raises(configparser.InterpolationMissingOptionError):
        config.get_main_option("missing")


def test_options_are_set_in_memory() -> None:
    """Setting creates the section; interpolation tokens are honoured on reading."""
    config = Config()
    config.set_section_option("engine1", "url", "%(here)s/a%%b")
    assert config.get_section_option("engine1", "URL") == "./a%b"
    config.set_main_option("name", "x")
    config.remove_main_option("name")
    assert config.get_main_option("name") is None


def test_values_to_set_are_checked_at_once() -> None:
    """A value that is not text, or has a single percent sign, is refused when it is set."""
    config = Config()
    with pytest.raises(TypeError, match="option values must be strings"):
        config.set_main_option("a", 3)
    with pytest.raises(ValueError, match="invalid interpolation syntax"):
        config.set_main_option("a", "%")


def test_a_refused_value_is_not_shown() -> None:
    """It may be a URL with its password; what is shown says how to write it."""
    with pytest.raises(InvalidSetting) as caught:
        Config().set_main_option("sqlalchemy.url", "postgresql://scott:ti%40ger@host/x")
    assert str(caught.value) == (
        "option 'sqlalchemy.url' in section '[alembic]': invalid interpolation syntax; a '%' in "
        "the value is written '%%', as value.replace('%', '%%') does"
    )
    assert caught.value.__suppress_context__


def test_a_percent_sign_in_the_directory(tmp_path: Path) -> None:
    """``%(here)s`` gives the directory as it is called."""
    folder = tmp_path / "100% sure"
    folder.mkdir()
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/scripts\n")
    config = Config(folder / "alembic.ini")
    assert config.get_main_option("script_location") == f"{folder}/scripts"
    assert config.get_main_option("here") == config.config_args["here"] == str(folder)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_encodings(tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """UTF-8, with or without a mark at its beginning; else the encoding of the locale."""
    monkeypatch.setattr("locale.getencoding", lambda: "latin-1")
    path = tmp_path / "alembic.ini"
    path.write_bytes("[alembic]\r\nscript_location = größe\r\n".encode(encoding))
    assert Config(path).get_main_option("script_location") == "größe"


@pytest.mark.parametrize(
    ("locale", "text"),
    [("utf-8", "is not encoded in UTF-8"), ("ascii", "UTF-8, nor in the locale's ascii")],
)
def test_encodings_that_do_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locale: str, text: str
) -> None:
    """The file is named, and what it would have to be."""
    monkeypatch.setattr("locale.getencoding", lambda: locale)
    path = tmp_path / "alembic.ini"
    path.write_bytes(b"# gr\xf6\xdfe\n[alembic]\n")
    with pytest.raises(InvalidSetting, match=f"alembic.ini .*{text}$"):
        Config(path).get_main_option("script_location")


def test_a_boolean_is_exactly_true() -> None:
    """In the ini file only the text ``true`` is true."""
    config = Config()
    for text, expected in [("true", True), ("True", False), ("1", False), ("", False)]:
        config.set_main_option("sourceless", text)
        assert config.get_alembic_boolean_option("sourceless") is expected


def test_an_empty_option_hides_the_toml_one(tmp_path: Path) -> None:
    """An ini option that is there counts even when it is empty."""
    toml = tmp_path / "pyproject.toml"
    toml.write_text('[tool.alembic]\nfile_template = "toml"\ntimezone = "UTC"\n')
    config = Config(toml_file=toml)
    config.set_main_option("file_template", "")
    assert config.get_alembic_option("file_template") == ""
    assert config.get_alembic_option("timezone") == "UTC"


def test_the_file_is_read_once(ini: Path) -> None:
    """Changes on disk after the first look are not seen."""
    config = Config(ini)
    assert config.get_main_option("greeting") == "hi"
    ini.write_text("[alembic]\ngreeting = other\n")
    assert config.get_main_option("greeting") == "hi"


def test_verbose_commands_log_which_file_is_read(
    ini: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """With ``-v`` the logger ``alembic.config`` tells the file, or that there is none."""
    caplog.set_level(logging.INFO, "alembic.config")
    Config(str(ini), cmd_opts=Namespace(verbose=True)).get_section("alembic.x")
    Config(cmd_opts=Namespace(verbose=True)).get_section("alembic.x")
    Config(str(ini)).get_section("alembic.x")
    assert [record.getMessage() for record in caplog.records] == [
        f"Loading config from file: {ini}",
        "No config file provided; using in-memory default config",
    ]


def test_files_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is there is not passed over as if it was missing."""
    (tmp_path / "alembic.ini").touch()
    (tmp_path / "pyproject.toml").touch()
    config = Config(tmp_path / "alembic.ini", tmp_path / "pyproject.toml")
    refuse = mock.Mock(side_effect=PermissionError(13, "Permission denied"))
    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(CommandError, match=r"alembic\.ini cannot be read: Permission denied$"):
        _ = config.file_config
    with pytest.raises(CommandError, match=r"pyproject\.toml cannot be read: Permission denied$"):
        _ = config.toml_alembic_config
