"""Whether two server defaults are the same: plain, computed, identity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...base.patterns import lazy_pattern
from ...schema.defaults import _get_identity_options_dict
from .core import ImplCore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.schema import Column, Identity

_PUNCTUATION = lazy_pattern(r"[ \(\)'\"`\[\]\t\r\n]")


class DefaultsImpl(ImplCore):
    """Comparison of server defaults."""

    identity_attrs_ignore: tuple[str, ...] = ("order", "on_null")

    def compare_server_default(
        self,
        inspector_column: Column[Any],
        metadata_column: Column[Any],
        rendered_metadata_default: str | None,
        rendered_inspector_default: str | None,
    ) -> bool:
        """Tell whether two server defaults, given as SQL text or None, differ."""
        return rendered_inspector_default != rendered_metadata_default

    def read_server_defaults_ahead(
        self, columns: Iterable[tuple[Column[Any], Column[Any], str | None, str | None]]
    ) -> None:
        """Prepare for comparing many defaults; for implementations that ask the server.

        Args:
            columns: The arguments of every call of :meth:`compare_server_default` to expect.
        """

    def _normalize_computed_default(self, sqltext: str) -> str:
        """Return the text of a generated column without what databases rewrite in it."""
        return _PUNCTUATION.sub("", sqltext).lower()

    def _compare_identity_default(
        self, metadata_identity: Identity | None, inspector_identity: Identity | None
    ) -> tuple[set[str], set[str], bool]:
        """Compare two identities.

        Returns:
            The attributes that differ; those the model leaves to the database; and whether the
            column has to be altered.
        """
        wanted = _get_identity_options_dict(metadata_identity)
        found = _get_identity_options_dict(inspector_identity)
        differ: set[str] = set()
        left_open: set[str] = set()
        for name in {*wanted, *found}.difference(self.identity_attrs_ignore):
            ours, theirs = wanted.get(name), found.get(name)
            if name == "always":
                ours, theirs = bool(ours), bool(theirs)
            if ours == theirs:
                continue
            (left_open if ours is None else differ).add(name)
        added_or_removed = (metadata_identity is None) != (inspector_identity is None)
        return differ, left_open, bool(differ) or added_or_removed
