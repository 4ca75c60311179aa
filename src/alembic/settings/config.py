"""``Config``: what the ini file, ``pyproject.toml``, the command line and the caller say."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from types import MappingProxyType

from ..base.exc import CommandError
from ..base.late_typing import overload
from ..base.messaging import write_outstream
from . import hooks, ini, pathlists, pyproject
from .errors import InvalidSetting

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping
    from configparser import ConfigParser
    from pathlib import Path
    from typing import Any, TextIO

_PACKAGE = os.path.dirname(os.path.dirname(__file__))


class Config:
    """The configuration a command runs with.

    Every option is looked up in the main section of the ini file first, then in the
    ``[tool.alembic]`` table of ``pyproject.toml``. Neither file has to exist.

    Args:
        file_: The ini file.
        toml_file: The ``pyproject.toml`` file.
        ini_section: Name of the main section of the ini file.
        output_buffer: Where offline SQL goes; standard output by default.
        stdout: Where the results of commands go; the current standard output by default.
        cmd_opts: The parsed command line.
        config_args: Names that ``%(name)s`` may refer to in either file.
        attributes: Objects of any kind that the caller hands to ``env.py``.

    Attributes:
        attributes: Objects of any kind, such as ``attributes["connection"]``.
        cmd_opts: The parsed command line, or None.
        config_args: A copy of the argument; gets ``here`` when the ini file is read.
        config_file_name: The ini file as it was given, or None.
        config_ini_section: Name of the main section of the ini file.
        output_buffer: Where offline SQL goes, or None.
        owns_process: Whether the process runs nothing but the command, so that env.py may set its
            logging up for good. The console says so; an application's logging is put back.
        toml_args: A second copy of ``config_args``; gets ``here`` when the TOML file is read.
        toml_file_name: The TOML file as it was given, or None.
    """

    owns_process = False

    def __init__(
        self,
        file_: str | os.PathLike[str] | None = None,
        toml_file: str | os.PathLike[str] | None = None,
        ini_section: str = "alembic",
        output_buffer: TextIO | None = None,
        stdout: TextIO | None = None,
        cmd_opts: Namespace | None = None,
        config_args: Mapping[str, Any] = MappingProxyType({}),
        attributes: dict[Any, Any] | None = None,
    ) -> None:
        self.config_file_name = None if file_ is None else os.fspath(file_)
        self.toml_file_name = None if toml_file is None else os.fspath(toml_file)
        self.config_ini_section = ini_section
        self.output_buffer = output_buffer
        self._stdout = stdout
        self.cmd_opts = cmd_opts
        self.config_args = dict(config_args)
        self.toml_args = dict(config_args)
        self.attributes: dict[Any, Any] = dict(attributes or {})

    @property
    def stdout(self) -> TextIO:
        """The stream of :meth:`print_stdout`: the one given, else the current standard output."""
        return sys.stdout if self._stdout is None else self._stdout

    @stdout.setter
    def stdout(self, stream: TextIO | None) -> None:
        self._stdout = stream

    @property
    def messaging_opts(self) -> Mapping[str, bool]:
        """Keyword arguments for the functions that print status messages."""
        return MappingProxyType({"quiet": bool(getattr(self.cmd_opts, "quiet", False))})

    def print_stdout(self, text: str, *arg: Any) -> None:
        """Print a result of the command; nothing when quiet.

        Args:
            text: The text, printed as it is unless there are arguments.
            *arg: Arguments for ``text % arg``.
        """
        if not self.messaging_opts["quiet"]:
            write_outstream(self.stdout, f"{str(text) % arg if arg else text}\n")

    @property
    def _config_file_path(self) -> Path | None:
        return _path(self.config_file_name)

    @property
    def _toml_file_path(self) -> Path | None:
        return _path(self.toml_file_name)

    def get_template_directory(self) -> str:
        """Return the directory that holds the templates of ``init``."""
        return os.path.join(_PACKAGE, "templates")

    def _get_template_path(self) -> Path:
        from pathlib import Path

        return Path(self.get_template_directory())

    @cached_property
    def file_config(self) -> ConfigParser:
        """The ini file as a ``ConfigParser``, read once when it is first needed."""
        path = self.config_file_name
        self._log_loading()
        self.config_args["here"] = ini.here(path)
        return ini.read_ini(path, self.config_ini_section, self.config_args)

    @cached_property
    def toml_alembic_config(self) -> Mapping[str, Any]:
        """The ``[tool.alembic]`` table as it is written, read once when it is first needed."""
        path = self.toml_file_name
        table = pyproject.read_tool_table(path)
        if path is not None:
            self.toml_args["here"] = ini.here(path)
        return table or {}

    def _log_loading(self) -> None:
        if not getattr(self.cmd_opts, "verbose", False):
            return
        import logging

        log = logging.getLogger("alembic.config")
        if self.config_file_name is None:
            log.info("No config file provided; using in-memory default config")
        else:
            log.info("Loading config from file: %s", self.config_file_name)

    @overload
    def get_section(self, name: str) -> dict[str, str] | None: ...
    @overload
    def get_section(self, name: str, default: dict[str, str]) -> dict[str, str]: ...
    @overload
    def get_section(
        self, name: str, default: Mapping[str, str] | None
    ) -> Mapping[str, str] | None: ...

    def get_section(
        self, name: str, default: Mapping[str, str] | None = None
    ) -> Mapping[str, str] | None:
        """Return every option of an ini section, or the default when there is no such section."""
        if not self.file_config.has_section(name):
            return default
        return dict(self.file_config.items(name))

    @overload
    def get_section_option(self, section: str, name: str) -> str | None: ...
    @overload
    def get_section_option(self, section: str, name: str, default: str) -> str: ...
    @overload
    def get_section_option(self, section: str, name: str, default: str | None) -> str | None: ...

    def get_section_option(self, section: str, name: str, default: str | None = None) -> str | None:
        """Return one option of an ini section.

        Raises:
            CommandError: There is no such section.
        """
        if not self.file_config.has_section(section):
            raise CommandError(
                f"No config file {self.config_file_name!r} found, "
                f"or file has no '[{section}]' section"
            )
        if not self.file_config.has_option(section, name):
            return default
        return self.file_config.get(section, name)

    def set_section_option(self, section: str, name: str, value: str) -> None:
        """Set one option of an ini section in memory; a raw ``%`` is written ``%%``.

        Raises:
            TypeError: The value is not a string.
            InvalidSetting: A ``%`` is not doubled.
        """
        if not self.file_config.has_section(section):
            self.file_config.add_section(section)
        try:
            self.file_config.set(section, name, value)
        except ValueError:
            # Without the error behind it, whose text repeats the value: perhaps a password.
            raise InvalidSetting(
                f"option '{name}' in section '[{section}]': invalid interpolation syntax; "
                "a '%' in the value is written '%%', as value.replace('%', '%%') does"
            ) from None

    @overload
    def get_main_option(self, name: str) -> str | None: ...
    @overload
    def get_main_option(self, name: str, default: str) -> str: ...
    @overload
    def get_main_option(self, name: str, default: str | None) -> str | None: ...

    def get_main_option(self, name: str, default: str | None = None) -> str | None:
        """Return one option of the main section of the ini file."""
        return self.get_section_option(self.config_ini_section, name, default)

    def set_main_option(self, name: str, value: str) -> None:
        """Set one option of the main section in memory; a raw ``%`` is written ``%%``."""
        self.set_section_option(self.config_ini_section, name, value)

    def set_url(self, url: Any, section: str | None = None) -> None:
        """Set ``sqlalchemy.url`` in memory, whatever characters are in it.

        Args:
            url: A database URL, as text from anywhere or as a SQLAlchemy ``URL``, which is written
                with its password.
            section: Name of the section; the main one by default.
        """
        render = getattr(url, "render_as_string", None)
        text = str(url) if render is None else render(hide_password=False)
        self.set_section_option(
            section or self.config_ini_section, "sqlalchemy.url", text.replace("%", "%%")
        )

    def remove_main_option(self, name: str) -> None:
        """Remove one option from the main section in memory."""
        self.file_config.remove_option(self.config_ini_section, name)

    def get_alembic_option(self, name: str, default: Any = None) -> Any:
        """Return an option of the ini file's main section, else of ``[tool.alembic]``."""
        if self.file_config.has_option(self.config_ini_section, name):
            return self.file_config.get(self.config_ini_section, name)
        return self._get_toml_config_value(name, default)

    def get_alembic_boolean_option(self, name: str) -> bool:
        """Return an option that is ``true`` in the ini file, or a TOML boolean.

        Raises:
            CommandError: The TOML value is not a boolean.
        """
        if self.file_config.has_option(self.config_ini_section, name):
            return self.file_config.get(self.config_ini_section, name) == "true"
        value = self.toml_alembic_config.get(name, False)
        if not isinstance(value, bool):
            raise CommandError(f"boolean value expected for TOML parameter '{name}'")
        return value

    def _get_toml_config_value(self, name: str, default: Any = None) -> Any:
        table = self.toml_alembic_config
        if name not in table:
            return default
        return pyproject.substituted(name, table[name], self.toml_args)

    def get_version_locations_list(self) -> list[str] | None:
        """Return the directories revision files live in, or None when they are not configured."""
        text = self._main_text("version_locations")
        if not text:
            return self._toml_strings("version_locations")
        char = self._get_file_separator_char("path_separator")
        if char is None:
            char = self._get_file_separator_char("version_path_separator")
            if char is not None:
                _deprecated(
                    "The version_path_separator configuration parameter is deprecated; "
                    "please use path_separator"
                )
        if char is not None:
            return pathlists.split_on(text, char)
        _deprecated(
            "No path_separator found in configuration; falling back to legacy splitting on "
            "spaces/commas for version_locations.  Consider adding path_separator=os to "
            "Alembic config."
        )
        return pathlists.split_legacy(text, colons=False)

    def get_prepend_sys_paths_list(self) -> list[str] | None:
        """Return the paths to put in front of ``sys.path``, or None when there are none."""
        text = self._main_text("prepend_sys_path")
        if not text:
            return self._toml_strings("prepend_sys_path")
        char = self._get_file_separator_char("path_separator")
        if char is not None:
            return pathlists.split_on(text, char)
        _deprecated(
            "No path_separator found in configuration; falling back to legacy splitting on "
            "spaces, commas, and colons for prepend_sys_path.  Consider adding "
            "path_separator=os to Alembic config."
        )
        return pathlists.split_legacy(text, colons=True)

    def get_hooks_list(self) -> list[dict[str, str]]:
        """Return the post-write hooks; those of the ini file hide those of the TOML file."""
        if self.file_config.has_section("post_write_hooks"):
            return hooks.hooks_from_ini(dict(self.file_config.items("post_write_hooks")))
        return hooks.hooks_from_toml(self._get_toml_config_value("post_write_hooks"))

    def _main_text(self, name: str) -> str | None:
        if not self.file_config.has_option(self.config_ini_section, name):
            return None
        return self.file_config.get(self.config_ini_section, name)

    def _toml_strings(self, name: str) -> list[str] | None:
        return pyproject.as_strings(name, self._get_toml_config_value(name))

    def _get_file_separator_char(self, *names: str) -> str | None:
        for name in names:
            value = self._main_text(name)
            if value is not None:
                return pathlists.separator_char(name, value)
        return None


def _deprecated(text: str) -> None:
    from ..base.messaging import warn_deprecated

    warn_deprecated(text, stacklevel=3)


def _path(name: str | None) -> Path | None:
    from pathlib import Path

    return None if name is None else Path(name)


__all__ = ["Config", "InvalidSetting"]
