"""The run: heads, steps in order, version rows, callbacks."""

from __future__ import annotations

import logging
from contextlib import ExitStack, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

from ..base.exc import CommandError
from ..ddl.sink import ScriptSink
from . import retrying, version_table
from .heads import HeadMaintainer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from contextlib import AbstractContextManager

    from ..script.steps import MigrationStep
    from .migration import MigrationContext
    from .ports import RunObserver

log = logging.getLogger("alembic.runtime.migration")


def run(context: MigrationContext, kw: Mapping[str, Any]) -> None:
    """Run the steps of a context's work function.

    Args:
        context: The migration context; its option ``fn`` names the steps.
        kw: Passed to every ``upgrade()`` and ``downgrade()`` function.

    Raises:
        CommandError: A specifier cannot be resolved, or the version table is not as expected.
    """
    assert context._migrations_fn is not None, "the context was configured without steps to run"
    context.impl.start_migrations()
    retrying.whole_run(context, lambda: _run_steps(context, kw))


def _run_steps(context: MigrationContext, kw: Mapping[str, Any]) -> None:
    heads, steps = _prepare(context)
    maintainer = HeadMaintainer(context, heads)
    if isinstance(steps, list):  # a generator may depend on what the steps before it did
        for observer in context._outermost.observers:
            observer.steps_planned(context, steps)
    for step in steps:
        attempt = partial(_run_in_transaction, context, maintainer, step, kw)
        retrying.revision(context, maintainer, attempt)


def _run_in_transaction(
    context: MigrationContext,
    maintainer: HeadMaintainer,
    step: MigrationStep,
    kw: Mapping[str, Any],
) -> None:
    with context.begin_transaction(_per_migration=True), _written_in_one_go(context):
        _observed_step(context, maintainer, step, kw)


def _written_in_one_go(context: MigrationContext) -> AbstractContextManager[None]:
    """Have the script of a step reach the reader as a whole: a write per statement adds up."""
    sink = context.impl.sink
    return sink.flushed_once() if isinstance(sink, ScriptSink) else nullcontext()


def _prepare(context: MigrationContext) -> tuple[tuple[str, ...], Iterable[MigrationStep]]:
    assert context._migrations_fn is not None
    if context.purge:
        if context.as_sql:
            raise CommandError("Can't use --purge with --sql mode")
        # Planned before anything is deleted, so that a misspelt revision costs nothing.
        steps = list(context._migrations_fn((), context))
        context._ensure_version_table(purge=True)
        return (), steps
    heads = context.get_current_heads()
    if not (context.as_sql or heads or context.opts.get("dont_mutate", False)):
        context._ensure_version_table()
    return heads, context._migrations_fn(heads, context)


def _observed_step(
    context: MigrationContext,
    maintainer: HeadMaintainer,
    step: MigrationStep,
    kw: Mapping[str, Any],
) -> None:
    context._outermost.before_step()
    observers = context._outermost.observers
    if not observers:
        _run_step(context, maintainer, step, kw)
        return
    with ExitStack() as ends:
        for observer in observers:
            observer.step_began(context, step)
            ends.push(_end_of_step(context, step, observer))
        _run_step(context, maintainer, step, kw)


def _end_of_step(
    context: MigrationContext, step: MigrationStep, observer: RunObserver
) -> Callable[[Any, BaseException | None, Any], None]:
    def end(_type: Any, error: BaseException | None, _traceback: Any) -> None:
        observer.step_ended(context, step, error)

    return end


def _run_step(
    context: MigrationContext,
    maintainer: HeadMaintainer,
    step: MigrationStep,
    kw: Mapping[str, Any],
) -> None:
    if context.as_sql and not maintainer.heads:
        context._create_version_table()
    version_table.check_room(context, step.to_revisions_no_deps)
    log.info("Running %s", step)
    if context.as_sql:
        context.impl.static_output(f"-- Running {step.short_log}")
    step.migration_fn(**kw)
    maintainer.update_to_step(step)
    for callback in context.on_version_apply_callbacks:
        callback(ctx=context, step=step.info, heads=set(maintainer.heads), run_args=dict(kw))
