"""``alembic revision``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base.exc import CommandError
from ..base.late_typing import NamedTuple
from ..base.sequences import rev_id as new_rev_id
from ..script import ScriptDirectory
from .import_path import import_path_kept
from .running import env_wanted_for_scripts, run_env
from .unknown_rows import ways_out

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from ..runtime.environment import ProcessRevisionDirectiveFn
    from ..script import Script
    from ..settings.config import Config


class RevisionRequest(NamedTuple):
    """The new revision a caller asks for; the fields are the arguments of ``revision``."""

    message: str | None = None
    autogenerate: bool = False
    sql: bool = False
    head: str | Sequence[str] | None = None
    splice: bool = False
    branch_label: str | Sequence[str] | None = None
    version_path: str | os.PathLike[str] | None = None
    rev_id: str | None = None
    depends_on: str | Sequence[str] | None = None

    def as_command_args(self) -> dict[str, Any]:
        """Return the dictionary that ``RevisionContext`` takes."""
        return self._asdict()


@import_path_kept
def revision(
    config: Config,
    request: RevisionRequest,
    process_revision_directives: ProcessRevisionDirectiveFn | None,
) -> Script | list[Script | None] | None:
    """Write the revision file or files that are asked for.

    Raises:
        CommandError: The options contradict each other, or the database is not up to date.
    """
    script = ScriptDirectory.from_config(config)
    runs_env = request.autogenerate or env_wanted_for_scripts(config)
    _refuse_meaningless_sql(request, runs_env)
    if not runs_env:
        return _blank_revision(config, script, request)
    written = _revisions_from_env(config, script, request, process_revision_directives)
    return written[0] if len(written) == 1 else written


def _refuse_meaningless_sql(request: RevisionRequest, runs_env: bool) -> None:
    if not request.sql:
        return
    if request.autogenerate:
        raise CommandError("Using --sql with --autogenerate does not make any sense")
    if not runs_env:
        raise CommandError(
            "Using --sql with the revision command when revision_environment is not "
            "configured does not make any sense"
        )


def _blank_revision(
    config: Config, script: ScriptDirectory, request: RevisionRequest
) -> Script | None:
    """Write an empty revision; autogenerate, and SQLAlchemy with it, is not needed for that."""
    return script.generate_revision(
        request.rev_id or new_rev_id(),
        request.message,
        refresh=True,
        head=request.head,
        splice=request.splice,
        branch_labels=request.branch_label,
        version_path=request.version_path,
        depends_on=request.depends_on,
        config=config,
    )


def _revisions_from_env(
    config: Config,
    script: ScriptDirectory,
    request: RevisionRequest,
    process_revision_directives: ProcessRevisionDirectiveFn | None,
) -> list[Script | None]:
    from ..autogenerate.api import RevisionContext

    revisions = RevisionContext(
        config,
        script,
        request.as_command_args(),
        process_revision_directives=process_revision_directives,
    )

    def fill(rows: tuple[str, ...], context: Any) -> Iterable[Any]:
        if request.autogenerate:
            with ways_out(rows):
                revisions.run_autogenerate(rows, context)
        else:
            revisions.run_no_autogenerate(rows, context)
        return ()

    run_env(
        config,
        script,
        fill,
        needs_database=request.autogenerate,
        as_sql=request.sql,
        template_args=revisions.template_args,
        revision_context=revisions,
    )
    return list(revisions.generate_scripts())
