"""The databases' own clients, which run scripts as an administrator would."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy.engine import make_url

from .install import apt_install
from .postgresql import installed
from .process import ServerError

#: The programs of a client, and the system package it comes in.
PACKAGES = {
    "postgresql": (("psql",), "postgresql-client"),
    "mariadb": (("mariadb", "mysql"), "mariadb-client"),
    "sqlite": (("sqlite3",), "sqlite3"),
}


def program(dialect: str) -> str:
    """Return the path of a client, installing it when missing.

    Raises:
        ServerError: It is missing and cannot be installed.
    """
    names, package = PACKAGES[dialect]
    given = os.environ.get("REDISTILL_POSTGRESQL_BIN") or installed() or ""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/bin", str(given)])
    for attempt in ("installed", "after apt"):
        found = next(filter(None, (shutil.which(each, path=path) for each in names)), None)
        if found:
            return found
        if attempt == "installed":
            refused = apt_install(package)
    raise ServerError(f"The client {names[0]} cannot be had. {refused}")


def run_script(url: str, script: str) -> None:
    """Feed a script to the client of a database, which stops at the first error.

    Args:
        url: SQLAlchemy address of the database.
        script: What ``--sql`` wrote.

    Raises:
        ServerError: The client says that a statement failed.
    """
    address = make_url(url)
    dialect = {"mysql": "mariadb"}.get(address.get_backend_name(), address.get_backend_name())
    client = program(dialect)
    place = [f"--host={address.host}", f"--port={address.port}", f"--user={address.username}"]
    variables = {**os.environ}
    if dialect == "sqlite":
        command = [client, "-bail", "-batch", str(Path(address.database or ""))]
    elif dialect == "postgresql":
        settings = ["-X", "-q", "-v", "ON_ERROR_STOP=1", f"--dbname={address.database}"]
        command = [client, *place, *settings]
        variables["PGPASSWORD"] = address.password or ""
    else:
        command = [client, "--no-defaults", *place, f"--database={address.database}"]
        variables["MYSQL_PWD"] = address.password or ""
    done = subprocess.run(
        command, input=script, env=variables, capture_output=True, text=True, check=False
    )
    if done.returncode or done.stderr:
        raise ServerError(f"{client} refuses the script: {done.stderr or done.stdout}\n{script}")
