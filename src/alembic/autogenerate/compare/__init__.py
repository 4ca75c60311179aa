"""Comparison of what the models declare with what the database has, as operations.

Each module compares one family of things and is a plugin: its ``setup(plugin)`` registers the
comparison functions. A run dispatches ``autogenerate`` once, which leads to ``schema``, ``table``
and ``column``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...base.dispatch import PriorityDispatcher
from ...base.lazy import attach
from .columns import _compare_columns
from .tables import _compare_tables

if TYPE_CHECKING:
    from ...operations.ops import UpgradeOps
    from ..context import AutogenContext

__all__ = ["_compare_columns", "_compare_tables", "_produce_net_changes", "comparators"]

#: Functions of programs that register without a plugin; they run before those of plugins.
comparators = PriorityDispatcher()


_MODULES = ("comments", "constraints", "server_defaults", "tables", "types")
__getattr__, __dir__ = attach(__name__, {each: f"{__name__}.{each}" for each in _MODULES})


def _produce_net_changes(autogen_context: AutogenContext, upgrade_ops: UpgradeOps) -> None:
    """Run every selected comparison and fill the operations that bring the database to the models.

    Args:
        autogen_context: The models, the connection and the options of this run.
        upgrade_ops: Receives the operations.
    """
    run = autogen_context.comparators.dispatch(
        "autogenerate", qualifier=autogen_context.dialect.name
    )
    run(autogen_context, upgrade_ops)
