"""MySQL's and MariaDB's catalog in a few statements, as the text SQLAlchemy parses.

SQLAlchemy reads one ``SHOW CREATE TABLE`` per table. ``information_schema`` has the same facts for
all tables at once; here they are put back into that text, clause by clause as the server prints
them, so that SQLAlchemy's parser sees what it would have seen. A table with anything the catalog
does not tell exactly is left out, and SQLAlchemy asks the server for it as ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .create_text import CannotTell, literal, mariadb_column, mysql_column, table_options

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_Row = Mapping[str, Any]

_TABLES = """
SELECT t.TABLE_NAME AS table_name, t.ENGINE AS engine, t.TABLE_COLLATION AS collation,
       t.CREATE_OPTIONS AS options, t.TABLE_COMMENT AS comment, c.IS_DEFAULT AS is_default
FROM information_schema.TABLES t
LEFT JOIN information_schema.COLLATIONS c ON c.COLLATION_NAME = t.TABLE_COLLATION
WHERE t.TABLE_SCHEMA = {schema} AND t.TABLE_TYPE = 'BASE TABLE'
"""

_COLUMNS = """
SELECT TABLE_NAME AS table_name, COLUMN_NAME AS name, COLUMN_DEFAULT AS `default`,
       IS_NULLABLE AS nullable, DATA_TYPE AS data_type, COLUMN_TYPE AS type,
       CHARACTER_SET_NAME AS charset, COLLATION_NAME AS collation, EXTRA AS extra,
       COLUMN_COMMENT AS comment, GENERATION_EXPRESSION AS expression
FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = {schema} ORDER BY TABLE_NAME, ORDINAL_POSITION
"""

_KEYS = """
SELECT s.* FROM information_schema.STATISTICS s
WHERE s.TABLE_SCHEMA = {schema} ORDER BY s.TABLE_NAME, s.INDEX_NAME, s.SEQ_IN_INDEX
"""

_FOREIGN_KEYS = """
SELECT k.TABLE_NAME AS table_name, k.CONSTRAINT_NAME AS name, k.COLUMN_NAME AS source,
       k.TABLE_SCHEMA AS source_schema, k.REFERENCED_TABLE_SCHEMA AS target_schema,
       k.REFERENCED_TABLE_NAME AS target_table, k.REFERENCED_COLUMN_NAME AS target,
       r.UPDATE_RULE AS onupdate, r.DELETE_RULE AS ondelete
FROM information_schema.KEY_COLUMN_USAGE k
JOIN information_schema.REFERENTIAL_CONSTRAINTS r
  ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.TABLE_NAME = k.TABLE_NAME
 AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
