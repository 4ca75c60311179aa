"""How SQL Server says it: its DDL implementation, constructs and comparison rules."""

from .impl import MSSQLImpl

__all__ = ["MSSQLImpl"]
