"""The statement that nearly every step ends with: one row of the version table moves on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import literal_column

from ..ddl.written import SPECIAL, RowText

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Table

    from .migration import MigrationContext

# Stand-ins for identifiers: plain in the text of every dialect.
_OLD, _NEW = "row-before-step", "row-after-step"


class RowUpdate:
    """Makes the updates of a version table.

    SQLAlchemy needs longer to write the text of an update than most databases to run it, and its
    cache never helps, because the identifiers are part of the text. So the text is written once.

    Args:
        context: The migration context.
    """

    def __init__(self, context: MigrationContext) -> None:
        self._context = context
        self._text: tuple[str, str, str] | None = None
        self._looked = False

    def __call__(self, from_: str, to_: str) -> Any:
        """Return the construct that turns one row into another."""
        if not self._looked:
            self._text = _text_around(self._context)
            self._looked = True
        if self._text is None or SPECIAL.intersection(from_ + to_) or _translates(self._context):
            return construct(self._context._version, from_, to_)
        before, between, after = self._text
        text = f"{before}{_escaped(to_)}{between}{_escaped(from_)}{after}"
        return RowText(text, self._context._version)


def literal(value: str) -> ColumnElement[Any]:
    """Return an identifier as it stands in a statement."""
    return literal_column(f"'{_escaped(value)}'")


def construct(table: Table, from_: str, to_: str) -> Any:
    """Return the update of a row as SQLAlchemy has it."""
    matched = table.c.version_num == literal(from_)
    return table.update().values(version_num=literal(to_)).where(matched)


def _escaped(value: str) -> str:
    return value.replace("'", "''")


def _text_around(context: MigrationContext) -> tuple[str, str, str] | None:
    """Return the text before, between and after the identifiers, or None if there is more to it."""
    compiled = construct(context._version, _OLD, _NEW).compile(dialect=context.dialect)
    text = str(compiled)
    before, _, rest = text.partition(_NEW)
    between, _, after = rest.partition(_OLD)
    whole = f"{before}{_NEW}{between}{_OLD}{after}"
    # A table of the dialect's own may have columns that are computed for each update.
    if compiled.binds or whole != text or text.count(_OLD) + text.count(_NEW) > 2:
        return None
    return None if SPECIAL.intersection(text) else (before, between, after)


def _translates(context: MigrationContext) -> bool:
    """Tell whether the connection puts other schemas in place of those that are named."""
    if context.as_sql or context.connection is None:
        return False
    options = context.connection.get_execution_options()
    return options.get("schema_translate_map") is not None
