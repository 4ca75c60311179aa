"""Which database columns and model columns are the same: ``compare/*.txt``, one pair per line.

The left side is a column as it is declared in the database (for SQL Server and Oracle the type
SQLAlchemy reflects), the right side what the model says. ``--update-golden`` writes the verdicts
anew. ``created_*.txt`` lists columns, indexes and constraints of models that are no difference once
they are created.
"""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import Column, Connection, MetaData, Table, create_engine
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
from sqlalchemy.engine import make_url

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from harness.golden import Golden

FOLDER = Path(__file__).parent / "compare"
NAMES: dict[str, Any] = {
    **{name: getattr(sqlalchemy, name) for name in dir(sqlalchemy) if name[0] != "_"},
    "sa": sqlalchemy,
    "pg": postgresql,
    "ExcludeConstraint": postgresql.ExcludeConstraint,
    "postgresql": postgresql,
    "mysql": mysql,
    "mssql": mssql,
    "oracle": oracle,
    "sqlite": sqlite,
}


def file_of(kind: str, backend: str) -> str:
    """Name the file of a backend; SQLAlchemy 2.0 has its own where it names types differently."""
    old = f"{kind}_{backend}_sqlalchemy20.txt"
    is_old = sqlalchemy.__version__.startswith("2.0.")
    return old if is_old and (FOLDER / old).exists() else f"{kind}_{backend}.txt"


