"""The ini file as a ``ConfigParser``."""

from __future__ import annotations

import os

from ..base.paths import tidy
from .errors import InvalidSetting

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Mapping
    from configparser import ConfigParser


def here(path: str | None) -> str:
    """Return the absolute directory of a configuration file in POSIX form, ``.`` without one."""
    if path is None:
        return "."
    return tidy(os.path.dirname(os.path.join(os.getcwd(), tidy(path)))).replace(os.sep, "/")


def read_ini(path: str | None, section: str, defaults: Mapping[str, str]) -> ConfigParser:
    """Read an ini file; a missing file gives a parser without sections.

    Args:
        path: The file, or None for a configuration made in memory, which has an empty main section.
        section: Name of the main section.
        defaults: Values every section has and that interpolation sees. ``here`` is taken as it is,
            in the others a percent sign that is none of an interpolation is doubled.

    Raises:
        InvalidSetting: The file may not be read, or is neither in UTF-8 nor in the encoding of the
            locale.
    """
    from configparser import ConfigParser

    values = {**defaults, "here": defaults["here"].replace("%", "%%")}
    parser = ConfigParser(values)
    if path is None:
        parser.add_section(section)
    elif (text := _text(tidy(path))) is not None:
        parser.read_string(text, source=tidy(path))
    return parser


def _text(path: str) -> str | None:
    """Return the content of a file, or None when there is no such file that can be opened."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except PermissionError as error:
        raise InvalidSetting(f"{path} cannot be read: {error.strerror}") from error
    except OSError:
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _in_locale(path, content)
    return text.replace("\r\n", "\n")


def _in_locale(path: str, content: bytes) -> str:
    import locale

    encoding = locale.getencoding()
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        also = "" if encoding.lower() in {"utf-8", "utf8"} else f", nor in the locale's {encoding}"
        raise InvalidSetting(f"{path} is not encoded in UTF-8{also}") from error
