"""Directives for migration scripts: the current ``Operations`` object, as functions."""

from .base.current import operations
from .base.proxy import install

install(
    __name__,
    operations,
    "alembic.operations.base:Operations",
    classes={
        "AbstractOperations": "alembic.operations.base:AbstractOperations",
        "Operations": "alembic.operations.base:Operations",
    },
)