def read(name: str) -> list[tuple[str, str]]:
    """Read the pairs of a file; what was written down for them is read from the result."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    pairs = [re.fullmatch(r"\S+ +(.*?) +~  (.*)", line) for line in lines]
    return [(pair.group(1), pair.group(2)) for pair in pairs if pair]


def written(verdicts: list[tuple[str, str, str]]) -> str:
    """Write verdicts in columns."""
    width = max(len(database) for _, database, _ in verdicts)
    return "".join(
        f"{verdict:<9}  {database:<{width}}  ~  {model}\n" for verdict, database, model in verdicts
    )


def model_column(arguments: str, name: str = "c") -> Column[Any]:
    """Make the column of a model from its arguments."""
    column: Column[Any] = eval(f"Column({name!r}, {arguments})", NAMES)
    return column


def type_verdicts(connection: Connection, name: str) -> str:
    """Compare the types of a file with a live table that has them all."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS citext")
    pairs = read(name)
    declared = ["" if text == "(no type)" else text for text, _ in pairs]
    columns = ", ".join(f"c{number} {text}" for number, text in enumerate(declared))
    connection.exec_driver_sql(f"CREATE TABLE t ({columns})")
    metadata = MetaData()
    Table("t", metadata, *[model_column(model, f"c{n}") for n, (_, model) in enumerate(pairs)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLAlchemy warns of a type it does not know
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    changed = {change[3] for entry in found for change in entry if change[0] == "modify_type"}
    return written(
        [(_verdict(f"c{number}" in changed), *pair) for number, pair in enumerate(pairs)]
    )


def default_verdicts(connection: Connection, name: str) -> str:
    """Compare the server defaults of a file, column by column, as autogenerate does."""
    verdicts = [
        (_default_verdict(connection, declared, model), declared, model)
        for declared, model in read(name)
    ]
    return written(verdicts)


def _default_verdict(connection: Connection, declared: str, model: str) -> str:
    metadata = MetaData()
    Table("t", metadata, model_column(model))
    connection.exec_driver_sql(f"CREATE TABLE t (c {declared})")
    context = MigrationContext.configure(
        connection, opts={"compare_type": False, "compare_server_default": True}
    )
    try:
        found = compare_metadata(context, metadata)
    except sqlalchemy.exc.DBAPIError:
        connection.rollback()
        return "error"
    connection.exec_driver_sql("DROP TABLE IF EXISTS t")
    connection.rollback()
    changes = [each for entry in found if isinstance(entry, list) for each in entry]
    return _verdict(any(change[0] == "modify_default" for change in changes))


def _verdict(differs: bool) -> str:
    return "different" if differs else "same"


@pytest.fixture
def sqlite_connection() -> Any:
    """Connect to a database in memory."""
    yield from _connected("sqlite://")


@pytest.fixture
def postgresql_connection(postgresql_url: str) -> Any:
    """Connect to an empty database on PostgreSQL."""
    yield from _connected(postgresql_url)


@pytest.fixture
def mysql_connection(mariadb_url: str) -> Any:
    """Connect to MariaDB as most people do: through the dialect named mysql."""
    yield from _connected(make_url(mariadb_url).set(drivername="mysql+pymysql"))


@pytest.fixture
def mariadb_connection(mariadb_url: str) -> Any:
    """Connect to MariaDB through the dialect of that name."""
    yield from _connected(make_url(mariadb_url).set(drivername="mariadb+pymysql"))


def _connected(url: Any) -> Any:
    engine = create_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize("backend", ["sqlite", "postgresql", "mysql", "mariadb"])
def test_types_of_a_live_database(
    backend: str, request: pytest.FixtureRequest, golden: Golden
) -> None:
    """A reflected type and a model's type are the same exactly where the file says so."""
    connection = request.getfixturevalue(f"{backend}_connection")
    name = file_of("types", backend)
    golden.check(f"compare/{name}", type_verdicts(connection, name))


@pytest.mark.parametrize("backend", ["mssql", "oracle"])
def test_types_as_reflection_would_give_them(backend: str, golden: Golden) -> None:
    """Types of databases that are not at hand compare by what SQLAlchemy reflects for them."""
    impl = MigrationContext.configure(dialect_name=backend).impl
    name = file_of("types", backend)
    verdicts = [
        (
            _verdict(impl.compare_type(model_column(reflected), model_column(model))),
            reflected,
            model,
        )
        for reflected, model in read(name)
    ]
    golden.check(f"compare/{name}", written(verdicts))


@pytest.mark.parametrize("backend", ["sqlite", "postgresql", "mysql"])
def test_server_defaults_of_a_live_database(
    backend: str, request: pytest.FixtureRequest, golden: Golden
) -> None:
    """A reflected default and a model's default are the same exactly where the file says so."""
    connection = request.getfixturevalue(f"{backend}_connection")
    name = file_of("defaults", backend)
    golden.check(f"compare/{name}", default_verdicts(connection, name))


@pytest.mark.parametrize("backend", ["sqlite", "postgresql", "mysql"])
def test_what_was_just_created_is_no_difference(
    backend: str, request: pytest.FixtureRequest
) -> None:
    """A table made from a model does not differ from it, whatever types and defaults it has."""
    connection = request.getfixturevalue(f"{backend}_connection")
    if backend == "postgresql":
        connection.exec_driver_sql("CREATE EXTENSION citext; CREATE EXTENSION hstore")
    metadata = MetaData()
    lines = (FOLDER / file_of("created", backend)).read_text(encoding="utf-8").splitlines()
    columns = {f"c{number}": line for number, line in enumerate(lines)}
    names = list(columns)
    for first in range(0, len(names), 20):
        made = [model_column(columns[name], name) for name in names[first : first + 20]]
        Table(f"t{first}", metadata, *made)
    metadata.create_all(connection)
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    found = [change for entry in compare_metadata(context, metadata) for change in entry]
    assert {columns[change[3]]: change for change in found} == {}


@pytest.mark.parametrize("backend", ["sqlite", "postgresql", "mysql"])
def test_types_by_other_names_are_no_difference(
    backend: str, request: pytest.FixtureRequest
) -> None:
    """A type that the server calls by another name than the model is the one it was made from."""
    connection = request.getfixturevalue(f"{backend}_connection")
    if backend == "postgresql":
        connection.exec_driver_sql("CREATE EXTENSION citext; CREATE EXTENSION hstore")
    lines = (FOLDER / f"created_types_{backend}.txt").read_text(encoding="utf-8").splitlines()
    metadata = MetaData()
    for first in range(0, len(lines), 20):
        some = enumerate(lines[first : first + 20])
        Table(f"t{first}", metadata, *(model_column(line, f"c{number}") for number, line in some))
    metadata.create_all(connection)
    assert compare_metadata(MigrationContext.configure(connection), metadata) == []


@pytest.mark.parametrize("backend", ["sqlite", "postgresql", "mysql"])
def test_comments_just_created_are_no_difference(
    backend: str, request: pytest.FixtureRequest
) -> None:
    """A comment of a table and of a column comes back as it was, whatever is in it."""
    connection = request.getfixturevalue(f"{backend}_connection")
    metadata = MetaData()
    lines = (FOLDER / "created_comments.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        comment = eval(line)
        column = Column("a", sqlalchemy.Integer, comment=comment)
        Table(f"t{number}", metadata, column, comment=comment)
    metadata.create_all(connection)
    assert compare_metadata(MigrationContext.configure(connection), metadata) == []


@pytest.mark.parametrize("backend", ["sqlite", "postgresql", "mysql"])
@pytest.mark.filterwarnings("ignore:.*expression-based index")  # SQLite cannot report them
def test_keys_just_created_are_no_difference(backend: str, request: pytest.FixtureRequest) -> None:
    """An index or constraint made from a model does not differ from it, however it is written."""
    connection = request.getfixturevalue(f"{backend}_connection")
    metadata = MetaData()
    lines = (FOLDER / f"created_keys_{backend}.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        table = Table(f"t{number}", metadata, *_columns_for_keys(backend))
        key = eval(line, {**NAMES, "T": table})
        key.name = key.name and f"{key.name}{number}"
        if key not in table.indexes and key not in table.constraints:
            table.append_constraint(key)
    metadata.create_all(connection)
    found = compare_metadata(MigrationContext.configure(connection), metadata)
    assert found == []


@pytest.mark.parametrize("backend", ["sqlite", "postgresql", "mysql"])
def test_generated_columns_just_created_are_no_difference(
    backend: str, request: pytest.FixtureRequest
) -> None:
    """A generated column or an identity made from a model does not differ from it, nor warn."""
    connection = request.getfixturevalue(f"{backend}_connection")
    metadata = MetaData()
    lines = (FOLDER / f"created_generated_{backend}.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        Table(f"t{number}", metadata, *_columns_for_keys(backend), model_column(line, "z"))
    metadata.create_all(connection)
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    assert compare_metadata(context, metadata) == []


def _columns_for_keys(backend: str) -> list[Column[Any]]:
    columns = {"a": "Integer", "b": "String(50)", "c": "Integer", "Mixed": "String(20)"}
    columns |= {"order": "Integer", "d": "DateTime", "j": "JSON"}
    if backend == "postgresql":
        columns |= {"j": "pg.JSONB", "arr": "pg.ARRAY(Integer)"}
    return [model_column(type_, name) for name, type_ in columns.items()]
