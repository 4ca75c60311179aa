"""How PostgreSQL says it: its DDL implementation, constructs and comparison rules."""

from ...base.lazy import attach
from .constructs import PostgresqlColumnType
from .impl import PostgresqlImpl

# The operation lives with the other operations, above this layer; the incumbent publishes it here.
__getattr__, __dir__ = attach(
    __name__,
    {"CreateExcludeConstraintOp": "alembic.operations.ops.exclude:CreateExcludeConstraintOp"},
)

__all__ = ["PostgresqlColumnType", "PostgresqlImpl"]
