"""A wire between a client and a server that counts how often the client asks."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import sqlalchemy as sa

#: What a client of PostgreSQL says at the end, without waiting for an answer.
_GOODBYE = b"X\0\0\0\4"


class Wire:
    """Passes on what both ends say.

    Args:
        host: Where the server is.
        port: Its port.

    Attributes:
        questions: What the client has said, one piece per round trip.
    """

    def __init__(self, host: str, port: int) -> None:
        self.questions: list[bytes] = []
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                server = socket.create_connection(self._server)
                Thread(target=self._pass_on, args=(client, server, True), daemon=True).start()
                Thread(target=self._pass_on, args=(server, client, False), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, is_client: bool) -> None:
        with source, suppress(OSError):
            while piece := source.recv(65536):
                if is_client and piece != _GOODBYE:
                    self.questions.append(piece)
                target.sendall(piece)
            target.shutdown(socket.SHUT_RDWR)  # the thread of the other direction reads from it

    def close(self) -> None:
        """Take no more clients."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@contextmanager
def wired(url: str) -> Iterator[tuple[str, Wire]]:
    """Lay a wire to the server of an address; yields the address of its near end."""
    parsed = sa.make_url(url)
    wire = Wire(parsed.host or "127.0.0.1", parsed.port or 5432)
    try:
        yield parsed.set(port=wire.port).render_as_string(hide_password=False), wire
    finally:
        wire.close()
