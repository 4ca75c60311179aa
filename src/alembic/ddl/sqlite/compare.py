"""What counts as a difference on SQLite."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ...base.patterns import lazy_pattern
from ..impl import DefaultImpl

if TYPE_CHECKING:
    from sqlalchemy import Column, Index, Table, UniqueConstraint
    from sqlalchemy.engine.reflection import Inspector

# What SQLite takes as a default without parentheses around it.
_CONSTANT = lazy_pattern(
    r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|x?'(?:[^']|'')*'|null|true|false", re.IGNORECASE
)
_STRING = lazy_pattern(r"'(?:[^']|'')*'")
# A quoted piece, or a parenthesis.
_PARTS = lazy_pattern(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|[()]""")


class SQLiteComparison(DefaultImpl):
    """The comparison half of the SQLite implementation."""

    def autogen_column_reflect(
        self, inspector: Inspector, table: Table, column_info: dict[str, Any]
    ) -> None:
        """Put an expression into the parentheses it was written in: SQLite reports it without.

        SQLAlchemy (2.1) takes all that follows on the line for part of a generated column.
        """
        default = column_info.get("default")
        if default is not None and not is_constant(default):
            column_info["default"] = f"({default})"
        if column_info.get("computed"):
            column_info["computed"] |= _generated(column_info["computed"]["sqltext"])

    def compare_type(self, inspector_column: Column[Any], metadata_column: Column[Any]) -> bool:
        """Compare types as SQLAlchemy reflects them: a name it does not know by its affinity."""
        if not super().compare_type(inspector_column, metadata_column):
            return False
        dialect: Any = self.dialect
        process = dialect.type_compiler_instance.process
        reflected = dialect._resolve_type_affinity(process(metadata_column.type))
        return bool(process(reflected) != process(inspector_column.type))

    def compare_server_default(
        self,
        inspector_column: Column[Any],
        metadata_column: Column[Any],
        rendered_metadata_default: str | None,
        rendered_inspector_default: str | None,
    ) -> bool:
        """Compare without outer parentheses and quotes; a default of NULL is none."""
        database, model = rendered_inspector_default, rendered_metadata_default
        argument = getattr(metadata_column.server_default, "arg", None)
        if isinstance(argument, str) and database is not None and _content(database) == argument:
            return False
        return _plain(database) != _plain(model)

    def correct_for_autogen_constraints(
        self,
        conn_uniques: set[UniqueConstraint],
        conn_indexes: set[Index],
        metadata_unique_constraints: set[UniqueConstraint],
        metadata_indexes: set[Index],
    ) -> None:
        """Leave out expression indexes where reflection does not report them."""
        self._skip_functional_indexes(metadata_indexes, conn_indexes)

    def render_ddl_sql_expr(
        self,
        expr: Any,
        is_server_default: bool = False,
        is_index: bool = False,
        **kw: Any,
    ) -> str:
        """Put a default that is an expression into the parentheses SQLite wants around it."""
        text = super().render_ddl_sql_expr(expr, is_server_default, is_index, **kw)
        if is_server_default and not is_constant(text):
            return f"({text})"
        return text


def is_constant(default: str) -> bool:
    """Whether a default needs no parentheses: a number, a string, NULL, or one that has them."""
    text = default.strip()
    return _CONSTANT.fullmatch(text) is not None or is_enclosed(text)


def is_enclosed(text: str) -> bool:
    """Whether one pair of parentheses encloses the whole text."""
    if not text.startswith("("):
        return False
    depth = 0
    masked = _STRING.sub(lambda found: "x" * len(found.group()), text)
    for position, char in enumerate(masked):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return position == len(masked) - 1
    return False


def _plain(default: str | None) -> str | None:
    if default is None:
        return None
    text = default.strip()
    while is_enclosed(text):
        text = text[1:-1].strip()
    if text.upper() == "NULL":
        return None
    content = _content(text)
    return text if content is None else content


def _content(default: str) -> str | None:
    """What is inside a string literal; None for anything else."""
    text = default.strip()
    while is_enclosed(text):
        text = text[1:-1].strip()
    quoted = re.fullmatch(r"'((?:[^']|'')*)'", text, re.DOTALL)
    if quoted:
        return quoted.group(1).replace("''", "'")
    quoted = re.fullmatch(r'"((?:[^"]|"")*)"', text, re.DOTALL)
    return quoted.group(1).replace('""', '"') if quoted else None


def _generated(text: str) -> dict[str, Any]:
    """Cut the expression of a generated column where its parenthesis closes.

    Args:
        text: The expression, and perhaps more of the statement.
    """
    depth = 0
    for part in _PARTS.finditer(text):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if depth < 0:
            rest = text[part.end() :].split(maxsplit=1)
            is_stored = bool(rest) and rest[0].rstrip(",").upper() == "STORED"
            return {"sqltext": text[: part.start()], "persisted": is_stored}
    return {}
