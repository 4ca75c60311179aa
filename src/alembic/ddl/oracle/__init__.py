"""How Oracle says it: its DDL implementation, constructs and comparison rules."""

from .impl import OracleImpl

__all__ = ["OracleImpl"]
