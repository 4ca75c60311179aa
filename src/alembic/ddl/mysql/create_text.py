"""Clauses of ``SHOW CREATE TABLE``, written from rows of ``information_schema``.

The forms were compared with MariaDB 10.11 line by line. What other servers print differently, and
what the catalog does not tell at all, raises :class:`CannotTell`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...base.patterns import lazy_pattern

_ROW_FORMAT = lazy_pattern(r"row_format=\w+", re.IGNORECASE)

_SHAPES = lazy_pattern(r"(multi)?(point|linestring|polygon)|geom\w+")

# The releases from which MariaDB always shows a collation (MDEV-29446), by series.
_COLLATION_SHOWN_SINCE: dict[tuple[int, ...], int] = {
    (10, 3): 37,
    (10, 4): 27,
    (10, 5): 18,
    (10, 6): 10,
    (10, 7): 6,
    (10, 8): 5,
    (10, 9): 3,
}


class CannotTell(Exception):
    """The catalog does not say what the server would print."""


def mariadb_column(
    dialect: Any, column: Mapping[str, Any], table: Mapping[str, Any], check: str | None
) -> str:
    """Return the line of a column as MariaDB prints it.

    Args:
        dialect: The dialect of the connection.
        column: The row of the column.
        table: The row of its table.
        check: The text of the CHECK that is part of the column.
    """
    extra = column["extra"]
    words = [f"  {dialect.identifier_preparer.quote_identifier(column['name'])}", column["type"]]
    if column["collation"] not in (None, table["collation"]):
        if not _always_shows_collation(dialect):
            raise CannotTell("whether the collation of a column is shown")
        words.append(f"CHARACTER SET {column['charset']} COLLATE {column['collation']}")
    if column["expression"]:
        kind = "STORED" if extra.startswith(("STORED", "PERSISTENT")) else "VIRTUAL"
        words.append(f"GENERATED ALWAYS AS ({column['expression']}) {kind}")
    else:
        words += _mariadb_value(column)
    if column["comment"]:
        words.append(f"COMMENT {literal(column['comment'])}")
    if check is not None:
        words.append(f"CHECK ({check})")
    return " ".join(words)


def _mariadb_value(column: Mapping[str, Any]) -> list[str]:
    extra = column["extra"]
    words = _null(column)
    for flag in ("INVISIBLE", "WITHOUT SYSTEM VERSIONING"):
        if flag in extra:
            words.append(flag)
    if column["default"] is not None:
        words.append(f"DEFAULT {column['default']}")
    found = re.search(r"on update (\S+)", extra, re.IGNORECASE)
    if found:
        words.append(f"ON UPDATE {found[1].rstrip(',')}")
    if "auto_increment" in extra:
        words.append("AUTO_INCREMENT")
    return words


def mysql_column(dialect: Any, column: Mapping[str, Any], table: Mapping[str, Any]) -> str:
    """Return the line of a column as MySQL prints it, if it holds nothing out of the ordinary."""
    extra = column["extra"]
    if column["expression"] or "INVISIBLE" in extra or _SHAPES.fullmatch(column["data_type"]):
        raise CannotTell("a generated or invisible column, or a shape")
    if column["collation"] not in (None, table["collation"]):
        raise CannotTell("whether the collation of a column is shown")
    words = [f"  {dialect.identifier_preparer.quote_identifier(column['name'])}", column["type"]]
    words += _null(column)
    if column["default"] is not None:
        words.append(f"DEFAULT {_mysql_default(column)}")
    elif column["nullable"] == "YES":
        words.append("DEFAULT NULL")
    found = re.search(r"on update (\S+)", extra, re.IGNORECASE)
    if found:
        words.append(f"ON UPDATE {found[1]}")
    if "auto_increment" in extra:
        words.append("AUTO_INCREMENT")
    if column["comment"]:
        words.append(f"COMMENT {literal(column['comment'])}")
    return " ".join(words)


def _mysql_default(column: Mapping[str, Any]) -> str:
    default: str = column["default"]
    if column["data_type"] in ("timestamp", "datetime") and default.upper().startswith(
        "CURRENT_TIMESTAMP"
    ):
        return default
    if "DEFAULT_GENERATED" in column["extra"] or "binary" in column["data_type"]:
        raise CannotTell("an expression, or bytes, as a default")
    if column["data_type"] == "bit":
        return default
    return literal(default)


def _null(column: Mapping[str, Any]) -> list[str]:
    if column["nullable"] == "NO":
        return ["NOT NULL"]
    return ["NULL"] if column["data_type"] == "timestamp" else []


def table_options(dialect: Any, table: Mapping[str, Any]) -> str:
    """Return the last line: engine, character set, collation, comment."""
    collation = table["collation"]
    if not collation or not table["engine"]:
        raise CannotTell("a table that cannot be opened")
    line = f") ENGINE={table['engine']} DEFAULT CHARSET={collation.split('_')[0]}"
    if table["is_default"] != "Yes" or _always_shows_collation(dialect, collation):
        line += f" COLLATE={collation}"
    options = table["options"] or ""
    if options:
        if not _ROW_FORMAT.fullmatch(options):
            raise CannotTell("options of an engine, or partitions")
        line += f" {options.upper()}"
    if table["comment"]:
        line += f" COMMENT={literal(table['comment'])}"
    return line


def _always_shows_collation(dialect: Any, collation: str = "") -> bool:
    version: tuple[int, ...] = dialect.server_version_info
    if not dialect.is_mariadb:
        return collation == "utf8mb4_0900_ai_ci"
    since = _COLLATION_SHOWN_SINCE.get(version[:2])
    return version >= (10, 10) if since is None else version[2] >= since


def literal(text: str) -> str:
    """Return a string as the server writes it in ``SHOW CREATE TABLE``."""
    for char, escape in (("\\", "\\\\"), ("\0", "\\0"), ("\n", "\\n"), ("\r", "\\r"), ("'", "''")):
        text = text.replace(char, escape)
    return f"'{text}'"
