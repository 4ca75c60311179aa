"""What to do about an error that is shown with the user's lines."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from .frames import frames_of

if TYPE_CHECKING:
    from ..settings.config import Config

#: How SQLite meets statements it has no grammar for.
_NO_SUCH_ALTER = re.compile(r'^\(sqlite3\.OperationalError\) near "\w+": syntax error').match
#: What ``context.configure()`` says that got nothing to tell the dialect from.
_NO_DATABASE = "Connection, url, or dialect_name is required."
_EXISTS = re.compile(r"\balready exists\b").search


def hint_of(error: Exception, config: Config) -> str | None:
    """Return a line that says where to look, or what to do instead; None where there is none."""
    if _passed_logging(error):
        return _about_logging(error, config)
    if _is_script(config) and (hint := _of_script(error)):
        return hint
    if str(error) == _NO_DATABASE and _lacks_url(config):
        return (
            f"'sqlalchemy.url' is missing in section '[{config.config_ini_section}]' of "
            f"'{config.config_file_name}'."
        )
    statement = (getattr(error, "statement", None) or "").lstrip()
    text = str(error).partition("\n")[0]
    if statement.startswith("ALTER TABLE") and _NO_SUCH_ALTER(text):
        return (
            "SQLite has no such ALTER TABLE: use op.batch_alter_table(), which makes a new table."
        )
    if statement.startswith("CREATE") and _EXISTS(text):
        return (
            "If the database has it from elsewhere, 'alembic stamp <revision>' says which revision "
            "the database is at."
        )
    return None


def _about_logging(error: Exception, config: Config) -> str:
    file = config.config_file_name
    if file and not Path(file).exists():
        return f"'{file}' does not exist; env.py reads its logging sections."
    if file and _is_utf8_of_its_own(Path(file), error):
        return f"'{file}' is in UTF-8: have env.py call fileConfig(.., encoding='utf-8-sig')."
    return f"The logging sections of '{file}' are missing or wrong."


def _is_utf8_of_its_own(file: Path, error: Exception) -> bool:
    """Tell whether a file has a mark, or letters, that are not read in the locale's encoding."""
    content = file.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return content.startswith(b"\xef\xbb\xbf") or isinstance(error, UnicodeDecodeError)


def _passed_logging(error: Exception) -> bool:
    files = [Path(frame.f_code.co_filename).parts[-2:] for frame in frames_of(error)]
    return ("logging", "config.py") in files


def _of_script(error: Exception) -> str | None:
    """Return the hint for what goes wrong only when SQL is printed."""
    if isinstance(error, AttributeError) and "'NoneType'" in str(error):
        return "With --sql nothing is executed: a query has no result, and no connection is there."
    if isinstance(error, UnicodeEncodeError):
        return f"Standard output is in {error.encoding}; with PYTHONUTF8=1 it is in UTF-8."
    return None


def _lacks_url(config: Config) -> bool:
    try:
        return not config.get_main_option("sqlalchemy.url")
    except Exception:
        return False


def _is_script(config: Config) -> bool:
    return bool(getattr(config.cmd_opts, "sql", False))
