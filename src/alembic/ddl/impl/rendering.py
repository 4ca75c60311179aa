"""How types and expressions are written into a revision file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from .core import ImplCore

if TYPE_CHECKING:
    from sqlalchemy.sql.elements import ClauseElement
    from sqlalchemy.types import TypeEngine


class RenderingImpl(ImplCore):
    """Rendering."""

    def render_type(self, type_obj: TypeEngine[Any], autogen_context: Any) -> str | Literal[False]:
        """Return the Python text of a type, or False to leave it to the generic rules."""
        return False

    def render_ddl_sql_expr(
        self,
        expr: ClauseElement,
        is_server_default: bool = False,
        is_index: bool = False,
        **kw: Any,
    ) -> str:
        """Return the SQL text of an expression, with values in place and no table names.

        Args:
            expr: The expression.
            is_server_default: Whether it is a server default.
            is_index: Whether it is an element of an index.
            **kw: Kinds of later versions.
        """
        options = {"literal_binds": True, "include_table": False}
        text = str(expr.compile(dialect=self.dialect, compile_kwargs=options))
        if self.dialect.identifier_preparer._double_percents:
            # Drivers with %-style parameters need percent signs doubled; the text is for people.
            return text.replace("%%", "%")
        return text
