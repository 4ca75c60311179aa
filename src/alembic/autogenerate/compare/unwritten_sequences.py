"""Sequences of the models that the database has not, said in the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sqlalchemy import Sequence

from ...base.sequences import to_list

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..context import AutogenContext

log = logging.getLogger("alembic.autogenerate.compare.unwritten")


def note_missing_sequences(
    autogen_context: AutogenContext, schemas: Collection[str | None]
) -> None:
    """Log the sequences that nothing of what autogenerate writes would make.

    What the database has besides is not spoken of: sequences may belong to anything.

    Args:
        autogen_context: The run.
        schemas: The schemas that are compared; None for the default one.
    """
    dialect, inspector = autogen_context.dialect, autogen_context.inspector
    wanted: dict[str | None, set[str]] = {}
    for sequence in _sequences(autogen_context) if dialect.supports_sequences else ():
        # An optional one is used where the database has nothing better.
        if not (sequence.optional and dialect.sequences_optional):
            is_default = sequence.schema == inspector.default_schema_name
            schema = None if is_default else sequence.schema
            wanted.setdefault(schema, set()).add(sequence.name)
    for schema, names in wanted.items():
        missing = names - set(inspector.get_sequence_names(schema)) if schema in schemas else ()
        for name in sorted(missing):
            log.warning(
                "Autogenerate does not write this: sequence '%s' is not in the database, only in "
                "the models",
                f"{schema}.{name}" if schema else name,
            )


def _sequences(autogen_context: AutogenContext) -> Iterator[Sequence]:
    for metadata in to_list(autogen_context.metadata):
        found: dict[str, Any] = getattr(metadata, "_sequences", {})
        yield from (each for each in found.values() if isinstance(each, Sequence))
