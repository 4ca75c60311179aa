"""Where the options of run lock and lock timeout come from, and which of them counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine.default import DefaultDialect

from alembic.config import Config
from alembic.journal.lock.options import LockOptions, lock_options
from alembic.journal.polite.options import PoliteOptions, polite_options
from alembic.journal.record.options import journal_options
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError


def context_of(opts: dict[str, Any], **configured: str) -> MigrationContext:
    """Make a context with options of ``configure()`` and of the ini file."""
    config = Config()
    for name, value in configured.items():
        config.set_main_option(name, value)
    return _of_config(config, opts)


def _of_config(config: Config, opts: dict[str, Any]) -> MigrationContext:
    environment = EnvironmentContext(config, ScriptDirectory("."))
    return MigrationContext.configure(
        dialect=DefaultDialect(), environment_context=environment, opts=opts
    )


def test_defaults() -> None:
    """On, with ten minutes of waiting; statements may wait as long as the database lets them."""
    assert lock_options(context_of({}), {}) == LockOptions("session", 600.0)
    assert polite_options(context_of({}), {}) is None


def test_without_an_environment() -> None:
    """A context of its own has no configuration to ask."""
    context = MigrationContext.configure(dialect=DefaultDialect())
    assert lock_options(context, {}) == LockOptions("session", 600.0)


def test_the_command_counts_before_env_py_and_that_before_the_file() -> None:
    """The nearer to the run an option was given, the more it counts."""
    given = {"lock_wait": "1s", "run_lock": None}
    context = context_of({"lock_wait": 2, "run_lock": False}, lock_wait="3", run_lock="lease")
    assert lock_options(context, given) == LockOptions("off", 1.0)
    assert lock_options(context, {}) == LockOptions("off", 2.0)
    context = context_of({}, lock_wait="3", run_lock="lease")
    assert lock_options(context, {}) == LockOptions("lease", 3.0)


@pytest.mark.parametrize(
    ("value", "kind"), [(True, "session"), ("on", "session"), (False, "off"), ("No", "off")]
)
def test_run_lock(value: object, kind: str) -> None:
    """Booleans, and the words for them in either case."""
    assert lock_options(context_of({"run_lock": value}), {}).kind == kind


def test_lock_timeout() -> None:
    """A lock timeout is retried for ten minutes unless it is said otherwise; zero is none."""
    context = context_of({}, lock_timeout="2s", lock_retry="1min")
    assert polite_options(context, {}) == PoliteOptions(2.0, 60.0)
    assert polite_options(context_of({"lock_timeout": 0.5}), {}) == PoliteOptions(0.5, 600.0)
    assert polite_options(context, {"lock_retry": 0}) == PoliteOptions(2.0, 0.0)
    assert polite_options(context, {"lock_timeout": "0"}) is None
    assert polite_options(context_of({}, lock_timeout=""), {}) is None


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("run_lock", "perhaps", "run_lock: 'perhaps' is not one of true, false, lease"),
        ("lock_wait", "long", "lock_wait: 'long' is not a length of time"),
        ("lock_timeout", "-2", "lock_timeout: '-2' is not a length of time"),
    ],
)
def test_a_mistake(name: str, value: str, message: str) -> None:
    """A value that means nothing is refused, with the name of its option."""
    context = context_of({name: value})
    with pytest.raises(CommandError, match=message):
        (polite_options if name == "lock_timeout" else lock_options)(context, {})


@pytest.mark.parametrize(
    ("lines", "locked", "polite", "journal"),
    [
        (
            "run_lock = false\nlock_wait = 3.5\nlock_timeout = 0.25\nlock_retry = 1e2\n"
            "journal = true\njournal_table = 7\n",
            LockOptions("off", 3.5),
            PoliteOptions(0.25, 100.0),
            ("always", "7"),
        ),
        (
            "run_lock = 1\nlock_wait = 3\nlock_timeout = 2\nlock_retry = 0\njournal = 0\n",
            LockOptions("session", 3.0),
            PoliteOptions(2.0, 0.0),
            ("off", "alembic_version_journal"),
        ),
    ],
)
def test_numbers_and_booleans_of_toml(
    tmp_path: Path,
    lines: str,
    locked: LockOptions,
    polite: PoliteOptions,
    journal: tuple[str, str],
) -> None:
    """A TOML number or boolean means what the same word means in an ini file."""
    (tmp_path / "pyproject.toml").write_text(f"[tool.alembic]\n{lines}")
    context = _of_config(Config(toml_file=tmp_path / "pyproject.toml"), {})
    assert lock_options(context, {}) == locked
    assert polite_options(context, {}) == polite
    kept = journal_options(context, None)
    assert (kept.mode, kept.table) == journal
