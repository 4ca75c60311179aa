"""Revision scripts: the graph they form, the files they are, and writing new ones."""

from .base import Script, ScriptDirectory

__all__ = ["Script", "ScriptDirectory"]
