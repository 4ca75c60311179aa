"""Options of ``context.configure()`` that are not spelt as they should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory


@pytest.fixture
def environment(tmp_path: Path) -> EnvironmentContext:
    """An environment that writes a script."""
    return EnvironmentContext(Config(), ScriptDirectory(tmp_path), as_sql=True)


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("compare_typ", "compare_type"),
        ("version_table_shcema", "version_table_schema"),
        ("include_objects", "include_object"),
        ("lock_time_out", "lock_timeout"),
        ("transaction_per_migrations", "transaction_per_migration"),
    ],
)
def test_a_misspelt_option_is_named(
    environment: EnvironmentContext, misspelt: str, meant: str
) -> None:
    """What is nearly a known option is warned of, with the name that is meant."""
    with pytest.warns(UserWarning, match="did you mean") as caught:
        environment.configure(dialect_name="sqlite", **{misspelt: True})
    # The collector may close somebody's database just then, which Python 3.13 warns of.
    assert [str(each.message) for each in caught if each.category is not ResourceWarning] == [
        f"context.configure() does not know the option '{misspelt}'; did you mean '{meant}'?"
    ]
    assert environment.get_context().opts[misspelt] is True


@pytest.mark.parametrize(
    "option",
    [
        "version_table",
        "version_table_pk",
        "output_encoding",
        "mssql_batch_separator",
        "run_lock",
        "journal",
        "tenant",
        "clickhouse_cluster",
    ],
)
def test_options_of_extensions_are_legal(environment: EnvironmentContext, option: str) -> None:
    """A known option, or one that resembles none, is kept without a word."""
    value = "utf-8" if option == "output_encoding" else "off"
    environment.configure(dialect_name="sqlite", **{option: value})
    assert environment.get_context().opts[option] == value
