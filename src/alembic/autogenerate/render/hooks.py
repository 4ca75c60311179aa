"""The user's ``render_item`` hook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from ..context import AutogenContext


def _user_defined_render(
    type_: str, object_: Any, autogen_context: AutogenContext
) -> str | Literal[False] | None:
    """Return the text the user's hook gives an item, None to leave it out, False to decline."""
    render_item = autogen_context.opts.get("render_item")
    if not render_item:
        return False
    rendered: str | Literal[False] | None = render_item(type_, object_, autogen_context)
    return rendered