WHERE k.TABLE_SCHEMA = {schema} AND r.CONSTRAINT_SCHEMA = {schema}
  AND k.REFERENCED_TABLE_NAME IS NOT NULL
ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION
"""

_MARIADB_CHECKS = """
SELECT TABLE_NAME AS table_name, CONSTRAINT_NAME AS name, LEVEL AS level, CHECK_CLAUSE AS clause
FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = {schema}
"""

_MYSQL_CHECKS = """
SELECT TABLE_NAME AS table_name, CONSTRAINT_NAME AS name
FROM information_schema.TABLE_CONSTRAINTS
WHERE TABLE_SCHEMA = {schema} AND CONSTRAINT_TYPE = 'CHECK'
"""


@dataclass(frozen=True, slots=True)
class _Facts:
    """The catalog rows of one table."""

    table: _Row
    columns: list[_Row] = field(default_factory=list)
    keys: list[_Row] = field(default_factory=list)
    foreign_keys: list[_Row] = field(default_factory=list)
    checks: list[_Row] = field(default_factory=list)


def read_ahead(
    connection: Connection, schema: str | None
) -> Callable[[str, Any], Sequence[Sequence[Any]] | None] | None:
    """Read every table of a schema and return what answers ``SHOW CREATE TABLE``.

    Args:
        connection: A MySQL or MariaDB connection.
        schema: A database; None for the current one.

    Returns:
        A function from statement and parameters to rows, or to None for what it does not know.
        None if the server quotes or escapes in a way the text is not made for.
    """
    dialect: Any = connection.dialect
    if dialect._server_ansiquotes or not dialect._backslash_escapes:
        return None
    quote = dialect.identifier_preparer.quote_identifier
    prefix = "" if schema is None else quote(schema) + "."
    answers: dict[str, Sequence[Sequence[Any]]] = {}
    for name, facts in _read(connection, schema).items():
        try:
            text = _create_table(dialect, name, facts)
        except CannotTell:
            continue
        answers[f"SHOW CREATE TABLE {prefix}{quote(name)}"] = [(name, text)]
    return lambda statement, _: answers.get(statement)


def _read(connection: Connection, schema: str | None) -> dict[str, _Facts]:
    dialect: Any = connection.dialect
    database = "DATABASE()" if schema is None else literal(schema)

    def rows(statement: str) -> Iterable[_Row]:
        text = statement.format(schema=database).replace("%", "%%")
        for row in connection.exec_driver_sql(text).mappings():
            yield {
                key.lower(): value.decode() if isinstance(value, bytes) else value
                for key, value in row.items()
            }

    facts = {row["table_name"]: _Facts(row) for row in rows(_TABLES)}
    families = {"columns": _COLUMNS, "keys": _KEYS, "foreign_keys": _FOREIGN_KEYS}
    if dialect.is_mariadb:
        families["checks"] = _MARIADB_CHECKS
    elif dialect.server_version_info >= (8, 0, 16):
        families["checks"] = _MYSQL_CHECKS
    for family, statement in families.items():
        for row in rows(statement):
            if row["table_name"] in facts:
                getattr(facts[row["table_name"]], family).append(row)
    return facts


def _create_table(dialect: Any, name: str, facts: _Facts) -> str:
    quote = dialect.identifier_preparer.quote_identifier
    column_checks = {
        row["name"]: row["clause"] for row in facts.checks if row.get("level") == "Column"
    }
    if dialect.is_mariadb:
        lines = [
            mariadb_column(dialect, column, facts.table, column_checks.get(column["name"]))
            for column in facts.columns
        ]
    elif facts.checks:
        raise CannotTell("the text of a CHECK is escaped by rules of its own")
    else:
        lines = [mysql_column(dialect, column, facts.table) for column in facts.columns]
    lines += _keys(quote, facts.keys)
    lines += _foreign_keys(dialect, facts.foreign_keys)
    lines += [
        f"  CONSTRAINT {quote(row['name'])} CHECK ({row['clause']})"
        for row in facts.checks
        if row["level"] == "Table"
    ]
    body = ",\n".join(lines)
    return f"CREATE TABLE {quote(name)} (\n{body}\n{table_options(dialect, facts.table)}"


def _keys(quote: Callable[[str], str], rows: list[_Row]) -> list[str]:
    by_name: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        if row["index_type"] not in ("BTREE", "HASH") or row.get("expression"):
            raise CannotTell("an index with a parser, on a shape, or on an expression")
        if row.get("ignored") == "YES" or row.get("is_visible") == "NO":
            raise CannotTell("an index the optimizer does not see")
        by_name[row["index_name"]].append(row)
    lines = []
    for name, parts in by_name.items():
        columns = ",".join(_key_part(quote, part) for part in parts)
        if name == "PRIMARY":
            kind = "PRIMARY KEY"
        else:
            kind = f"{'' if parts[0]['non_unique'] else 'UNIQUE '}KEY {quote(name)}"
        comment = parts[0]["index_comment"]
        lines.append(f"  {kind} ({columns}){f' COMMENT {literal(comment)}' if comment else ''}")
    return lines


def _key_part(quote: Callable[[str], str], part: _Row) -> str:
    length = f"({part['sub_part']})" if part["sub_part"] is not None else ""
    return f"{quote(part['column_name'])}{length}{' DESC' if part['collation'] == 'D' else ''}"


def _foreign_keys(dialect: Any, rows: list[_Row]) -> list[str]:
    quote = dialect.identifier_preparer.quote_identifier
    # What a foreign key without a rule is called in the catalog; the server prints no clause then.
    default = "RESTRICT" if dialect.is_mariadb else "NO ACTION"
    by_name: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        by_name[row["name"]].append(row)
    lines = []
    for name, parts in by_name.items():
        first = parts[0]
        target = quote(first["target_table"])
        if first["target_schema"] != first["source_schema"]:
            target = f"{quote(first['target_schema'])}.{target}"
        line = (
            f"  CONSTRAINT {quote(name)} FOREIGN KEY "
            f"({', '.join(quote(part['source']) for part in parts)}) REFERENCES {target} "
            f"({', '.join(quote(part['target']) for part in parts)})"
        )
        for clause in ("DELETE", "UPDATE"):
            rule = first[f"on{clause.lower()}"]
            line += "" if rule == default else f" ON {clause} {rule}"
        lines.append(line)
    return lines
