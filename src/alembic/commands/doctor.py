"""``alembic doctor``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base.exc import CommandError
from ..settings.ini_errors import ini_mistake
from .findings import Finding, of_database, of_env, of_env_file, of_graph, of_revisions, of_template
from .import_path import import_path_kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..script import ScriptDirectory
    from ..settings.config import Config


class WrongThings(CommandError):
    """Something is wrong.

    Args:
        count: How many things are.
        is_told: Whether they were printed in a form that no line may follow.
    """

    def __init__(self, count: int, *, is_told: bool) -> None:
        super().__init__("One thing is wrong" if count == 1 else f"{count} things are wrong")
        self.is_told = is_told


@import_path_kept
def doctor(config: Config, as_json: bool) -> None:
    """Print one line per finding, with what to do about it; or all of them as JSON.

    Raises:
        CommandError: Something is wrong; what is only advice does not count.
    """
    findings = []
    for finding in _examined(config):
        findings.append(finding)
        if not as_json:
            config.print_stdout("%s", finding)
    if as_json:
        import json

        config.print_stdout("%s", json.dumps([each.as_data() for each in findings], indent=2))
    wrong = sum(not each.advice for each in findings)
    if wrong:
        raise WrongThings(wrong, is_told=as_json)
    if not findings and not as_json:
        config.print_stdout("Nothing is wrong.")


def _examined(config: Config) -> Iterator[Finding]:
    from ..script import ScriptDirectory

    try:
        script = ScriptDirectory.from_config(config)
    except Exception as error:
        mistake = ini_mistake(error, config)
        if mistake is None and not isinstance(error, CommandError):
            raise
        yield Finding("configuration", mistake or str(error))
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
        mistake = ini_mistake(error, config)
        if mistake is None:
            findings.append(of_env(error, script.dir))
        else:
            findings.append(Finding("configuration", mistake))
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
