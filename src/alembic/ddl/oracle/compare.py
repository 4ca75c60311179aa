"""What counts as a difference on Oracle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..impl import DefaultImpl

if TYPE_CHECKING:
    from sqlalchemy import Column, Index, UniqueConstraint


class OracleComparison(DefaultImpl):
    """The comparison half of the Oracle implementation."""

    def compare_server_default(
        self,
        inspector_column: Column[Any],
        metadata_column: Column[Any],
        rendered_metadata_default: str | None,
        rendered_inspector_default: str | None,
    ) -> bool:
        """Compare without outer parentheses and quotes; words of SQL in any case."""
        return _plain(rendered_inspector_default) != _plain(rendered_metadata_default)

    def correct_for_autogen_constraints(
        self,
        conn_uniques: set[UniqueConstraint],
        conn_indexes: set[Index],
        metadata_unique_constraints: set[UniqueConstraint],
        metadata_indexes: set[Index],
    ) -> None:
        """Leave out expression indexes where reflection does not report them."""
        self._skip_functional_indexes(metadata_indexes, conn_indexes)


def _plain(default: str | None) -> str | None:
    if default is None:
        return None
    text = default.strip()
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    if re.match(r"^(?:null|sysdate|systimestamp|current_(?:date|timestamp))$", text, re.IGNORECASE):
        # A default of NULL stays in the catalogue after it was "dropped".
        return None if text.upper() == "NULL" else text.upper()
    quoted = re.match(r"^'(.*)'$", text, re.DOTALL)
    return quoted.group(1).replace("''", "'") if quoted else text
