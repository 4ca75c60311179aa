"""The journal's table: a row per revision that ran (ordinal 0).

Its statements have rows of their own only where something was written of the revision before its
end; otherwise its row has them all.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    NVARCHAR,
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    inspect,
    select,
    update,
)

from ...base.late_typing import NamedTuple
from ...schema.versions import identity_has_dialect_kwargs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

RUNNING, DONE, FAILED, ABANDONED = "running", "done", "failed", "abandoned"
#: What no row says of itself: it is among those that a run has said it will do next.
AHEAD = "ahead"


class Recorded(NamedTuple):
    """A row.

    Args:
        entry: What all rows of one execution of a revision have in common.
        run: What all revisions of one command have in common.
        revision: The identifier.
        direction: ``upgrade`` or ``downgrade``.
        ordinal: 0 for the revision, else the number of the statement.
        state: ``running``, ``done``, ``failed`` or ``abandoned``.
        checksum: Of what the script does, or of the statement with its parameters.
        statement: Its SQL; None for the revision.
        origin: ``op``, or ``bind`` when the script executed it on the connection.
        image: What was there of the object before the statement.
        began_at: In UTC.
        ended_at: In UTC; None while it runs, and for ever when it was killed.
        operator: The user of the operating system.
        host: The machine that ran it.
        application: The program that ran it.
        tool: Our version.
        error: How it failed.
        statements: Those of the revision that have no rows, as JSON.
        ahead: What the run was to do next when this revision was done, as JSON; None at its end.
    """

    entry: str
    run: str
    revision: str
    direction: str
    ordinal: int
    state: str
    checksum: str | None = None
    statement: str | None = None
    origin: str | None = None
    image: str | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    operator: str | None = None
    host: str | None = None
    application: str | None = None
    tool: str | None = None
    error: str | None = None
    statements: str | None = None
    ahead: str | None = None


#: A TEXT of SQL Server holds what one code page has.
_TEXT = Text().with_variant(NVARCHAR(), "mssql")
#: A TEXT of MySQL ends after 64 kB, with an error; one of this length is a LONGTEXT.
_LONG = _TEXT.with_variant(Text(2**32 - 1), "mysql", "mariadb")
_NAME = String(255).with_variant(NVARCHAR(255), "mssql")
_FIELDS = Recorded._fields


def now() -> datetime:
    """Return the time in UTC, as the table holds it."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


class JournalTable:
    """The table of one database.

    Args:
        name: Its name.
        schema: Its schema; None for the default one.
    """

    def __init__(self, name: str, schema: str | None) -> None:
        self._table = _made(name, schema)
        self._columns = [self._table.c[each] for each in _FIELDS]
        self._insert = self._table.insert().inline()
        self._known = False

    def exists(self, connection: Connection) -> bool:
        """Tell whether it is there."""
        if not self._known:
            table = self._table
            self._known = inspect(connection).has_table(table.name, schema=table.schema)
        return self._known

    def ensure(self, connection: Connection) -> None:
        """Create it where it is missing."""
        if not self.exists(connection):
            table = self._table
            if connection.dialect.name == "oracle":
                table = _made(table.name, table.schema, numbering=_numbering())
            table.create(connection)
            self._known = True

    def forget(self) -> None:
        """Look again whether it is there: its creation was rolled back."""
        self._known = False

    def insert(self, connection: Connection, rows: Sequence[Recorded]) -> None:
        """Write rows, making the table where it is missing."""
        self.ensure(connection)
        values = [{name: getattr(row, name) for name in _FIELDS} for row in rows]
        connection.execute(self._insert, values)

    def change(
        self, connection: Connection, entry: str, ordinal: int | None = None, **values: Any
    ) -> int:
        """Change the rows of an entry that are not done, or only that of one ordinal.

        Returns:
            How many there are.
        """
        table = self._table
        statement = update(table).where(table.c.entry == entry, table.c.state != DONE)
        if ordinal is not None:
            statement = statement.where(table.c.ordinal == ordinal)
        return connection.execute(statement.values(values)).rowcount

    def end_run(self, connection: Connection, entry: str) -> None:
        """Write that nothing was to come after an entry, whatever it says."""
        table = self._table
        statement = update(table).where(table.c.entry == entry, table.c.ordinal == 0)
        connection.execute(statement.values(ahead=None))

    def remove(self, connection: Connection, entry: str, ordinal: int) -> None:
        """Delete the row of a statement that runs again."""
        table = self._table
        connection.execute(delete(table).where(table.c.entry == entry, table.c.ordinal == ordinal))

    def unfinished(self, connection: Connection) -> list[Recorded]:
        """Return the revisions that are neither done nor given up, oldest first."""
        table = self._table
        return self._read(connection, table.c.ordinal == 0, table.c.state.in_([RUNNING, FAILED]))

    def last(self, connection: Connection) -> Recorded | None:
        """Return the revision that was written last."""
        table = self._table
        query = select(*self._columns).where(table.c.ordinal == 0)
        row = connection.execute(query.order_by(table.c.id.desc()).limit(1)).first()
        return None if row is None else Recorded(*row)

    def statements(self, connection: Connection, entry: str) -> list[Recorded]:
        """Return the statements of an entry in order."""
        table = self._table
        rows = self._read(connection, table.c.entry == entry, table.c.ordinal > 0)
        return sorted(rows, key=lambda row: row.ordinal)

    def without_rows(self, connection: Connection, revisions: Sequence[Recorded]) -> list[Recorded]:
        """Return those revisions that have no row."""
        column = self._table.c.entry
        query = select(column).where(column.in_([each.entry for each in revisions]))
        there = set(connection.scalars(query)) if revisions else set()
        return [each for each in revisions if each.entry not in there]

    def everything(self, connection: Connection) -> list[Recorded]:
        """Return all rows as they were written; none where there is no table."""
        return self._read(connection) if self.exists(connection) else []

    def _read(self, connection: Connection, *conditions: Any) -> list[Recorded]:
        query = select(*self._columns).where(*conditions).order_by(self._table.c.id)
        return [Recorded(*row) for row in connection.execute(query)]


def _made(name: str, schema: str | None, *, numbering: Identity | None = None) -> Table:
    """Return the table; with a numbering where columns are not numbered by themselves."""
    table = Table(
        name,
        MetaData(),
        Column(
            "id",
            BigInteger().with_variant(Integer(), "sqlite"),
            *(() if numbering is None else (numbering,)),
            primary_key=True,
            autoincrement=True,
        ),
        Column("entry", String(32), nullable=False),
        Column("run", String(32), nullable=False),
        Column("revision", _NAME, nullable=False),
        Column("direction", String(16), nullable=False),
        Column("ordinal", Integer, nullable=False),
        Column("state", String(16), nullable=False),
        Column("checksum", String(64)),
        Column("statement", _LONG),
        Column("origin", String(16)),
        Column("image", String(64)),
        Column("began_at", DateTime),
        Column("ended_at", DateTime),
        Column("operator", _NAME),
        Column("host", _NAME),
        Column("application", _NAME),
        Column("tool", String(64)),
        Column("error", _TEXT),
        Column("statements", _LONG),
        Column("ahead", _LONG),
        schema=schema,
    )
    Index(f"{name}_entry", table.c.entry)
    return table


def _numbering() -> Identity:
    """Return Oracle's; without ORDER, each instance of a cluster hands out numbers of its own."""
    return Identity(**{"oracle_order" if identity_has_dialect_kwargs else "order": True})
