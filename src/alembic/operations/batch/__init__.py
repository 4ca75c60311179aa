"""Batch mode: changes to one table, queued, then run as ALTERs or as a rebuild of the table.

Two ideas are kept apart. :class:`BatchOperationsImpl` collects what a ``batch_alter_table()`` block
asks for; :class:`ApplyBatchImpl` says what the table looks like afterwards. Only then does anything
run: the plain copy of any database, or on SQLite the rebuild that keeps what reflection cannot see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...base.lazy import attach
from .queue import BatchOperationsImpl

if TYPE_CHECKING:
    from .apply import ApplyBatchImpl

__all__ = ["ApplyBatchImpl", "BatchOperationsImpl"]

# Most batches are plain ALTERs.
__getattr__, __dir__ = attach(
    __name__, {"ApplyBatchImpl": "alembic.operations.batch.apply:ApplyBatchImpl"}
)
