"""Running migrations: environment, migration context, version table, transactions, plugins."""

from ..base import loggers as _loggers  # noqa: F401 - what runs migrations writes log lines
