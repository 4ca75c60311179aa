"""Servers of the tests come up, and are gone afterwards whatever happens."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import ClassVar

import pytest

from .mariadb import MariaDB
from .postgresql import PostgreSQL
from .process import Server, ServerError, free_port


@pytest.mark.parametrize("kind", [PostgreSQL, MariaDB])
def test_a_server_is_gone_after_its_block(kind: type[Server]) -> None:
    """Leaving the block, also by an exception, closes the port and removes the directory."""
    server = kind()
    with suppress(KeyError), server:
        socket.create_connection(("127.0.0.1", server.port), timeout=5).close()
        raise KeyError
    assert not server.directory.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=5)


class Broken(Server):
    """A server that ends at once."""

    name: ClassVar[str] = "broken"
    users: ClassVar[tuple[str, ...]] = ()

    def create(self) -> None:
        """Make nothing."""

    def command(self) -> list[str]:
        """Return a program that complains and ends."""
        return ["/bin/sh", "-c", "echo no memory for me; exit 3"]

    def _answers(self) -> bool:
        return False


def test_a_server_that_does_not_start_is_an_error() -> None:
    """The error carries what the server said last, and nothing is left behind."""
    server = Broken()
    with pytest.raises(ServerError, match=r"(?s)ended while starting.*no memory for me"):
        server.__enter__()
    assert not server.directory.exists()


def test_ports_are_free() -> None:
    """Nobody listens on a port that is called free."""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", free_port()), timeout=5)
