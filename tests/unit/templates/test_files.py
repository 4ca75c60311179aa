"""The files of the five templates, as files."""

from __future__ import annotations

import ast
import configparser
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alembic.base.sequences import format_as_comma
from alembic.config import Config
from alembic.util import template_to_file

TEMPLATES = Path(Config().get_template_directory())
NAMES = ["async", "generic", "multidb", "pyproject", "pyproject_async"]
WITH_TOML = ["pyproject", "pyproject_async"]


def rendered(tmp_path: Path, template: str, file: str, **variables: object) -> str:
    target = tmp_path / "out"
    template_to_file(TEMPLATES / template / file, target, "utf-8", **variables)
    return target.read_text()


def script(tmp_path: Path, template: str, **variables: object) -> str:
    config = Config()
    config.set_main_option("databases", "engine1, engine2")
    given = {
        "up_revision": "bbb",
        "down_revision": "aaa",
        "branch_labels": None,
        "depends_on": None,
        "create_date": datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC),
        "message": "add it",
        "comma": format_as_comma,
        "config": config,
        "refresh": True,
    }
    return rendered(tmp_path, template, "script.py.mako", **{**given, **variables})


def uncommented(text: str) -> str:
    """Remove the comment sign from every sample option."""
    return re.sub(r"(?m)^# (?=[\w.]+ =|\[\[)", "", text)


@pytest.mark.parametrize("name", ["async", "generic", "pyproject", "pyproject_async"])
def test_a_revision_file_of_one_database(tmp_path: Path, name: str) -> None:
    """Docstring, imports, identity and two functions, in the layout tools rely on."""
    assert script(tmp_path, name) == (
        '"""add it\n'
        "\n"
        "Revision ID: bbb\n"
        "Revises: aaa\n"
        "Create Date: 2030-01-02 03:04:05+00:00\n"
        "\n"
        '"""\n'
        "from typing import Sequence, Union\n"
        "\n"
        "from alembic import op\n"
        "import sqlalchemy as sa\n"
        "\n"
        "\n"
        "# Identity of this revision; read by alembic.\n"
        "revision: str = 'bbb'\n"
        "down_revision: Union[str, Sequence[str], None] = 'aaa'\n"
        "branch_labels: Union[str, Sequence[str], None] = None\n"
        "depends_on: Union[str, Sequence[str], None] = None\n"
        "\n"
        "\n"
        "def upgrade() -> None:\n"
        '    """Upgrade schema."""\n'
        "    pass\n"
        "\n"
        "\n"
        "def downgrade() -> None:\n"
        '    """Downgrade schema."""\n'
        "    pass\n"
    )


def test_values_of_every_form(tmp_path: Path) -> None:
    """Tuples and lists are written as Python; operations and imports stand in their places."""
    text = script(
        tmp_path,
        "generic",
        down_revision=("a1", "a2"),
        branch_labels=("lab",),
        depends_on=["d1", "d2"],
        imports="import x\nimport y",
        upgrades="op.one()\n    op.two()",
        downgrades="op.three()",
    )
    assert "Revises: a1, a2\n" in text
    assert "import sqlalchemy as sa\nimport x\nimport y\n\n# Identity" in text
    assert "= ('a1', 'a2')\n" in text
    assert "= ('lab',)\n" in text
    assert "= ['d1', 'd2']\n" in text
    assert '    """Upgrade schema."""\n    op.one()\n    op.two()\n' in text
    assert '    """Downgrade schema."""\n    op.three()\n' in text


def test_the_first_revision_follows_nothing(tmp_path: Path) -> None:
    """``Revises:`` is followed by a space and nothing."""
    text = script(tmp_path, "generic", down_revision=None)
    assert "\nRevises: \n" in text
    assert "\ndown_revision: Union[str, Sequence[str], None] = None\n" in text


