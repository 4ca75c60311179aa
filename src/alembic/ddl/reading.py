"""Statements read as far as a journal needs it: what they name, what they make or remove."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..base.patterns import lazy_pattern
from .outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

_EXISTS = r"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?"
#: What a text may hold besides: rows, a second statement, something only where it is missing.
_MORE = lazy_pattern(r"\bSELECT\b|;\s*\S|/\*", re.IGNORECASE)
_CONDITION = lazy_pattern(r"IF$", re.IGNORECASE)
_ANY = re.IGNORECASE | re.DOTALL


class Reading:
    """Reads the definitions of one dialect. The patterns are kept; make one per module.

    Args:
        part: Pattern of an identifier.
        plain: Returns an identifier as the catalog has it.
        kinds: Pattern of the kinds of objects that :meth:`named` knows.
        before_kind: Pattern of what stands between the verb and the kind.
        indexes: Pattern of the kinds of indexes.
        adds: Pattern of what stands between the table and a column that is added.
        drops_index_by_table: Whether ``DROP INDEX`` names the table.
    """

    def __init__(
        self,
        *,
        part: str,
        plain: Callable[[str], str],
        kinds: str,
        before_kind: str = r"\b[^(]*?\b",
        indexes: str,
        adds: str,
        drops_index_by_table: bool,
    ) -> None:
        name = rf"({part}(?:\s*\.\s*{part})?)"
        self._plain = plain
        self._qualified = lazy_pattern(rf"(?:({part})\s*\.\s*)?({part})$")
        self._index = lazy_pattern(
            rf"(?:CREATE(?:\s+OR\s+REPLACE)?(?:\s+(?:{indexes}))?|DROP)\s+INDEX\s+{_EXISTS}"
            rf"{name}.*?\sON\s+{name}",
            _ANY,
        )
        self._object = lazy_pattern(
            rf"(?:CREATE|ALTER|DROP|RENAME){before_kind}({kinds})\s+{_EXISTS}{name}", _ANY
        )
        # What makes or removes one thing, as we write it.
        self._table_made = lazy_pattern(rf"\s*CREATE\s+TABLE\s+{name}\s*\(", re.IGNORECASE)
        self._table_removed = lazy_pattern(rf"\s*DROP\s+TABLE\s+{name}\s*$", re.IGNORECASE)
        self._index_made = lazy_pattern(
            rf"\s*CREATE\s+(?:(?:{indexes})\s+)?INDEX\s+{name}\s+ON\s+{name}", re.IGNORECASE
        )
        by_table = rf"\s+ON\s+{name}" if drops_index_by_table else "()"
        self._index_removed = lazy_pattern(
            rf"\s*DROP\s+INDEX\s+{name}{by_table}\s*$", re.IGNORECASE
        )
        self._column = lazy_pattern(
            rf"\s*ALTER\s+TABLE\s+{name}\s+(?:({adds})|DROP\s+COLUMN\s+)({part})(?=\s|$)",
            re.IGNORECASE,
        )

    def outcome(self, sql: str, *, is_text: bool) -> Outcome | None:
        """Return the table, column or index that a statement makes or removes.

        Args:
            sql: The statement.
            is_text: Whether somebody wrote it as it stands, so that it may say several things.
        """
        if is_text and _MORE.search(sql):
            return None
        found = self._outcome(sql, is_text=is_text)
        # A sign of percent is doubled for some drivers, and IF is the start of IF EXISTS.
        if found is None or "%" in found.table + found.name or _CONDITION.match(found.name):
            return None
        return found

    def named(self, sql: str) -> tuple[str, str] | None:
        """Return the object a definition is about, kind and name; of an index its table."""
        text = sql.strip()
        index = self._index.match(text)
        if index is not None:
            return "TABLE", index[2]
        match = self._object.match(text)
        return None if match is None else (" ".join(match[1].upper().split()), match[2])

    def schema_and_name(self, name: str) -> tuple[str | None, str]:
        """Return the parts of a name as the catalog has them."""
        match = self._qualified.match(name)
        assert match is not None, name
        return self._plain(match[1]) if match[1] else None, self._plain(match[2])

    def _outcome(self, sql: str, *, is_text: bool) -> Outcome | None:
        match = self._table_made.match(sql)
        if match is not None:
            return self._of_table(True, match[1])
        match = self._index_made.match(sql)
        if match is not None:
            return self._of_index(True, match[1], match[2])
        # A text may change several columns, one of them twice.
        match = None if is_text else self._column.match(sql)
        if match is not None:
            owner = self._of_table(match[2] is not None, match[1])
            return owner._replace(kind="column", name=self._plain(match[3]))
        match = self._table_removed.match(sql)
        if match is not None:
            return self._of_table(False, match[1])
        match = self._index_removed.match(sql)
        if match is not None:
            return self._of_index(False, match[1], match[2])
        return None

    def _of_table(self, makes: bool, name: str) -> Outcome:
        schema, table = self.schema_and_name(name)
        return Outcome(makes, "table", schema, table, table)

    def _of_index(self, makes: bool, name: str, table: str) -> Outcome:
        schema, index = self.schema_and_name(name)
        if not table:  # an index by itself, which has a schema of its own
            return Outcome(makes, "index", schema, "", index)
        return self._of_table(makes, table)._replace(kind="index", name=index)
