"""Running migrations: environment, migration context, version table, transactions, plugins."""

from ..base import loggers as _loggers  # noqa: F401 - what runs migrations writes log lines
from ..base.lazy import attach

_MODULES = ("environment", "migration", "plugins")
__getattr__, __dir__ = attach(__name__, {each: f"alembic.runtime.{each}" for each in _MODULES})