def test_a_revision_file_of_several_databases(tmp_path: Path) -> None:
    """Two functions dispatch by name to a pair per database."""
    text = script(tmp_path, "multidb", engine1_upgrades="op.one()")
    head, _, body = text.partition("def upgrade(engine_name: str) -> None:\n")
    assert head == script(tmp_path, "generic").partition("def upgrade()")[0]
    assert body == (
        '    """Upgrade schema of one database."""\n'
        '    globals()[f"upgrade_{engine_name}"]()\n'
        "\n"
        "\n"
        "def downgrade(engine_name: str) -> None:\n"
        '    """Downgrade schema of one database."""\n'
        '    globals()[f"downgrade_{engine_name}"]()\n'
        "\n"
        "\n"
        "def upgrade_engine1() -> None:\n"
        '    """Upgrade the engine1 schema."""\n'
        "    op.one()\n"
        "\n"
        "\n"
        "def downgrade_engine1() -> None:\n"
        '    """Downgrade the engine1 schema."""\n'
        "    pass\n"
        "\n"
        "\n"
        "def upgrade_engine2() -> None:\n"
        '    """Upgrade the engine2 schema."""\n'
        "    pass\n"
        "\n"
        "\n"
        "def downgrade_engine2() -> None:\n"
        '    """Downgrade the engine2 schema."""\n'
        "    pass\n"
    )


