"""A lease: a row in a table, for where no lock of the database's own would hold.

That is behind a pooler that gives each transaction another session, and on Galera, whose user
locks are of one node. The row is renewed while its owner lives; who waits takes over a lease that
has not been renewed for a while, as seen on the waiting side's own clock. A row that its owner
cannot renew stays until ``alembic unlock`` removes it.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import Column, Integer, MetaData, String, Table, delete, inspect, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from ...base.late_typing import NamedTuple
from ...base.login import login
from ...ddl.locking import Session, lease_table_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection, Engine

RENEW_EVERY = 5.0  # seconds
STALE_AFTER = 60.0  # seconds without renewal
_ONLY = 1


class Owner(NamedTuple):
    """Who has a lease.

    Args:
        token: Differs for each lease.
        renewals: How often it was renewed; None where its owner cannot.
        session: Who it is.
    """

    token: str
    renewals: int | None
    session: Session


class LeaseTable:
    """The table of the lease of one version table.

    Args:
        schema: Schema of the version table.
        version_table: Name of the version table.
    """

    def __init__(self, schema: str | None, version_table: str) -> None:
        self.table = Table(
            lease_table_name(version_table),
            MetaData(),
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("token", String(32), nullable=False),
            Column("renewals", Integer),
            Column("pid", Integer, nullable=False),
            Column("host", String(255), nullable=False),
            Column("login", String(255), nullable=False),
            Column("began", String(32), nullable=False),
            schema=schema,
        )
        self._seen: tuple[tuple[str, int | None], float] | None = None

    def exists(self, connection: Connection) -> bool:
        """Tell whether the table is there."""
        return bool(inspect(connection).has_table(self.table.name, schema=self.table.schema))

    def owner(self, connection: Connection) -> Owner | None:
        """Return who has the lease; None for nobody."""
        row = connection.execute(select(self.table)).first()
        if row is None:
            return None
        session = Session(row.pid, row.login, row.host, since=datetime.fromisoformat(row.began))
        return Owner(row.token, row.renewals, session)

    def is_free(self, connection: Connection) -> bool:
        """Tell whether nobody has the lease, or somebody who does not renew it any more.

        A lease that was given up is removed.
        """
        owner = self.owner(connection)
        if owner is None:
            return True
        if not self._given_up(owner):
            return False
        self.remove(connection, owner.token)
        return True

    def _given_up(self, owner: Owner) -> bool:
        if owner.renewals is None:
            return False
        state, now = (owner.token, owner.renewals), time.monotonic()
        if self._seen is None or self._seen[0] != state:
            self._seen = (state, now)
        return now - self._seen[1] > STALE_AFTER

    def take(self, connection: Connection, *, renewed: bool) -> str | None:
        """Write the row, in the running transaction; returns its token, or None when it is there.

        Args:
            connection: The connection.
            renewed: Whether the lease is going to be renewed.
        """
        token = uuid4().hex
        row = {
            "id": _ONLY,
            "token": token,
            "renewals": 0 if renewed else None,
            "pid": os.getpid(),
            "host": socket.gethostname()[:255],
            "login": (login() or "")[:255],
            "began": datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds"),
        }
        try:
            connection.execute(self.table.insert().values(row))
        except IntegrityError:
            return None
        return token

    def has(self, connection: Connection, token: str) -> bool:
        """Tell whether a lease is still there."""
        column = self.table.c.token
        return connection.execute(select(column).where(column == token)).first() is not None

    def renew(self, connection: Connection, token: str) -> bool:
        """Count one renewal; False when the lease is not ours any more."""
        renewals = self.table.c.renewals
        changed = connection.execute(
            update(self.table).where(self.table.c.token == token).values(renewals=renewals + 1)
        )
        return bool(changed.rowcount)

    def remove(self, connection: Connection, token: str) -> bool:
        """Remove the row; False when it was gone."""
        removed = connection.execute(delete(self.table).where(self.table.c.token == token))
        return bool(removed.rowcount)

    def ensure(self, connection: Connection) -> None:
        """Create the table where it is missing, in a transaction of its own."""
        with connection.begin():
            there = self.exists(connection)
        if there:
            return
        try:
            with connection.begin():
                self.table.create(connection)
        except DBAPIError:  # another run was quicker
            with connection.begin():
                if not self.exists(connection):
                    raise


class Renewal:
    """A thread that renews a lease over connections of its own.

    Args:
        engine: Makes the connections.
        lease: The table.
        token: The token of the row.
    """

    def __init__(self, engine: Engine, lease: LeaseTable, token: str) -> None:
        self._renew: Callable[[Connection], bool] = lambda each: lease.renew(each, token)
        self._engine = engine
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="alembic lease", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._ended.wait(RENEW_EVERY):
            try:
                with self._engine.begin() as connection:
                    if not self._renew(connection):
                        return
            except DBAPIError:
                continue  # the next one may get through; a minute's worth of them may be missed

    def end(self) -> None:
        """Stop renewing."""
        self._ended.set()
        self._thread.join()


def can_renew(connection: Connection) -> bool:
    """Tell whether a thread may open connections beside this one."""
    return not connection.dialect.is_async
