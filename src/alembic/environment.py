"""Older name of :mod:`alembic.runtime.environment`."""

from .runtime.environment import *  # noqa: F403 - every public name is handed on
