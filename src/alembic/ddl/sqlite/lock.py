"""SQLite: a lock of the operating system on a file next to the database.

SQLite's own locks would keep readers out, and end with each transaction. The file is there while a
run has the lock and says who that is; the operating system frees the lock of a process that is
killed, so a file that stayed behind locks nobody out.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from datetime import datetime
from typing import TYPE_CHECKING

from ...base.login import login
from ..locking import RunLock, Session

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

SUFFIX = ".alembic-lock"
_KEY = "alembic run lock"


class _Taken:
    """A locked file and how often its connection has taken it."""

    def __init__(self, handle: int) -> None:
        self.handle = handle
        self.times = 0


class FileLock(RunLock):
    """A lock on a file; shared by all version tables of a database, which has one writer anyway.

    Args:
        path: The file; made when the lock is taken and removed with it.
    """

    def __init__(self, path: str, schema: str | None, table: str) -> None:
        super().__init__(schema, table)
        self.path = path
        self._taken: _Taken | None = None

    def attempt(self, connection: Connection) -> bool:
        """Try once; a connection that has the lock gets it again."""
        # Several runs may share a transaction of the caller, at whose end each lets go.
        taken: dict[str, _Taken] = connection.info.setdefault(_KEY, {})
        mine = taken.get(self.path)
        if mine is None or not mine.times:
            handle = self._open()
            if handle is None:
                return False
            mine = taken[self.path] = _Taken(handle)
        mine.times += 1
        self._taken = mine
        return True

    def _open(self) -> int | None:
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
        if not (_locked(handle) and _is_still(self.path, handle)):
            os.close(handle)
            return None
        told = {
            "pid": os.getpid(),
            "user": login(),
            "host": socket.gethostname(),
            "began": time.time(),
        }
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps(told).encode())
        return handle

    def release_sql(self) -> None:
        """Return None: no statement is needed."""
        return

    def released(self) -> None:
        """Remove the file and let the lock go."""
        taken, self._taken = self._taken, None
        if taken is None:
            return
        taken.times -= 1
        if taken.times:
            return
        _remove(self.path)
        os.close(taken.handle)
        _remove(self.path, only_where_open_files_stay=True)

    def is_kept_by(self, taken: RunLock, connection: Connection) -> bool:
        """Tell by the path: nobody else can have a file that one of us has locked."""
        return isinstance(taken, FileLock) and taken.path == self.path

    def holder(self, connection: Connection) -> Session | None:
        """Return what the file says; None while it says nothing."""
        try:
            with open(self.path, encoding="utf-8") as file:
                told = json.load(file)
            began = float(told["began"])
            return Session(
                told["pid"],
                told["user"],
                told["host"],
                since=datetime.fromtimestamp(began),
                seconds=max(0.0, time.time() - began),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None


def run_lock(connection: Connection, schema: str | None, table: str) -> FileLock | None:
    """Return the lock for a database in a file; None for one in memory."""
    # Past SQLAlchemy: a listener that begins transactions with BEGIN IMMEDIATE would wait here.
    cursor = connection.connection.cursor()
    try:
        cursor.execute("PRAGMA database_list")
        files = {name: file for _, name, file in cursor.fetchall()}
    finally:
        cursor.close()
    file = files.get(schema or "main")
    return FileLock(file + SUFFIX, schema, table) if file else None


def _is_still(path: str, handle: int) -> bool:
    """Tell whether the file was not removed by whoever had the lock before."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(handle))
    except FileNotFoundError:
        return False


if sys.platform == "win32":  # pragma: no cover - the other systems lock whole files
    import msvcrt

    def _locked(handle: int) -> bool:
        try:
            # Far behind the text, which others have to be able to read.
            os.lseek(handle, 2**30, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _remove(path: str, *, only_where_open_files_stay: bool = False) -> None:
        if only_where_open_files_stay:
            try:
                os.unlink(path)
            except OSError:
                return  # the next run has it open already

else:
    import fcntl

    def _locked(handle: int) -> bool:
        try:
            # flock, not lockf: that one lets two threads of a process in.
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _remove(path: str, *, only_where_open_files_stay: bool = False) -> None:
        if not only_where_open_files_stay:
            try:
                os.unlink(path)
            except FileNotFoundError:
                return
