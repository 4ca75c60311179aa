"""``alembic init`` and ``alembic list_templates``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from alembic import command
from alembic.base.exc import CommandError
from alembic.config import Config
from harness.project import Project, Result

Inside = Callable[..., Result]


def test_the_templates_are_listed_by_name(project: Project, inside: Inside) -> None:
    """Each line is a directory with the first line of its README."""
    assert inside(project, "list_templates").out == (
        "Available templates:\n"
        "\n"
        "async - Generic single-database configuration with an async dbapi.\n"
        "generic - Generic single-database configuration.\n"
        "multidb - Rudimentary multi-database configuration.\n"
        "pyproject - pyproject configuration, based on the generic configuration.\n"
        "pyproject_async - pyproject configuration, with an async dbapi.\n"
        "\n"
        "Templates are used via the 'init' command, e.g.:\n"
        "\n"
        "  alembic init --template generic ./scripts\n"
    )


def test_a_directory_without_readme_is_no_template(tmp_path: Path) -> None:
    """Directories of one's own may hold other things too."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "README").write_text("My own.\n\nMore about it.\n")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "file").write_text("")
    printed = []

    class Own(Config):
        def get_template_directory(self) -> str:
            return str(tmp_path)

        def print_stdout(self, text: str, *arg: object) -> None:
            printed.append(text)

    command.list_templates(Own())
    assert printed[1:-2] == ["mine - My own."]


def test_what_init_says_and_makes(project: Project, inside: Inside) -> None:
    """Every file that is written is announced; the version directory is empty."""
    root = project.path
    assert inside(project, "init", "scripts").out == (
        f"Creating directory {root}/scripts ...  done\n"
        f"Creating directory {root}/scripts/versions ...  done\n"
        f"Generating {root}/scripts/README ...  done\n"
        f"Generating {root}/alembic.ini ...  done\n"
        f"Generating {root}/scripts/env.py ...  done\n"
        f"Generating {root}/scripts/script.py.mako ...  done\n"
        f"Please edit configuration/connection/logging settings in {root}/alembic.ini "
        "before proceeding.\n"
    )
    assert project.files("*") == [
        "alembic.ini",
        "scripts/README",
        "scripts/env.py",
        "scripts/script.py.mako",
    ]
    assert (root / "scripts" / "versions").is_dir()


def test_a_package_has_init_files(project: Project, inside: Inside) -> None:
    """``--package`` adds one to both directories."""
    root = project.path
    out = inside(project, "init", "--package", "scripts").lines
    assert out[-3:-1] == [
        f"Adding {root}/scripts/__init__.py ...  done",
        f"Adding {root}/scripts/versions/__init__.py ...  done",
    ]
    assert project.read("scripts/__init__.py") == ""
    assert project.read("scripts/versions/__init__.py") == ""


def test_quiet_says_nothing(project: Project, inside: Inside) -> None:
    """``-q`` silences every line, and the work is done all the same."""
    assert inside(project, "-q", "init", "--package", "scripts").out == ""
    assert project.files("env.py") == ["scripts/env.py"]


def test_a_directory_with_something_in_it_is_refused(project: Project, inside: Inside) -> None:
    """Nothing is written over."""
    project.write("scripts/mine.txt", "")
    result = inside(project, "init", "scripts")
    assert result.status == 255
    assert result.out == "FAILED: Directory scripts already exists and is not empty\n"
    assert project.files("*") == ["scripts/mine.txt"]


@pytest.mark.parametrize("directory", ["", "."])
def test_the_directory_itself_with_something_in_it(
    project: Project, inside: Inside, directory: str
) -> None:
    """A name that came out empty is the current directory; its files are not written over."""
    project.write("env.py", "mine")
    result = inside(project, "init", directory)
    assert result.out == "FAILED: Directory . already exists and is not empty\n"
    assert (project.path / "env.py").read_text() == "mine"


def test_an_empty_directory_is_used(project: Project, inside: Inside) -> None:
    """It is not announced as created."""
    (project.path / "scripts").mkdir()
    out = inside(project, "init", "scripts").lines
    assert out[0] == f"Creating directory {project.path}/scripts/versions ...  done"


def test_an_unknown_template_is_named(project: Project, inside: Inside) -> None:
    """The whole path shows where templates are looked for; nothing is written."""
    result = inside(project, "init", "-t", "nope", "scripts")
    assert result.status == 255
    expected = Path(Config().get_template_directory()) / "nope"
    assert result.out == f"FAILED: No such template {expected}\n"
    assert project.files("*") == []
    assert not (project.path / "scripts").exists()


