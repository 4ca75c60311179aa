"""The ``[tool.alembic]`` table of ``pyproject.toml`` and its ``%(name)s`` substitution."""

from __future__ import annotations

import os

from ..base.exc import CommandError
from ..base.paths import tidy
from .errors import InvalidSetting

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


#: The options that may have a fraction: lengths of time, in seconds.
_FRACTIONS = frozenset({"lock_wait", "lock_timeout", "lock_retry"})


def read_tool_table(path: str | None) -> dict[str, Any] | None:
    """Return ``[tool.alembic]`` as it is written; None when the file or the table is missing.

    Raises:
        CommandError: ``tool.alembic`` is not a table.
        InvalidSetting: The file may not be read, or is not in UTF-8.
    """
    if path is None or not os.path.isfile(path):
        return None
    import tomllib

    path = tidy(path)
    try:
        # Some editors begin a file with a byte order mark, which TOML does not know.
        with open(path, "rb") as file:
            document = tomllib.loads(file.read().decode("utf-8-sig"))
    except PermissionError as error:
        raise InvalidSetting(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InvalidSetting(f"{path} is not encoded in UTF-8 ({error.reason})") from error
    tool = document.get("tool", {})
    table = tool.get("alembic") if isinstance(tool, dict) else tool
    if table is not None and not isinstance(table, dict):
        raise CommandError(f"Incorrect TOML format: [tool.alembic] in {path} is not a table")
    return table


def substituted(key: str, value: Any, names: Mapping[str, Any]) -> Any:
    """Return a TOML value with ``%(name)s`` replaced in its strings.

    Args:
        key: Name of the option, for the error text.
        value: A string, integer, boolean, list of strings, table or list of tables; a float for
            a length of time.
        names: What ``%(name)s`` may refer to.

    Raises:
        CommandError: The value is of another type.
        InvalidSetting: A single ``%``, or an unknown name.
    """
    if isinstance(value, str):
        return _filled_in(key, value, names)
    if isinstance(value, bool | int) or (isinstance(value, float) and key in _FRACTIONS):
        return value
    if isinstance(value, dict):
        return {name: substituted(key, each, names) for name, each in value.items()}
    if isinstance(value, list):
        return [substituted(key, each, names) for each in value]
    raise CommandError(f"unsupported TOML value type for key: '{key}'")


def as_strings(key: str, value: Any) -> list[str] | None:
    """Return a list of strings; a string alone is a list of one.

    Raises:
        InvalidSetting: The value is something else.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return value
    raise InvalidSetting(f"list of strings expected for TOML parameter '{key}'")


def _filled_in(key: str, text: str, names: Mapping[str, Any]) -> str:
    try:
        return text % names
    except KeyError as error:
        raise InvalidSetting(
            f"TOML parameter '{key}': {text!r} refers to {error}, which is not defined"
        ) from error
    except (ValueError, TypeError) as error:
        raise InvalidSetting(
            f"TOML parameter '{key}': {text!r} has a '%' that is not written '%%' ({error})"
        ) from error
