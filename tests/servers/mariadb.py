"""A private MariaDB: the one installed, else from apt."""

from __future__ import annotations

import os
import shutil
import socket
from typing import ClassVar

from .install import apt_install
from .process import Server, ServerError

SYSTEM_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin"])
ACCOUNTS = """\
CREATE OR REPLACE USER 'root'@'127.0.0.1' IDENTIFIED BY 'root';
GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
"""


class MariaDB(Server):
    """A MariaDB server whose ``root`` has the password ``root``, and that never waits for disk."""

    name: ClassVar[str] = "mariadb"
    users: ClassVar[tuple[str, ...]] = ("mysql",)

    @property
    def url(self) -> str:
        """Address of the administration database."""
        return f"mysql+pymysql://root:root@127.0.0.1:{self.port}/mysql"

    def create(self) -> None:
        """Make the data directory."""
        installer = self._program("mariadb-install-db", "mysql_install_db")
        self.run(
            [
                installer,
                "--no-defaults",
                f"--datadir={self.directory / 'data'}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--innodb-flush-method=nosync",
                "--innodb-log-file-size=16M",
            ]
        )
        accounts = self.directory / "accounts.sql"
        accounts.write_text(ACCOUNTS)
        accounts.chmod(0o644)

    def command(self) -> list[str]:
        """Return the command line of the server itself, in the foreground."""
        return [
            self._program("mariadbd", "mysqld"),
            "--no-defaults",
            f"--datadir={self.directory / 'data'}",
            f"--socket={self.directory / 'socket'}",
            f"--pid-file={self.directory / 'pid'}",
            f"--init-file={self.directory / 'accounts.sql'}",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--innodb-flush-method=nosync",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-buffer-pool-size=64M",
            "--innodb-log-file-size=16M",
            "--performance-schema=off",
            "--max-connections=200",
            "--character-set-server=utf8mb4",
        ]

    def _answers(self) -> bool:
        # The greeting packet comes by itself once the init file has run.
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                return len(connection.recv(5)) == 5
        except OSError:
            return False

    def _program(self, *names: str) -> str:
        """Return the path of the first program found, installing the server when missing."""
        for attempt in ("installed", "after apt"):
            found = next(filter(None, (shutil.which(n, path=SYSTEM_PATH) for n in names)), None)
            if found:
                return found
            if attempt == "installed":
                refused = apt_install("mariadb-server-core")
        raise ServerError(f"MariaDB cannot be had. {refused}")
