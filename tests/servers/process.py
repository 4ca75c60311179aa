"""A server process: who runs it, where it listens, when it is ready, how it ends."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import ClassVar

START_SECONDS = 60
STOP_SECONDS = 20
PR_SET_PDEATHSIG = 1


class ServerError(Exception):
    """A server could not be found, installed or started."""


def free_port() -> int:
    """Return a TCP port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def unprivileged_user(*preferred: str) -> str | None:
    """Return the user to run a server as: servers refuse root; others run them as themselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in (*preferred, "nobody") if name in known), None)


def end_with_parent() -> None:
    """Ask the kernel to stop this process when the one that started it is gone (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Server:
    """A private server; a context manager that starts it and always stops it.

    Attributes:
        url: SQLAlchemy address of the server's administration database.
    """

    name: ClassVar[str]
    users: ClassVar[tuple[str, ...]]
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(self) -> None:
        self.port = free_port()
        self.user = unprivileged_user(*self.users)
        self.directory = Path(tempfile.mkdtemp(prefix=f"redistill-{self.name}-"))
        self.log = self.directory / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        try:
            if self.user:
                shutil.chown(self.directory, self.user)
            self.create()
            self._process = self.spawn(self.command())
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Address of the administration database."""
        raise NotImplementedError

    def create(self) -> None:
        """Make the data directory."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """Return the command line of the server itself, in the foreground."""
        raise NotImplementedError

    def spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        """Start a program as the server's user, its output in the log."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self.user,
                extra_groups=[] if self.user else None,
                env={**os.environ, "HOME": str(self.directory), "LC_ALL": "C"},
                preexec_fn=end_with_parent,  # noqa: PLW1509 - no other thread runs here
                start_new_session=True,  # Ctrl-C is for us: we stop the server in order
            )

    def run(self, command: list[str]) -> None:
        """Run a program as the server's user to its end.

        Raises:
            ServerError: It failed; carries the tail of its output.
        """
        if self.spawn(command).wait() != 0:
            raise ServerError(f"{Path(command[0]).name} failed:\n{self.log_tail()}")

    def log_tail(self) -> str:
        """Return the last lines the server wrote."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-30:])

    def stop(self) -> None:
        """End the server and remove its directory; safe to call twice."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(self.stop_signal)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None:
                raise ServerError(f"{self.name} ended while starting:\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise ServerError(f"{self.name} did not start in time:\n{self.log_tail()}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        """Tell whether the server greets a new connection."""
        raise NotImplementedError
