"""MySQL's and MariaDB's catalog in a few statements, as the text SQLAlchemy parses.

SQLAlchemy reads one ``SHOW CREATE TABLE`` per table. ``information_schema`` has the same facts for
all tables at once; here they are put back into that text, clause by clause as the server prints
them, so that SQLAlchemy's parser sees what it would have seen. A table with anything the catalog
does not tell exactly is left out, and SQLAlchemy asks the server for it as ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from .catalog import Row, View, rows_by_table
from .create_text import CannotTell, literal, mariadb_column, mysql_column, table_options

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_TABLES = View(
    "TABLES",
    {
        "engine": "ENGINE",
        "collation": "TABLE_COLLATION",
        "is_default": "IF(TABLE_COLLATION IN (SELECT COLLATION_NAME FROM "
        "information_schema.COLLATIONS WHERE IS_DEFAULT = 'Yes'), 'Yes', '')",
        "options": "CREATE_OPTIONS",
        "comment": "TABLE_COMMENT",
    },
    "TABLE_SCHEMA = {schema} AND TABLE_TYPE = 'BASE TABLE'",
    nullable=("engine", "collation", "options"),
)

_COLUMNS = View(
    "COLUMNS",
    {
        "name": "COLUMN_NAME",
        "default": "COLUMN_DEFAULT",
        "nullable": "IS_NULLABLE",
        "data_type": "DATA_TYPE",
        "type": "COLUMN_TYPE",
        "charset": "CHARACTER_SET_NAME",
        "collation": "COLLATION_NAME",
        "extra": "EXTRA",
        "comment": "COLUMN_COMMENT",
        "expression": "GENERATION_EXPRESSION",
    },
    order="ORDINAL_POSITION",
    nullable=("default", "charset", "collation", "expression"),
)

_KEYS = View(
    "STATISTICS",
    {
        "index_name": "INDEX_NAME",
        "non_unique": "NON_UNIQUE",
        "column_name": "COLUMN_NAME",
        "sub_part": "SUB_PART",
        "collation": "COLLATION",
        "index_type": "INDEX_TYPE",
        "index_comment": "INDEX_COMMENT",
    },
    order="INDEX_NAME, SEQ_IN_INDEX",
    nullable=("column_name", "sub_part", "collation"),
)

#: What indexes have besides, by the first release that tells it.
_MORE_OF_KEYS: dict[bool, dict[tuple[int, ...], tuple[str, str]]] = {
    True: {(10, 6): ("ignored", "IGNORED")},
    False: {(8,): ("is_visible", "IS_VISIBLE"), (8, 0, 13): ("expression", "EXPRESSION")},
}

_FOREIGN_KEYS = View(
    "KEY_COLUMN_USAGE",
    {
        "name": "CONSTRAINT_NAME",
        "source": "COLUMN_NAME",
        "source_schema": "TABLE_SCHEMA",
        "target_schema": "REFERENCED_TABLE_SCHEMA",
        "target_table": "REFERENCED_TABLE_NAME",
        "target": "REFERENCED_COLUMN_NAME",
    },
    "TABLE_SCHEMA = {schema} AND REFERENCED_TABLE_NAME IS NOT NULL",
    order="CONSTRAINT_NAME, ORDINAL_POSITION",
)

_RULES = View(
    "REFERENTIAL_CONSTRAINTS",
    {"name": "CONSTRAINT_NAME", "onupdate": "UPDATE_RULE", "ondelete": "DELETE_RULE"},
    "CONSTRAINT_SCHEMA = {schema}",
)

_MARIADB_CHECKS = View(
    "CHECK_CONSTRAINTS",
    {"name": "CONSTRAINT_NAME", "level": "LEVEL", "clause": "CHECK_CLAUSE"},
    "CONSTRAINT_SCHEMA = {schema}",
)

_MYSQL_CHECKS = View(
    "TABLE_CONSTRAINTS",
    {"name": "CONSTRAINT_NAME"},
    "TABLE_SCHEMA = {schema} AND CONSTRAINT_TYPE = 'CHECK'",
)


class _Facts:
    """The catalog rows of one table."""

    def __init__(self, table: Row) -> None:
        self.table = table
        self.columns: list[Row] = []
        self.keys: list[Row] = []
        self.foreign_keys: list[Row] = []
        self.rules: list[Row] = []
        self.checks: list[Row] = []


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
    """Read the rows of every table of which they can be told apart."""
    database = "DATABASE()" if schema is None else literal(schema)
    facts = {
        name: _Facts(rows[0])
        for name, rows in rows_by_table(connection, _TABLES, database).items()
        if rows is not None
    }
    for family, view in _views(connection.dialect).items():
        for name, rows in rows_by_table(connection, view, database).items():
            if rows is None:
                facts.pop(name, None)
            elif name in facts:
                getattr(facts[name], family).extend(rows)
    return facts


def _views(dialect: Any) -> dict[str, View]:
    """The views to ask besides that of tables, by the family of what they tell."""
    version: tuple[int, ...] = dialect.server_version_info
    more = _MORE_OF_KEYS[dialect.is_mariadb].items()
    columns = {**_KEYS.columns, **dict(column for since, column in more if version >= since)}
    views = {
        "columns": _COLUMNS,
        "keys": _KEYS._replace(columns=columns),
        "foreign_keys": _FOREIGN_KEYS,
        "rules": _RULES,
    }
    if dialect.is_mariadb:
        views["checks"] = _MARIADB_CHECKS
    elif version >= (8, 0, 16):
        views["checks"] = _MYSQL_CHECKS
    return views


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
    lines += _foreign_keys(dialect, facts.foreign_keys, facts.rules)
    lines += [
        f"  CONSTRAINT {quote(row['name'])} CHECK ({row['clause']})"
        for row in facts.checks
        if row["level"] == "Table"
    ]
    body = ",\n".join(lines)
    return f"CREATE TABLE {quote(name)} (\n{body}\n{table_options(dialect, facts.table)}"


def _keys(quote: Callable[[str], str], rows: list[Row]) -> list[str]:
    by_name: dict[str, list[Row]] = defaultdict(list)
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
            kind = f"{'' if int(parts[0]['non_unique']) else 'UNIQUE '}KEY {quote(name)}"
        comment = parts[0]["index_comment"]
        lines.append(f"  {kind} ({columns}){f' COMMENT {literal(comment)}' if comment else ''}")
    return lines


def _key_part(quote: Callable[[str], str], part: Row) -> str:
    length = f"({part['sub_part']})" if part["sub_part"] is not None else ""
    return f"{quote(part['column_name'])}{length}{' DESC' if part['collation'] == 'D' else ''}"


def _foreign_keys(dialect: Any, rows: list[Row], rules: list[Row]) -> list[str]:
    quote = dialect.identifier_preparer.quote_identifier
    # What a foreign key without a rule is called in the catalog; the server prints no clause then.
    default = "RESTRICT" if dialect.is_mariadb else "NO ACTION"
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_name[row["name"]].append(row)
    rules_by_name = {row["name"]: row for row in rules}
    lines = []
    for name, parts in by_name.items():
        if name not in rules_by_name:
            raise CannotTell("what becomes of rows that refer to nothing")
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
            rule = rules_by_name[name][f"on{clause.lower()}"]
            line += "" if rule == default else f" ON {clause} {rule}"
        lines.append(line)
    return lines
