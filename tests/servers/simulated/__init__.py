"""Stand-ins for servers that cannot be at hand: their dialects of SQLAlchemy over a SQLite file.

``oracle+simulated:///file`` and ``mssql+simulated:///file`` take the SQL that is emitted for those
servers, commit where they would, and answer what is asked of their catalogs. How much of that SQL
the real ones accept, they cannot tell.
"""

from sqlalchemy.dialects import registry

#: The addresses to put a file's path behind.
URLS = {"oracle": "oracle+simulated:///", "mssql": "mssql+simulated:///"}


def register() -> None:
    """Make the addresses known to SQLAlchemy."""
    registry.register("oracle.simulated", "servers.simulated.oracle", "SimulatedOracle")
    registry.register("mssql.simulated", "servers.simulated.mssql", "SimulatedSQLServer")
