"""``alembic stamp``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base.exc import CommandError
from ..base.sequences import to_list
from ..script import ScriptDirectory
from .import_path import import_path_kept
from .ranges import split_range
from .running import run_env
from .safeguards import safeguards
from .unknown_rows import ways_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from typing_extensions import Unpack

    from ..settings.config import Config
    from .safeguards import RunChoices


@import_path_kept
def stamp(
    config: Config,
    revision: str | Sequence[str],
    sql: bool,
    tag: str | None,
    purge: bool,
    **choices: Unpack[RunChoices],
) -> None:
    """Make the version table say the given revisions, without running any migration.

    Raises:
        CommandError: A target does not exist, or the options contradict each other.
    """
    script = ScriptDirectory.from_config(config)
    if sql and purge:
        raise CommandError("Can't use --purge with --sql mode")
    start, targets = _range_of(to_list(revision)) if sql else (None, tuple(to_list(revision)))
    if purge:
        # Resolved before env.py empties the table: an unknown target must not cost the rows.
        script._stamp_revs(targets, ())

    def steps(rows: tuple[str, ...], context: Any) -> Iterable[Any]:
        with ways_out(rows):
            return script._stamp_revs(targets, rows)

    run_env(
        config,
        script,
        steps,
        as_sql=sql,
        starting_rev=start,
        destination_rev=targets,
        tag=tag,
        purge=purge,
        **safeguards(choices, sql=sql),
    )


def _range_of(items: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    ranges = [split_range(each) for each in items]
    starts = dict.fromkeys(start for start, _ in ranges if start is not None)
    if len(starts) > 1:
        raise CommandError(
            "Stamp operation with --sql only supports a single starting revision at a time"
        )
    return next(iter(starts), None), tuple(target for _, target in ranges)
