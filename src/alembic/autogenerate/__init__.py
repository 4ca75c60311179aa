"""Autogenerate: compare the models with a database and write the difference as a revision."""

from .api import (
    RevisionContext,
    _render_migration_diffs,
    compare_metadata,
    produce_migrations,
    render_python_code,
)
from .compare import _produce_net_changes, comparators
from .render import render_op_text, renderers
from .rewriter import Rewriter

__all__ = [
    "RevisionContext",
    "Rewriter",
    "_produce_net_changes",
    "_render_migration_diffs",
    "comparators",
    "compare_metadata",
    "produce_migrations",
    "render_op_text",
    "render_python_code",
    "renderers",
]
