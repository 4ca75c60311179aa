"""How SQLite says it: its DDL implementation, constructs and comparison rules."""

from .impl import SQLiteImpl

__all__ = ["SQLiteImpl"]
