"""Databases that cannot be reached, told in one line that names the URL without its password."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from .frames import frames_of, is_of_run

if TYPE_CHECKING:
    from types import FrameType

    from ..settings.config import Config

# From the first colon that is not the scheme's to the last at sign: a password may hold both.
_PASSWORD = re.compile(r":(?!//)\S*@")

#: What to install for a driver whose distribution has another name than its module, or an extra.
_DISTRIBUTIONS = {
    "MySQLdb": "mysqlclient",
    "psycopg": "'psycopg[binary]'",
    "psycopg2": "psycopg2-binary",
}


def connection_line(error: BaseException, config: Config) -> str | None:
    """Return the line for an error met while connecting; None when it is another error."""
    exc: Any = sys.modules.get("sqlalchemy.exc")
    if exc is None:
        return None
    frames = list(frames_of(error))
    reason = _reason(error, exc, frames, config)
    if reason is None:
        return None
    url = _url_of(frames)
    if url is None:
        shown = _configured_url(config)
        return f"{reason} (database URL {shown})" if shown else reason
    shown = masked(url.render_as_string(hide_password=True))
    if "@" in (url.host or ""):
        # The password had an "@": what SQLAlchemy took for the host holds a part of it.
        reason = reason.replace(url.host, url.host.rpartition("@")[2])
        shown += "; an '@' in a user name or password is written '%40'"
    elif url.drivername == "driver":
        shown += f"; {_setting(config)} is still as 'init' wrote it"
    elif url.drivername == "postgres":
        shown += "; the dialect is called 'postgresql'"
    return f"{reason} (database URL {shown})"


def refused_line(error: BaseException) -> str | None:
    """Return the line for a statement of ours that a database refused; None for another error.

    Reading the version table, or making it, is nothing in which lines of the user's are at fault.
    """
    exc: Any = sys.modules.get("sqlalchemy.exc")
    if exc is None or not isinstance(error, exc.DBAPIError) or not is_of_run(error):
        return None
    return f"The database refused what a run needs: {_one_line(error)}"


def masked(url: str) -> str:
    """Return the text of a URL with its password replaced by ``***``."""
    return _PASSWORD.sub(":***@", url)


def _reason(error: BaseException, exc: Any, frames: list[FrameType], config: Config) -> str | None:
    if _passed(frames, "connect", "engine/create.py"):
        # Drivers for asyncio raise errors of their own here, which SQLAlchemy does not wrap.
        return f"Can't connect to the database: {_one_line(getattr(error, 'orig', error))}"
    if _passed(frames, None, "engine/url.py"):
        return _reason_of_url(error, exc, frames)
    if isinstance(error, KeyError) and _passed(frames, "engine_from_config", "engine/create.py"):
        return f"No database URL: {_setting(config)} is missing"
    if isinstance(error, ImportError) and _passed(frames, "import_dbapi", ".py"):
        line = f"The database driver is not installed: {_one_line(error)}"
        distribution = _DISTRIBUTIONS.get(error.name or "")
        return f"{line}; run: pip install {distribution}" if distribution else line
    return None


def _reason_of_url(error: BaseException, exc: Any, frames: list[FrameType]) -> str | None:
    if isinstance(error, ValueError):  # a port that is no number
        return f"Could not parse the database URL: {_one_line(error)}"
    if not isinstance(error, exc.SQLAlchemyError):
        return None
    given = [frame.f_locals.get("name") for frame in frames if frame.f_code.co_name == "_parse_url"]
    return "The database URL is empty" if given == [""] else _one_line(error)


def _setting(config: Config) -> str:
    """Return the place where the templates keep the URL."""
    section = config.config_ini_section
    return f"'sqlalchemy.url' in section '[{section}]' of '{config.config_file_name}'"


def _one_line(error: object) -> str:
    return " ".join(masked(str(error)).split("(Background on this error", 1)[0].split())


def _passed(frames: list[FrameType], function: str | None, file: str) -> bool:
    """Tell whether an error passed a function of SQLAlchemy; None is any function of the file."""
    return any(
        (function is None or code.co_name == function)
        and "/sqlalchemy/" in (path := code.co_filename.replace("\\", "/"))
        and path.endswith(file)
        for code in (frame.f_code for frame in frames)
    )


def _url_of(frames: list[FrameType]) -> Any | None:
    """Return the URL that SQLAlchemy was at work with: what env.py used, wherever it came from."""
    url_class: Any = getattr(sys.modules.get("sqlalchemy.engine.url"), "URL", None)
    if url_class is None:
        return None
    for frame in reversed(frames):
        if "sqlalchemy" not in frame.f_code.co_filename:
            continue
        for value in frame.f_locals.values():
            url = value if isinstance(value, url_class) else getattr(value, "url", None)
            if isinstance(url, url_class):
                return url
    return None


def _configured_url(config: Config) -> str | None:
    try:
        url = config.get_main_option("sqlalchemy.url")
    except Exception:
        return None
    return masked(url) if url else None
