"""``alembic downgrade``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base.exc import CommandError
from ..script import ScriptDirectory
from .import_path import import_path_kept
from .ranges import split_range
from .running import run_env
from .safeguards import safeguards
from .unknown_rows import ways_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typing_extensions import Unpack

    from ..settings.config import Config
    from .safeguards import RunChoices


@import_path_kept
def downgrade(
    config: Config, revision: str, sql: bool, tag: str | None, **choices: Unpack[RunChoices]
) -> None:
    """Run every step that leads down to the target.

    Raises:
        CommandError: A range without ``sql`` or the reverse, or a target that cannot be reached.
    """
    script = ScriptDirectory.from_config(config)
    if ":" in revision and not sql:
        raise CommandError("Range revision not allowed")
    if sql and ":" not in revision:
        raise CommandError("downgrade with --sql requires <fromrev>:<torev>")
    start, target = split_range(revision)

    def steps(rows: tuple[str, ...], context: Any) -> Iterable[Any]:
        with ways_out(rows):
            return script._downgrade_revs(target, rows)

    run_env(
        config,
        script,
        steps,
        as_sql=sql,
        starting_rev=start,
        destination_rev=target,
        tag=tag,
        **safeguards(choices, sql=sql),
    )
