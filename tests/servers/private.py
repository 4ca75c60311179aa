"""Both servers at once, and the environment variables that tell the tests where they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from .mariadb import MariaDB
from .postgresql import PostgreSQL
from .process import Server, ServerError

__all__ = ["VARIABLES", "ServerError", "private_servers"]

#: Environment variable with the address of a running server, and the server started without it.
VARIABLES: dict[str, type[Server]] = {
    "REDISTILL_TEST_POSTGRESQL_URL": PostgreSQL,
    "REDISTILL_TEST_MARIADB_URL": MariaDB,
}


@contextmanager
def private_servers() -> Iterator[dict[str, str]]:
    """Start the servers that no environment variable names; stop them at the end.

    Yields:
        Every variable with the address to use.
    """
    urls = {name: os.environ[name] for name in VARIABLES if os.environ.get(name)}
    with ExitStack() as stack:
        # One after the other: the kernel ends a server with the thread that started it.
        for name, server in VARIABLES.items():
            if name not in urls:
                urls[name] = stack.enter_context(server()).url
        yield urls
