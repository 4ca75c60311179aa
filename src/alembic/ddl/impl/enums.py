"""Enum types that a database keeps under a name; most know none, so that nothing is done here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .core import ImplCore

if TYPE_CHECKING:
    from collections.abc import Collection

    from ...schema.enums import EnumType


class EnumsImpl(ImplCore):
    """Named enum types."""

    def create_enum_type(self, enum: EnumType) -> None:
        """Create an enum type, unless it is there already."""

    def drop_enum_type(self, enum: EnumType) -> None:
        """Drop an enum type, if it is there."""

    def expect_enum_types(self, enums: Collection[EnumType]) -> None:
        """Take note of types that exist: no table brings them along, or takes them away."""
