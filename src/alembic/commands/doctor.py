"""``alembic doctor``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base.exc import CommandError
from .findings import Finding, of_database, of_env, of_env_file, of_graph, of_revisions, of_template
from .import_path import import_path_kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..script import ScriptDirectory
    from ..settings.config import Config


@import_path_kept
def doctor(config: Config) -> None:
    """Print one line per finding, with what to do about it.

    Raises:
        CommandError: Something is wrong; what is only advice does not count.
    """
    wrong = found = 0
    for finding in _examined(config):
        config.print_stdout("%s", finding)
        found += 1
        wrong += not finding.advice
    if wrong:
        raise CommandError("One thing is wrong" if wrong == 1 else f"{wrong} things are wrong")
    if not found:
        config.print_stdout("Nothing is wrong.")


def _examined(config: Config) -> Iterator[Finding]:
    from ..script import ScriptDirectory

    try:
        script = ScriptDirectory.from_config(config)
    except CommandError as error:
        yield Finding("configuration", str(error))
        return
    files = [*of_template(script), *of_env_file(script)]
    graph = list(of_graph(script))
    yield from [*files, *graph]
    if any(each.fatal for each in graph):
        return
    yield from of_revisions(script)
    if not any(each.subject == "env.py" for each in files):
        yield from _found_by_env(config, script)


def _found_by_env(config: Config, script: ScriptDirectory) -> Iterator[Finding]:
    """Yield what env.py, and the database that it connects to, are found to lack."""
    from .running import run_env

    findings: list[Finding] = []
    databases = 0

    def look(rows: tuple[str, ...], context: Any) -> Iterable[Any]:
        nonlocal databases
        databases += 1
        findings.extend(of_database(script, rows, context))
        return ()

    try:
        run_env(config, script, look, needs_database=False, dont_mutate=True)
    except Exception as error:
        findings.append(of_env(error, script.dir))
    else:
        if not databases:
            findings.append(
                Finding(
                    "env.py",
                    "it looked at no database; it has to call context.configure() and "
                    "context.run_migrations()",
                )
            )
    yield from findings
