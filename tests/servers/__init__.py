"""Database servers of our own for the tests: private directory, free port, gone afterwards."""

from .mariadb import MariaDB
from .postgresql import PostgreSQL
from .private import ServerError, private_servers

__all__ = ["MariaDB", "PostgreSQL", "ServerError", "private_servers"]
