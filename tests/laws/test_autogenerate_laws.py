"""Autogenerate from any schema to any other: what is written runs, and leaves nothing to do."""

from __future__ import annotations

import os
import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings

from alembic import op
from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import Operations, ops
from strategies.rich_schemas import Schema, changes

#: How many pairs a run draws on each server, unless a profile that explores says otherwise.
COUNTS = {"sqlite": 40, "postgresql": 40, "mysql": 25}
EXPLORES = os.environ.get("HYPOTHESIS_PROFILE") == "explore"
WITH_CHECKS = ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"]


class Place:
    """A server with a second schema, where random schemas come and go."""

    def __init__(self, engine: sa.Engine, second: str | None) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        self.second = second

    def clear(self) -> None:
        """Drop everything."""
        with self.engine.begin() as connection:
            if self.dialect == "postgresql":
                for name in ("public", self.second):
                    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {name} CASCADE")
                    connection.exec_driver_sql(f"CREATE SCHEMA {name}")
            elif self.dialect == "mysql":
                for name in (self.engine.url.database, self.second):
                    connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
                    connection.exec_driver_sql(f"CREATE DATABASE {name}")
            else:
                for name in sa.inspect(connection).get_table_names():
                    connection.exec_driver_sql(f'DROP TABLE "{name}"')

    def metadata(self, schema: Schema) -> sa.MetaData:
        return schema.metadata(self.second)

    @contextmanager
    def context(self, models: sa.MetaData) -> Iterator[MigrationContext]:
        """Give a context that compares everything there is to compare."""
        with self.engine.begin() as connection, _quiet():
            yield MigrationContext.configure(
                connection,
                opts={
                    "target_metadata": models,
                    "compare_server_default": True,
                    "include_schemas": self.second is not None,
                    "include_name": self._is_ours,
                    "autogenerate_plugins": WITH_CHECKS,
                },
            )

    def _is_ours(self, name: str | None, type_: str, parents: object) -> bool:
        return type_ != "schema" or name in (None, self.second)

    def create(self, schema: Schema) -> None:
        with self.engine.begin() as connection:
            self.metadata(schema).create_all(connection)

    def script_to(self, schema: Schema) -> ops.MigrationScript:
        models = self.metadata(schema)
        with self.context(models) as context:
            return produce_migrations(context, models)

    def text(self, directives: Any, batch: bool) -> str:
        with self.context(sa.MetaData()) as context:
            return render_python_code(directives, render_as_batch=batch, migration_context=context)

    def run(self, code: str, schema: Schema) -> None:
        models = self.metadata(schema)
        with self.context(models) as context, Operations.context(context):
            execute(code)

    def difference(self, schema: Schema) -> list[object]:
        """What autogenerate would still do; the leftover indexes of MariaDB do not count.

        That server makes an index for a foreign key and keeps it when the foreign key is dropped.
        """
        models = self.metadata(schema)
        with self.context(models) as context:
            found = compare_metadata(context, models)
        if self.dialect == "mysql":
            found = [each for each in found if not is_leftover(each)]
        return found


def is_leftover(diff: Any) -> bool:
    return diff[0] == "remove_index" and str(diff[1].name).startswith("fk_")


@contextmanager
def _quiet() -> Iterator[None]:
    """Let it pass that SQLite does not report expressions and that computed values stay."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "autogenerate skipping metadata-specified expression")
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based")
        yield


def execute(code: str) -> None:
    """Run the body of a migration with what a revision file imports."""
    from sqlalchemy.dialects import mysql, postgresql, sqlite

    values: dict[str, Any] = {
        "op": op, "sa": sa, "mysql": mysql, "postgresql": postgresql, "sqlite": sqlite,
    }  # fmt: skip
    exec(f"def migrate():\n{textwrap.indent(code, '    ')}\nmigrate()\n", values)


@pytest.fixture
def place(database: str) -> Iterator[Place]:
    """A fresh database, and a second schema where the server has such."""
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    second = {
        "sqlite": None,
        "postgresql": "other",
        "mysql": f"{engine.url.database}_other",
    }[engine.dialect.name]
    yield Place(engine, second)
    if engine.dialect.name == "mysql":
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {second}")


def examples(place: Place) -> Any:
    return settings() if EXPLORES else settings(max_examples=COUNTS[place.dialect])


def test_nothing_is_left_to_do(place: Place) -> None:
    """The written upgrade leads to the models, the downgrade back, and it runs up once more."""

    @examples(place)
    @given(changes(place.dialect))
    def law(pair: tuple[Schema, Schema]) -> None:
        before, after = pair
        place.clear()
        place.create(before)
        assert place.difference(before) == []
        script = place.script_to(after)
        batch = place.dialect == "sqlite"
        up, down = (place.text(each, batch) for each in (script.upgrade_ops, script.downgrade_ops))
        place.run(up, after)
        assert place.difference(after) == [], up
        place.run(down, after)
        assert place.difference(before) == [], down
        place.run(up, after)
        assert place.difference(after) == [], up

    law()
