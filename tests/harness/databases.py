"""A fresh empty database per test, on whatever server the test asks for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import sqlalchemy as sa

DIALECTS = ("sqlite", "postgresql", "mariadb")
CREATE = {
    "postgresql": "CREATE DATABASE {name} TEMPLATE template0",
    "mariadb": "CREATE DATABASE {name}",
}
DROP = {
    "postgresql": "DROP DATABASE {name} WITH (FORCE)",
    "mariadb": "DROP DATABASE {name}",
}

#: Of PostgreSQL, whose tests have a database each on one server.
LOCKS_HERE = (
    "pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@contextmanager
def fresh_database(kind: str, server_url: str) -> Iterator[str]:
    """Create an empty database, yield its address, drop it whoever is still connected.

    Args:
        kind: ``"postgresql"`` or ``"mariadb"``.
        server_url: Address of a database on the server where one may be created.
    """
    engine = sa.create_engine(
        server_url, poolclass=sa.NullPool, execution_options={"isolation_level": "AUTOCOMMIT"}
    )
    # The process number keeps test processes apart, the rest keeps the tests of one apart.
    name = f"test_{os.getpid()}_{uuid4().hex[:12]}"
    with engine.connect() as admin:
        admin.execute(sa.text(CREATE[kind].format(name=name)))
        try:
            yield engine.url.set(database=name).render_as_string(hide_password=False)
        finally:
            admin.execute(sa.text(DROP[kind].format(name=name)))


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    """Open one connection in one transaction, commit it, and leave nothing open."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    """Return what a query finds, as plain tuples."""
    with connected(url) as connection:
        return [tuple(row) for row in connection.execute(sa.text(statement))]


def execute(url: str, *statements: str) -> None:
    """Run statements in one transaction."""
    with connected(url) as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def table_names(url: str) -> list[str]:
    """Return the names of all tables, sorted."""
    with connected(url) as connection:
        return sorted(sa.inspect(connection).get_table_names())


def user_tables(url: str) -> list[str]:
    """Return the names of all tables but the journal's, which no user has to know of, sorted."""
    return [name for name in table_names(url) if name != "alembic_version_journal"]
