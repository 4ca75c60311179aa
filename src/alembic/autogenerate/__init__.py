"""Autogenerate: compare the models with a database and write the difference as a revision.

Names are imported when they are first used: a comparison does not load what renders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base.lazy import attach

if TYPE_CHECKING:
    from . import api, compare, render, rewriter
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
    "api",
    "comparators",
    "compare",
    "compare_metadata",
    "produce_migrations",
    "render",
    "render_op_text",
    "render_python_code",
    "renderers",
    "rewriter",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        "RevisionContext": "alembic.autogenerate.revision:RevisionContext",
        "Rewriter": "alembic.autogenerate.rewriter:Rewriter",
        "_produce_net_changes": "alembic.autogenerate.compare:_produce_net_changes",
        "_render_migration_diffs": "alembic.autogenerate.api:_render_migration_diffs",
        "api": "alembic.autogenerate.api",
        "comparators": "alembic.autogenerate.compare:comparators",
        "compare": "alembic.autogenerate.compare",
        "compare_metadata": "alembic.autogenerate.api:compare_metadata",
        "produce_migrations": "alembic.autogenerate.api:produce_migrations",
        "render": "alembic.autogenerate.render",
        "render_op_text": "alembic.autogenerate.render:render_op_text",
        "render_python_code": "alembic.autogenerate.api:render_python_code",
        "renderers": "alembic.autogenerate.render:renderers",
        "rewriter": "alembic.autogenerate.rewriter",
    },
)
