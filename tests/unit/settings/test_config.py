"""``Config``: attributes, output, substitution by callers."""

from __future__ import annotations

import inspect
import io
import sys
from argparse import Namespace
from pathlib import Path

import pytest
from sqlalchemy import URL

from alembic.config import Config


def test_the_constructor_takes_its_arguments_in_the_documented_order() -> None:
    """All of them can be given by position."""
    assert list(inspect.signature(Config).parameters) == [
        "file_",
        "toml_file",
        "ini_section",
        "output_buffer",
        "stdout",
        "cmd_opts",
        "config_args",
        "attributes",
    ]


def test_attributes_start_as_documented() -> None:
    """An empty configuration knows no file, no options and nothing from its caller."""
    config = Config()
    assert config.config_file_name is None
    assert config.toml_file_name is None
    assert config.config_ini_section == "alembic"
    assert config.output_buffer is None
    assert config.cmd_opts is None
    assert config.config_args == {}
    assert config.toml_args == {}
    assert config.attributes == {}
    assert config.messaging_opts == {"quiet": False}


def test_names_of_files_are_text_whatever_they_were() -> None:
    """Path objects are accepted and kept as text, not made absolute."""
    config = Config(Path("a/alembic.ini"), Path("a/pyproject.toml"))
    assert config.config_file_name == "a/alembic.ini"
    assert config.toml_file_name == "a/pyproject.toml"
    assert config._config_file_path == Path("a/alembic.ini")
    assert config._toml_file_path == Path("a/pyproject.toml")


def test_attributes_belong_to_one_configuration() -> None:
    """Objects that one caller hands over are not seen by another."""
    given = {"connection": 1}
    config, other = Config(attributes=given), Config()
    config.attributes["more"] = 2
    assert config.attributes == {"connection": 1, "more": 2}
    assert given == {"connection": 1}
    assert other.attributes == {}


def test_results_go_to_the_given_stream() -> None:
    """Arguments are put in with ``%``; without any the text is verbatim."""
    buffer = io.StringIO()
    config = Config(stdout=buffer)
    config.print_stdout("100%")
    config.print_stdout("%s of %d", "one", 2)
    assert buffer.getvalue() == "100%\none of 2\n"


def test_results_go_to_the_current_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """A standard output that was replaced after the import is used."""
    Config().print_stdout("here")
    assert capsys.readouterr().out == "here\n"
    assert Config().stdout is sys.stdout


def test_quiet_prints_nothing() -> None:
    """``-q`` silences results; the messages of other rooms get the same word."""
    buffer = io.StringIO()
    config = Config(stdout=buffer, cmd_opts=Namespace(quiet=True))
    config.print_stdout("here")
    assert buffer.getvalue() == ""
    assert dict(**config.messaging_opts) == {"quiet": True}


def test_characters_that_the_stream_cannot_hold_are_replaced() -> None:
    """Printing does not fail over an encoding."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", newline="\n")
    Config(stdout=stream).print_stdout("caf\N{LATIN SMALL LETTER E WITH ACUTE}")
    stream.flush()
    assert raw.getvalue() == b"caf?\n"


def test_a_closed_pipe_is_not_an_error() -> None:
    """The reader of a listing may go away."""

    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    Config(stdout=Gone()).print_stdout("here")


def test_the_template_directory_is_inside_the_package() -> None:
    """It holds the five templates."""
    folder = Path(Config().get_template_directory())
    assert sorted(each.name for each in folder.iterdir() if each.is_dir()) == [
        "async",
        "generic",
        "multidb",
        "pyproject",
        "pyproject_async",
    ]


def test_a_subclass_brings_its_own_templates(tmp_path: Path) -> None:
    """``init`` and ``list_templates`` reach the directory through the public method."""

    class Own(Config):
        def get_template_directory(self) -> str:
            return str(tmp_path)

    assert Own()._get_template_path() == tmp_path


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:50%25%40home@localhost/app",
        "mysql://me:100%@localhost/app",
        "sqlite:///%(here)s.db",
    ],
)
def test_a_url_with_percent_signs(url: str) -> None:
    """A URL from elsewhere is read back as it is, from its section and from the whole of it."""
    config = Config()
    config.set_url(url)
    config.set_url(url, "second")
    assert config.get_main_option("sqlalchemy.url") == url
    assert config.get_section("alembic", {})["sqlalchemy.url"] == url
    assert config.get_section_option("second", "sqlalchemy.url") == url


def test_a_url_of_parts() -> None:
    """A SQLAlchemy URL is written with its password, quoted."""
    config = Config()
    config.set_url(URL.create("postgresql", "me", "50%@home", "localhost", database="app"))
    expected = "postgresql://me:50%25%40home@localhost/app"
    assert config.get_main_option("sqlalchemy.url") == expected
