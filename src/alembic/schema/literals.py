"""Bound values that are written in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import BindParameter

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler


class _literal_bindparam(BindParameter[Any]):  # noqa: N801 - published under this name
    """A bound value that always renders as a literal."""

    # The value is part of the text, so a cached text must not serve another value.
    inherit_cache = False


@compiles(_literal_bindparam)
def _render_literal_bindparam(element: _literal_bindparam, compiler: SQLCompiler, **kw: Any) -> str:
    sql: Any = compiler
    text: str = sql.render_literal_bindparam(element, **kw)
    return text