@pytest.mark.parametrize("name", NAMES)
def test_env_py_is_python_with_the_expected_parts(name: str) -> None:
    """Names that projects edit, call or search for are there."""
    tree = ast.parse((TEMPLATES / name / "env.py").read_text())
    functions = {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assigned = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert {"run_migrations_offline", "run_migrations_online"} <= functions
    assert {"config", "target_metadata"} <= assigned
    if "async" in name:
        assert "do_run_migrations" in functions
    if name == "multidb":
        assert {"USE_TWOPHASE", "db_names"} <= assigned


@pytest.mark.parametrize("name", ["async", "generic", "multidb"])
def test_the_ini_file(tmp_path: Path, name: str) -> None:
    """The active options are the documented ones."""
    text = rendered(tmp_path, name, "alembic.ini.mako", script_location="%(here)s/scripts")
    parser = configparser.ConfigParser({"here": "/p"})
    parser.read_string(text)
    main = dict(parser.items("alembic"))
    assert main.pop("script_location") == "/p/scripts"
    assert main.pop("prepend_sys_path") == "."
    assert main.pop("path_separator") == "os"
    assert main.pop("lock_timeout") == "2s"
    assert main.pop("lock_retry") == "10min"
    assert main.pop("here") == "/p"
    url = "driver://user:pass@localhost/dbname"
    if name == "multidb":
        assert main == {"databases": "engine1, engine2"}
        assert parser.get("engine1", "sqlalchemy.url") == url
        assert parser.get("engine2", "sqlalchemy.url") == f"{url}2"
    else:
        assert main == {"sqlalchemy.url": url}
    assert dict(parser.items("post_write_hooks")) == {"here": "/p"}


@pytest.mark.parametrize("name", WITH_TOML)
def test_the_short_ini_file(tmp_path: Path, name: str) -> None:
    """Beside ``pyproject.toml`` the ini file holds only the URL and logging."""
    text = rendered(tmp_path, name, "alembic.ini.mako", script_location="unused")
    parser = configparser.ConfigParser()
    parser.read_string(text)
    assert dict(parser.items("alembic")) == {
        "sqlalchemy.url": "driver://user:pass@localhost/dbname"
    }
    assert not parser.has_section("post_write_hooks")


@pytest.mark.parametrize("name", NAMES)
def test_logging_sections(tmp_path: Path, name: str) -> None:
    """Root and SQLAlchemy at WARNING, alembic at INFO, one console handler on standard error."""
    text = rendered(tmp_path, name, "alembic.ini.mako", script_location="x")
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    logging_part = {
        section: dict(parser.items(section))
        for section in parser.sections()
        if section.split("_")[0] in {"loggers", "handlers", "formatters", "logger", "handler"}
        or section == "formatter_generic"
    }
    assert logging_part == {
        "loggers": {"keys": "root,sqlalchemy,alembic"},
        "handlers": {"keys": "console"},
        "formatters": {"keys": "generic"},
        "logger_root": {"level": "WARNING", "handlers": "console", "qualname": ""},
        "logger_sqlalchemy": {
            "level": "WARNING",
            "handlers": "",
            "qualname": "sqlalchemy.engine",
        },
        "logger_alembic": {"level": "INFO", "handlers": "", "qualname": "alembic"},
        "handler_console": {
            "class": "StreamHandler",
            "args": "(sys.stderr,)",
            "level": "NOTSET",
            "formatter": "generic",
        },
        "formatter_generic": {
            "format": "%(levelname)-5.5s [%(name)s] %(message)s",
            "datefmt": "%H:%M:%S",
        },
    }


@pytest.mark.parametrize("name", WITH_TOML)
def test_the_toml_section(tmp_path: Path, name: str) -> None:
    """The active options are the documented ones."""
    text = rendered(tmp_path, name, "pyproject.toml.mako", script_location="%(here)s/scripts")
    assert tomllib.loads(text)["tool"]["alembic"] == {
        "script_location": "%(here)s/scripts",
        "prepend_sys_path": ["."],
        "lock_timeout": "2s",
        "lock_retry": "10min",
    }


@pytest.mark.parametrize("name", ["async", "generic", "multidb"])
def test_samples_of_the_ini_file_work_when_uncommented(tmp_path: Path, name: str) -> None:
    """Every sample is a valid option; percent signs are doubled as they must be."""
    text = rendered(tmp_path, name, "alembic.ini.mako", script_location="%(here)s/scripts")
    path = tmp_path / "alembic.ini"
    path.write_text(uncommented(text).replace("databases =", "dbs =", 0))
    parser = configparser.ConfigParser({"here": "/p"}, strict=False)
    parser.read(path)
    main = dict(parser.items("alembic"))
    assert main["file_template"] == "%(year)d/%(month).2d/%(day).2d_%(rev)s_%(slug)s"
    assert main["timezone"] == ""
    assert main["truncate_slug_length"] == "40"
    assert main["revision_environment"] == "false"
    assert main["sourceless"] == "false"
    assert main["version_locations"] == "/p/versions:/p/more_versions"
    assert main["recursive_version_locations"] == "false"
    assert main["output_encoding"] == "utf-8"
    assert main["lock_wait"] == "10min"
    assert main["run_lock"] == "true"
    assert dict(parser.items("post_write_hooks"))["black.entrypoint"] == "black"


@pytest.mark.parametrize("name", WITH_TOML)
def test_samples_of_the_toml_section_work_when_uncommented(tmp_path: Path, name: str) -> None:
    """Every sample is valid TOML; of the file templates one at a time."""
    text = rendered(tmp_path, name, "pyproject.toml.mako", script_location="%(here)s/scripts")
    lines = uncommented(text).splitlines()
    templates = [line for line in lines if line.startswith("file_template")]
    assert len(templates) == 3
    path = tmp_path / "pyproject.toml"
    path.write_text("\n".join([line for line in lines if line not in templates[:2]]))
    config = Config(toml_file=path)
    assert config.get_alembic_option("file_template") == (
        "%(year)d/%(month).2d/%(day).2d_%(rev)s_%(slug)s"
    )
    assert config.get_version_locations_list() == [
        f"{tmp_path.as_posix()}/versions",
        f"{tmp_path.as_posix()}/more_versions",
    ]
    assert config.get_alembic_boolean_option("sourceless") is False
    assert [hook["type"] for hook in config.get_hooks_list()] == [
        "module",
        "exec",
        "console_scripts",
    ]
