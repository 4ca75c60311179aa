"""Post-write hooks as dictionaries of their options."""

from __future__ import annotations

from .errors import InvalidSetting
from .pathlists import split_names

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

#: Key under which a hook's own name is kept among its options.
HOOK_NAME = "_hook_name"


def hooks_from_ini(section: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the hooks of a ``[post_write_hooks]`` section, in the order ``hooks`` names them."""
    return [
        {
            **{
                option.removeprefix(f"{name}."): value
                for option, value in section.items()
                if option.startswith(f"{name}.")
            },
            HOOK_NAME: name,
        }
        for name in split_names(section.get("hooks", ""))
    ]


def hooks_from_toml(tables: Any) -> list[dict[str, str]]:
    """Return the hooks of ``[[tool.alembic.post_write_hooks]]``.

    Raises:
        InvalidSetting: It is no list of tables, or one of them has no name.
    """
    given = tables or []
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise InvalidSetting("post_write_hooks in TOML is a list of tables")
    hooks = []
    for table in given:
        options = dict(table)
        try:
            name = options.pop("name")
        except KeyError:
            raise InvalidSetting("each entry of post_write_hooks in TOML needs a 'name'") from None
        hooks.append({**options, HOOK_NAME: name})
    return hooks
