"""A stand-in for SQL Server: definitions are part of a transaction, but for those that refuse one.

What is in its memory cannot be defined in a transaction either.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any
from zlib import crc32

from sqlalchemy.dialects.mssql.base import MSDialect

from . import driver

_CATALOG = {
    "schemas": "schema_id, name",
    "objects": "object_id, name, schema_id, type",
    "columns": "object_id, name, column_id, system_type_id, user_type_id, max_length, precision,"
    " scale, collation_name, is_nullable, is_identity, is_computed",
    "computed_columns": "object_id, column_id, definition, is_persisted",
    "default_constraints": "parent_object_id, name, parent_column_id, definition",
    "check_constraints": "parent_object_id, name, definition, is_disabled, is_not_trusted",
    "foreign_keys": "parent_object_id, name, referenced_object_id, delete_referential_action,"
    " update_referential_action, is_disabled, is_not_trusted",
    "foreign_key_columns": "parent_object_id, constraint_object_id, constraint_column_id,"
    " parent_column_id, referenced_column_id",
    "indexes": "object_id, index_id, name, type, is_unique, is_primary_key,"
    " is_unique_constraint, is_disabled, filter_definition",
    "index_columns": "object_id, index_id, index_column_id, column_id, key_ordinal,"
    " is_descending_key, is_included_column",
    "index_resumable_operations": "object_id, name",
    "databases": "name COLLATE NOCASE, state",
    "fulltext_catalogs": "name COLLATE NOCASE",
    "fulltext_indexes": "object_id",
}
#: The kind of server: 3 is one that can do everything.
EDITION = [3]
_REFUSED = re.compile(r"\s*(CREATE|DROP) (DATABASE|FULLTEXT CATALOG) (\S+)|.*\bRESUMABLE\b", re.S)
_ALTER = re.compile(r"\s*ALTER TABLE (\S+) (.*)", re.DOTALL)
_RENAME = re.compile(r"EXEC sp_rename '([^']*)', (\S+?)(, 'COLUMN')?$")
_DEFAULT = re.compile(r"= '(\w+)'\s+exec\('alter table (\S+) drop constraint", re.DOTALL)
_SELECT_TOP = re.compile(r"^SELECT TOP (\d+) (.*)$", re.DOTALL)
_OUTPUT = re.compile(r"OUTPUT inserted\.(\S+) (.*)$", re.DOTALL)
_TYPES = {
    r"(?:BIGINT|INTEGER) NOT NULL IDENTITY": "INTEGER NOT NULL",
    r" WITH \([A-Z_]+ = ON\)": "",
    r"(DROP INDEX \S+) ON \S+": r"\1",
}


class SQLServerSession(driver.Session):
    """A session of a user of the schema dbo."""

    def connected(self) -> None:
        self.file.execute("ATTACH ':memory:' AS sys")
        for table, columns in _CATALOG.items():
            self.file.execute(f"CREATE TABLE sys.{table} ({columns})")
        self.file.execute("ATTACH ':memory:' AS INFORMATION_SCHEMA")  # asked by SQLAlchemy 2.0
        tables = "TABLE_SCHEMA COLLATE NOCASE, TABLE_NAME COLLATE NOCASE, TABLE_TYPE"
        self.file.execute(f"CREATE TABLE INFORMATION_SCHEMA.TABLES ({tables})")
        self.file.create_function("OBJECT_ID", 1, self._object_id)
        self.file.create_function("OBJECT_DEFINITION", 1, self._definition)
        self.file.create_function("OBJECTPROPERTY", 2, self._property)
        self.file.create_function("SERVERPROPERTY", 1, lambda _: EDITION[0])
        self._names: set[str] = set()
        self._texts: dict[int | None, str] = {}
        self._in_memory: set[int] = set()

    def run(self, sql: str, parameters: Any) -> sqlite3.Cursor:
        text = sql.strip()
        if text == "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION":
            self.rollback()
            return self.file.cursor()
        if text.startswith("SET "):
            return self.file.cursor()
        if text == "BEGIN TRANSACTION":
            return self.file.execute("BEGIN")
        if text == "COMMIT TRANSACTION":
            return self.file.execute("COMMIT")
        text = text.replace("@@LOCK_TIMEOUT", "-1")
        text = re.sub(r"NVARCHAR\(max\)", "TEXT", text)
        self.begin()
        if "sys." in sql or "OBJECT" in sql or "INFORMATION_SCHEMA" in sql:
            self._look()
        refused = _REFUSED.match(text)
        if refused is not None and not text.startswith("SELECT"):
            self._insist_on_no_transaction(text)
        if refused is not None and refused[1]:
            name = None if refused[1] == "DROP" else refused[2]
            return self.define([self.detail(f"no {refused[2]}", refused[3], name)])
        if text.upper().startswith(("CREATE", "ALTER", "DROP", "EXEC", "DECLARE")):
            return self._defined(text)
        top = _SELECT_TOP.match(text)
        if top is not None:
            text = f"SELECT {top[2]} LIMIT {top[1]}"
        output = _OUTPUT.search(text)
        if output is not None:
            text = f"{text[: output.start()]}{output[2]} RETURNING {output[1]}"
        return self.file.execute(text, parameters)

    def _defined(self, sql: str) -> sqlite3.Cursor:
        self._look()
        owner = re.match(r"(?:ALTER|DROP) TABLE (\S+)|.*? ON (\S+)", sql, re.DOTALL)
        if owner is not None and self._object_id(owner[1] or owner[2]) in self._in_memory:
            self._insist_on_no_transaction(sql)
        for act in driver.in_between:
            act(sql)
        return self.define(self._said(sql))

    def _insist_on_no_transaction(self, sql: str) -> None:
        if self.file.in_transaction:
            raise sqlite3.OperationalError(f"not allowed within a transaction: {sql}")

    def _said(self, sql: str) -> list[str]:
        """Return what SQLite does instead."""
        notes = []
        made = re.match(r"CREATE TABLE (\S+).*MEMORY_OPTIMIZED = ON", sql, re.DOTALL)
        if made is not None:
            notes = [self.detail(made[1], "MEMORY_OPTIMIZED", "ON")]
        for theirs, ours in _TYPES.items():
            sql = re.sub(theirs, ours, sql)
        renamed = _RENAME.match(sql)
        if renamed is not None and renamed[3]:
            table, column = renamed[1].rsplit(".", 1)
            return [f"ALTER TABLE {table} RENAME {column} TO {renamed[2]}"]
        if renamed is not None:
            old, new = renamed[1], renamed[2]
            return [f"ALTER TABLE {old} RENAME TO {new}", self.rename_details(old, new)]
        default = _DEFAULT.search(sql)
        if default is not None:
            return [self.detail(default[2], f"DEFAULT {default[1]}", None)]
        alter = _ALTER.match(sql)
        if alter is None:
            return [sql, *notes]
        table, change = alter[1], alter[2]
        constraint = re.match(r"(ADD|DROP) CONSTRAINT (\S+)", change)
        if constraint is not None:
            said = change if constraint[1] == "ADD" else None
            return [self.detail(table, constraint[2], said)]
        default = re.match(r"ADD DEFAULT (.*) FOR (\S+)", change)
        if default is not None:
            return [self.detail(table, f"DEFAULT {default[2]}", default[1])]
        altered = re.match(r"ALTER COLUMN (\S+) (.*)", change, re.DOTALL)
        if altered is not None:
            name = f"TYPE {altered[1]}"
            return [self.detail(table, name, None), self.detail(table, name, altered[2])]
        return [sql]

    def _object_id(self, name: str) -> int | None:
        return crc32(driver.plain(name).encode()) if driver.plain(name) in self._names else None

    def _definition(self, number: int | None) -> str | None:
        return self._texts.get(number)

    def _property(self, number: int | None, name: str) -> int | None:
        if number is None:
            return None
        return int(name == "TableIsMemoryOptimized" and number in self._in_memory)

    def _look(self) -> None:
        tables = [name for name, _ in self.objects("table")]
        self._names = {name.upper() for kind in ("table", "view") for name, _ in self.objects(kind)}
        self._texts = {crc32(name.upper().encode()): text for name, text in self.objects("view")}
        details = self.details()
        self._in_memory = {
            crc32(table.encode()) for table, name, _ in details if name == "MEMORY_OPTIMIZED"
        }
        number = {name: crc32(name.upper().encode()) for name in tables}
        columns = []
        for table in tables:
            for place, name, type_, required in self.columns(table):
                altered = [
                    said
                    for owner, what, said in details
                    if owner == table.upper() and what == f"TYPE {name.upper()}"
                ]
                kept = (f"{type_}{altered}", 0, 0, 0, 0, None)
                columns.append((number[table], name, place + 1, *kept, not required, 0, 0))
        self.fill(
            {
                "sys.schemas": [(1, "dbo")],
                "INFORMATION_SCHEMA.TABLES": [("dbo", table, "BASE TABLE") for table in tables],
                "sys.objects": [(number[table], table, 1, "U") for table in tables],
                "sys.columns": columns,
                "sys.default_constraints": [
                    (crc32(table.encode()), name, 0, said)
                    for table, name, said in details
                    if name.startswith("DEFAULT ")
                ],
                "sys.check_constraints": [
                    (crc32(table.encode()), name, said, 0, 0)
                    for table, name, said in details
                    if " " not in name
                ],
                "sys.indexes": [
                    (number[table], place, name, 2, unique, 0, 0, 0, None)
                    for place, (name, table, unique, _) in enumerate(self.indexes())
                ],
                "sys.databases": [
                    (name, 0) for table, name, _ in details if table == "NO DATABASE"
                ],
                "sys.fulltext_catalogs": [
                    (name,) for table, name, _ in details if table == "NO FULLTEXT CATALOG"
                ],
            }
        )


class SimulatedSQLServer(MSDialect):
    """SQL Server 2022 without a server."""

    driver = "simulated"
    default_paramstyle = "qmark"
    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> Any:
        return driver.Module(SQLServerSession, "qmark")

    def create_connect_args(self, url: Any) -> Any:
        return [url.database], {}

    def _get_server_version_info(self, connection: Any) -> tuple[int, ...]:
        return (16, 0)

    def _get_default_schema_name(self, connection: Any) -> str:
        return "dbo"

    def _setup_supports_nvarchar_max(self, connection: Any) -> None:
        self._supports_nvarchar_max = True

    def _setup_supports_comments(self, connection: Any) -> None:
        self.supports_comments = True

    def get_isolation_level_values(self, dbapi_connection: Any) -> list[str]:
        return ["READ COMMITTED", "AUTOCOMMIT"]

    def get_isolation_level(self, dbapi_connection: Any) -> str:
        return "AUTOCOMMIT" if dbapi_connection.autocommit else "READ COMMITTED"

    def set_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        dbapi_connection.autocommit = level == "AUTOCOMMIT"
