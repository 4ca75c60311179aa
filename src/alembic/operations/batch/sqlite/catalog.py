"""What SQLite has stored about a table and about what depends on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import NoSuchTableError

from ....base.exc import CommandError
from ....base.late_typing import NamedTuple
from .expressions import mentions
from .grammar import IndexDef, TableDef
from .parser import DefinitionError, parse_index, parse_table
from .tokens import fold, quote, same_name, tokenize

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class Stored(NamedTuple):
    """A row of ``sqlite_schema``: an index, a trigger or a view."""

    kind: str
    name: str
    table: str
    sql: str
    database: str

    def mentions(self, *names: str) -> bool:
        """Tell whether its text, or the table it is on, has all of these names in it."""
        return mentions(tokenize(f"{self.sql} {quote(self.table)}"), *names)


class Reference(NamedTuple):
    """A foreign key that refers to the table."""

    child: str
    columns: tuple[str, ...]
    targets: tuple[str, ...]
    on_delete: str


class Catalog(NamedTuple):
    """A table and what depends on it.

    Attributes:
        database: ``main``, ``temp`` or the name of an attached database.
        table: What its CREATE TABLE says.
        indexes: Its indexes, but for those that back a key.
        triggers: The triggers on it, which vanish when it is dropped.
        others: Views, and triggers on other tables.
        references: The foreign keys that refer to it, its own included.
        sequence: The highest id that was used, for AUTOINCREMENT; None when there is none yet.
        leftover: Whether a table of the temporary name exists.
        statistics: The tables in which ANALYZE has noted something about it.
    """

    database: str
    table: TableDef
    indexes: tuple[tuple[Stored, IndexDef], ...]
    triggers: tuple[Stored, ...]
    others: tuple[Stored, ...]
    references: tuple[Reference, ...]
    sequence: int | None
    leftover: bool
    statistics: tuple[str, ...] = ()

    @property
    def prefix(self) -> str:
        """What the name of an object is prefixed with."""
        return "" if self.database == "main" else f"{quote(self.database)}."


def read(connection: Connection, name: str, schema: str | None, temporary: str) -> Catalog:
    """Return the catalog of a table.

    Args:
        connection: The connection.
        name: The table.
        schema: The attached database it is in.
        temporary: The name the new table will have at first.

    Raises:
        NoSuchTableError: There is no such table.
        CommandError: It is a view or a virtual table, or cannot be read.
    """
    database = schema or "main"
    rows = _master(connection, database)
    if schema is None and _table_row(rows, name) is None:
        temporaries = _master(connection, "temp")
        if _table_row(temporaries, name) is not None:
            database, rows = "temp", temporaries
    own = _table_row(rows, name)
    leftover = _table_row(rows, temporary) is not None
    if own is None:
        raise _missing(name, temporary, leftover)
    stored = [_stored(row, database) for row in rows if row[3] and row[0] != "table"]
    if database != "temp":
        stored += [_stored(row, "temp") for row in _master(connection, "temp") if row[3]]
    table = _parsed(own)
    on_table = [each for each in stored if same_name(each.table, name)]
    return Catalog(
        database=database,
        table=table,
        indexes=tuple((each, _index(each)) for each in on_table if each.kind == "index"),
        triggers=tuple(each for each in on_table if each.kind == "trigger"),
        others=tuple(
            each
            for each in stored
            if each.kind in ("view", "trigger") and not same_name(each.table, name)
        ),
        references=_references(connection, database, name),
        sequence=_sequence(connection, database, name) if table.autoincrement else None,
        leftover=leftover,
        statistics=_statistics(connection, database, name, rows),
    )


def _stored(row: Any, database: str) -> Stored:
    kind, name, table, sql = row
    return Stored(kind, name, table, sql, database)


def _table_row(rows: list[Any], name: str) -> Any:
    """Return the row of a table, or of a view that has its name."""
    return next((row for row in rows if row[0] != "index" and same_name(row[1], name)), None)


def _master(connection: Connection, database: str) -> list[Any]:
    master = "sqlite_temp_master" if database == "temp" else f"{quote(database)}.sqlite_master"
    statement = f"SELECT type, name, tbl_name, sql FROM {master} ORDER BY rowid"
    return [tuple(row) for row in connection.exec_driver_sql(statement)]


def _missing(name: str, temporary: str, leftover: bool) -> Exception:
    if not leftover:
        return NoSuchTableError(name)
    return CommandError(
        f"Table '{name}' does not exist, but '{temporary}' does: an earlier rebuild was stopped "
        "after the old table was dropped and before the new one got its name.  Nothing has been "
        f"changed.  To go on, run  ALTER TABLE {quote(temporary)} RENAME TO {quote(name)}  and "
        "make sure that its indexes and triggers are there."
    )


def _parsed(row: Any) -> TableDef:
    kind, name, _, sql = row
    if kind == "view":
        raise CommandError(f"'{name}' is a view; batch_alter_table() is for tables.")
    try:
        return parse_table(sql)
    except DefinitionError as error:
        if fold(sql).split()[:2] == ["create", "virtual"]:
            raise CommandError(
                f"'{name}' is a virtual table, which SQLite cannot rebuild; nothing has been "
                "changed.  Drop it and create it anew with op.execute()."
            ) from error
        raise CommandError(
            f"The definition of table '{name}' in the database cannot be read: {error}.  Nothing "
            "has been changed."
        ) from error


def _index(stored: Stored) -> IndexDef:
    try:
        return parse_index(stored.sql)
    except DefinitionError as error:
        raise CommandError(
            f"The definition of index '{stored.name}' in the database cannot be read: {error}.  "
            "Nothing has been changed."
        ) from error


def _references(connection: Connection, database: str, name: str) -> tuple[Reference, ...]:
    master = "sqlite_temp_master" if database == "temp" else f"{quote(database)}.sqlite_master"
    rows = connection.exec_driver_sql(
        f'SELECT m.name, f.id, f."from", f."to", f.on_delete FROM {master} m, '
        "pragma_foreign_key_list(m.name, ?) f "
        "WHERE m.type = 'table' AND lower(f.\"table\") = lower(?) ORDER BY m.name, f.id, f.seq",
        (database, name),
    )
    keys: dict[tuple[str, int], list[Any]] = {}
    for row in rows:
        keys.setdefault((row[0], row[1]), []).append(row)
    return tuple(
        Reference(
            child,
            tuple(part[2] for part in parts),
            tuple(part[3] for part in parts if part[3] is not None),
            parts[0][4],
        )
        for (child, _), parts in keys.items()
    )


def _statistics(
    connection: Connection, database: str, name: str, rows: list[Any]
) -> tuple[str, ...]:
    tables = [row[1] for row in rows if row[1] in ("sqlite_stat1", "sqlite_stat4")]
    return tuple(
        table
        for table in tables
        if connection.exec_driver_sql(
            f"SELECT 1 FROM {quote(database)}.{table} WHERE lower(tbl) = lower(?) LIMIT 1", (name,)
        ).first()
    )


def _sequence(connection: Connection, database: str, name: str) -> int | None:
    statement = f"SELECT seq FROM {quote(database)}.sqlite_sequence WHERE lower(name) = lower(?)"
    row = connection.exec_driver_sql(statement, (name,)).first()
    return None if row is None else row[0]
