"""Older name of :mod:`alembic.runtime.migration`."""

from .runtime.migration import *  # noqa: F403 - every public name is handed on
