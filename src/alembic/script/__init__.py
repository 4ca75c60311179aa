"""Revision scripts: the graph they form, the files they are, and writing new ones."""

from ..base.lazy import attach
from .base import Script, ScriptDirectory

__all__ = ["Script", "ScriptDirectory"]

_MODULES = ("revision", "write_hooks")
__getattr__, __dir__ = attach(__name__, {each: f"alembic.script.{each}" for each in _MODULES})
