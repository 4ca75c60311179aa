"""A loud word before most of a database is proposed for removal."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from .unimported import modules_nobody_imported

if TYPE_CHECKING:
    from ..context import AutogenContext

log = logging.getLogger("alembic.autogenerate.compare.tables")

#: A run that removes at least this many tables, and more than half of all, is suspicious.
MANY = 3
#: At most this many modules are named.
NAMED = 10


def warn_of_mass_removal(
    autogen_context: AutogenContext, removed: int, existing: int, models_have_tables: bool
) -> None:
    """Log a warning where the models look incomplete: they are empty, or most tables would go.

    Args:
        autogen_context: The run.
        removed: The number of tables proposed for removal.
        existing: The number of tables the database has.
        models_have_tables: Whether the models define any table.
    """
    if not removed:
        return
    if not models_have_tables:
        log.warning(
            "The models define no tables, so all %d tables of the database are proposed for "
            "removal. Are the modules that define the models imported in env.py, and is "
            "target_metadata the MetaData they use?%s",
            removed,
            _not_imported(autogen_context),
        )
    elif removed >= MANY and removed * 2 > existing:
        log.warning(
            "%d of the %d tables of the database are not in the models and are proposed for "
            "removal. Are all modules that define models imported in env.py? Tables of other "
            "applications can be left out with include_name.%s",
            removed,
            existing,
            _not_imported(autogen_context),
        )


def _not_imported(autogen_context: AutogenContext) -> str:
    """Return the sentence that names the modules whose tables are missing, if there are any."""
    names = modules_nobody_imported(autogen_context)
    if not names:
        return ""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f" Not imported, but defining tables: {', '.join(names[:NAMED])}{more}."
