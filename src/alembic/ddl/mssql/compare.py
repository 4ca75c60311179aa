"""What counts as a difference on SQL Server."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from ..impl import DefaultImpl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Column, Identity, Index, UniqueConstraint


class MSSQLComparison(DefaultImpl):
    """The comparison half of the SQL Server implementation."""

    def compare_server_default(
        self,
        inspector_column: Column[Any],
        metadata_column: Column[Any],
        rendered_metadata_default: str | None,
        rendered_inspector_default: str | None,
    ) -> bool:
        """Compare without the parentheses, blanks and quotes the server rearranges."""
        return _plain(rendered_inspector_default) != _plain(rendered_metadata_default)

    def _compare_identity_default(
        self, metadata_identity: Identity | None, inspector_identity: Identity | None
    ) -> tuple[set[str], set[str], bool]:
        """An integer primary key is an identity here, whether the model says so or not."""
        changed, ignored, is_alter = super()._compare_identity_default(
            metadata_identity, inspector_identity
        )
        column = getattr(inspector_identity, "column", None)
        if metadata_identity is None and not changed and column is not None:
            is_alter = is_alter and not column.primary_key
        return changed, ignored, is_alter

    def correct_for_autogen_constraints(
        self,
        conn_uniques: set[UniqueConstraint],
        conn_indexes: set[Index],
        metadata_unique_constraints: set[UniqueConstraint],
        metadata_indexes: set[Index],
    ) -> None:
        """Leave out expression indexes where reflection does not report them."""
        self._skip_functional_indexes(metadata_indexes, conn_indexes)

    def adjust_reflected_dialect_options(
        self, reflected_object: Mapping[str, Any], kind: str
    ) -> dict[str, Any]:
        """Leave out index options that only say the index is an ordinary one."""
        options = dict(reflected_object.get("dialect_options", {}))
        for name in ("mssql_include", "mssql_clustered"):
            if not options.get(name):
                options.pop(name, None)
        return options


def _plain(default: str | None) -> str | Decimal | None:
    if default is None:
        return None
    text = re.sub(r"[()'\s]", "", default)
    if text.upper() == "CURRENT_TIMESTAMP":  # the server stores it under its own name
        text = "getdate"
    try:
        return Decimal(text)
    except InvalidOperation:
        return text.lower() if text.lower() == "getdate" else text
