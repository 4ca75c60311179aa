"""``alembic init``."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..base.exc import CommandError
from ..base.late_typing import NamedTuple
from ..base.messaging import msg, status
from ..settings.pyproject import read_tool_table

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from typing import Any

    from ..settings.config import Config

_INI = "alembic.ini.mako"
_TOML = "pyproject.toml.mako"


class _Site(NamedTuple):
    """What is made and where.

    ``os`` is the module of the public door, where callers may have put another one.
    """

    directory: str
    folder: Path
    template: Path
    ini: Path
    toml: Path | None
    toml_has_section: bool
    os: Any
    messaging_opts: Mapping[str, bool]

    def announce(self, text: str) -> AbstractContextManager[None]:
        return status(text, **self.messaging_opts)


def init(config: Config, directory: str, template: str, package: bool, os: Any) -> None:
    """Copy a template into a new directory and write the configuration files.

    Everything that can be refused is refused before the first file is written.

    Raises:
        CommandError: The directory is not empty, or the template or a place to write is missing.
    """
    directory = directory or "."
    site = _site(config, directory, template, os)
    versions = site.folder / "versions"
    if not os.access(directory, os.F_OK):
        _make_directory(site, site.folder)
    _make_directory(site, versions)
    for file in sorted(site.template.iterdir()):
        if file.name == _INI:
            _write_ini(site, file)
        elif file.name == _TOML:
            _write_toml(site, file)
        elif file.is_file():
            target = site.folder / file.name
            with site.announce(f"Generating {target}"):
                shutil.copy(file, target)
    if package:
        for target in (site.folder / "__init__.py", versions / "__init__.py"):
            with site.announce(f"Adding {target}"):
                target.touch()
    msg(_next_step(site), **site.messaging_opts)


def _site(config: Config, directory: str, template: str, os: Any) -> _Site:
    if os.access(directory, os.F_OK) and os.listdir(directory):
        raise CommandError(f"Directory {directory} already exists and is not empty")
    source = config._get_template_path() / template
    if not source.is_dir():
        raise CommandError(f"No such template {source.absolute()}")
    ini, toml = config._config_file_path, config._toml_file_path
    if ini is None:
        raise CommandError("The configuration has no file name to write the ini file to")
    if not (source / _TOML).is_file():
        toml = None
    elif toml is None:
        raise CommandError("The configuration has no file name to write pyproject.toml to")
    for file in filter(None, (ini, toml)):
        made_by_us = file.absolute().parent == Path(directory).absolute()
        if not made_by_us and not file.absolute().parent.is_dir():
            raise CommandError(
                f"Can't write {file.absolute()}: directory {file.absolute().parent} doesn't exist"
            )
    return _Site(
        directory=directory,
        folder=Path(directory).absolute(),
        template=source,
        ini=ini.absolute(),
        toml=toml.absolute() if toml is not None else None,
        toml_has_section=read_tool_table(config.toml_file_name) is not None,
        os=os,
        messaging_opts=config.messaging_opts,
    )


def _make_directory(site: _Site, folder: Path) -> None:
    with site.announce(f"Creating directory {folder}"):
        site.os.makedirs(folder, exist_ok=True)


def _write_ini(site: _Site, template: Path) -> None:
    if site.os.access(site.ini, site.os.F_OK):
        msg(f"File {site.ini} already exists, skipping", **site.messaging_opts)
        return
    with site.announce(f"Generating {site.ini}"):
        _render(template, site.ini, _script_location(site, site.ini))


def _write_toml(site: _Site, template: Path) -> None:
    assert site.toml is not None
    if not site.os.access(site.toml, site.os.F_OK):
        with site.announce(f"Generating {site.toml}"):
            _render(template, site.toml, _script_location(site, site.toml))
    elif site.toml_has_section:
        msg(
            f"File {site.toml} already exists and already has a [tool.alembic] section, skipping",
            **site.messaging_opts,
        )
    else:
        with site.announce(f"Appending to existing {site.toml}"):
            _render(template, site.toml, _script_location(site, site.toml), append=True)


def _render(template: Path, target: Path, script_location: str, *, append: bool = False) -> None:
    from ..script.template import template_to_file

    template_to_file(
        template, target, "utf-8", append_with_newlines=append, script_location=script_location
    )


def _script_location(site: _Site, config_file: Path) -> str:
    """Return how the configuration file names the directory; a raw ``%`` is doubled."""
    if Path(site.directory).is_absolute():
        return site.directory.replace("%", "%%")
    from os.path import relpath

    relative = Path(relpath(site.folder, config_file.parent)).as_posix()
    return f"%(here)s/{relative.replace('%', '%%')}"


def _next_step(site: _Site) -> str:
    if site.toml is None:
        return (
            f"Please edit configuration/connection/logging settings in {site.ini} "
            "before proceeding."
        )
    return (
        f"Please edit configuration settings in {site.toml} and "
        f"configuration/connection/logging settings in {site.ini} before proceeding."
    )
