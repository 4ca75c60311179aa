"""Indexes: create, drop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import CreateIndex, DropIndex

from .core import ImplCore

if TYPE_CHECKING:
    from sqlalchemy.schema import Index


class IndexesImpl(ImplCore):
    """Indexes."""

    def create_index(self, index: Index, **kw: Any) -> None:
        """Create an index.

        Args:
            index: The index.
            **kw: ``if_not_exists``.
        """
        self._exec(CreateIndex(index, **kw))

    def drop_index(self, index: Index, **kw: Any) -> None:
        """Drop an index.

        Args:
            index: The index.
            **kw: ``if_exists``.
        """
        self._exec(DropIndex(index, **kw))