def test_a_missing_place_for_the_ini_file_is_refused_first(
    project: Project, inside: Inside
) -> None:
    """Nothing half-written is left."""
    root = project.path
    result = inside(project, "-c", "conf/a.ini", "init", "scripts")
    assert result.status == 255
    assert result.out == (
        f"FAILED: Can't write {root}/conf/a.ini: directory {root}/conf doesn't exist\n"
    )
    assert not (root / "scripts").exists()


def test_an_ini_file_that_exists_is_kept(project: Project, inside: Inside) -> None:
    """It is skipped, and said so."""
    project.write("alembic.ini", "[alembic]\n")
    out = inside(project, "init", "scripts").lines
    assert f"File {project.path}/alembic.ini already exists, skipping" in out
    assert project.read("alembic.ini") == "[alembic]\n"


def test_pyproject_is_appended_to(project: Project, inside: Inside) -> None:
    """A file without ``[tool.alembic]`` gets it, after two newlines."""
    root = project.path
    project.write("pyproject.toml", '[project]\nname = "x"')
    out = inside(project, "init", "-t", "pyproject", "scripts").lines
    assert f"Appending to existing {root}/pyproject.toml ...  done" in out
    assert out[-1] == (
        f"Please edit configuration settings in {root}/pyproject.toml and "
        f"configuration/connection/logging settings in {root}/alembic.ini before proceeding."
    )
    assert project.read("pyproject.toml").startswith('[project]\nname = "x"\n\n[tool.alembic]\n')


@pytest.mark.parametrize("section", ["[tool.alembic]\n", "[tool.alembic]\ntimezone = 'UTC'\n"])
def test_pyproject_with_a_section_is_kept(project: Project, inside: Inside, section: str) -> None:
    """A second section would break the file, also when the first one is empty."""
    project.write("pyproject.toml", section)
    out = inside(project, "init", "-t", "pyproject", "scripts").lines
    assert (
        f"File {project.path}/pyproject.toml already exists and already has a [tool.alembic] "
        "section, skipping"
    ) in out
    assert project.read("pyproject.toml") == section


@pytest.mark.parametrize(
    ("ini", "directory", "expected"),
    [
        ("alembic.ini", "scripts", "%(here)s/scripts"),
        ("alembic.ini", "./db/../scripts", "%(here)s/scripts"),
        ("conf/x.ini", "scripts", "%(here)s/../scripts"),
        ("conf/x.ini", "conf/scripts", "%(here)s/scripts"),
        ("conf/../alembic.ini", "scripts", "%(here)s/scripts"),
        ("alembic.ini", "50%", "%(here)s/50%%"),
    ],
)
def test_the_configuration_finds_the_directory_again(
    project: Project, inside: Inside, ini: str, directory: str, expected: str
) -> None:
    """The path is relative to the configuration file, and a percent sign is doubled."""
    (project.path / "conf").mkdir()
    (project.path / "db").mkdir()
    inside(project, "-c", ini, "init", directory)
    lines = project.read(ini).splitlines()
    assert [line for line in lines if line.startswith("script_location")] == [
        f"script_location = {expected}"
    ]
    assert inside(project, "-c", ini, "heads").status == 0


def test_an_absolute_directory_stays_absolute(
    project: Project, inside: Inside, tmp_path: Path
) -> None:
    """What was asked for absolutely is written absolutely."""
    elsewhere = tmp_path / "elsewhere"
    inside(project, "init", str(elsewhere))
    assert f"\nscript_location = {elsewhere}\n" in project.read("alembic.ini")


def test_a_configuration_without_file_name_has_nowhere_to_write(tmp_path: Path) -> None:
    """The caller is told, before anything is written."""
    with pytest.raises(CommandError) as caught:
        command.init(Config(), str(tmp_path / "scripts"))
    assert str(caught.value) == "The configuration has no file name to write the ini file to"
    assert not (tmp_path / "scripts").exists()


def test_the_operating_system_is_reached_through_the_command_module(tmp_path: Path) -> None:
    """Tests of other projects replace ``alembic.command.os``."""
    config = Config(str(tmp_path / "alembic.ini"))
    with mock.patch("alembic.command.os") as fake:
        fake.listdir.return_value = ["file"]
        with pytest.raises(CommandError, match=r"^Directory x already exists and is not empty$"):
            command.init(config, "x")
    assert fake.access.called
