"""Run two installations of ``alembic`` on the same random schemas and list where they differ.

    python tests/compare/autogenerate.py --other OTHER/bin/python --url sqlite:// --cases 300

Each case makes a database from one random collection of tables and compares it with another. Both
interpreters run this file as a worker on the same seeds; the parent compares diffs, rendered text
and log lines. Differences that are only a matter of order (the incumbent iterates over sets) are
counted apart. Exit status 1 if anything else differs.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import re
import subprocess
import sys
import warnings
from collections import Counter
from pathlib import Path

ADDRESS = re.compile(r"0x[0-9a-f]{6,}")

TABLES = ("account", "item", "orders", "tag", "Mixed Case")
COLUMNS = ("a", "b", "c", "d", "select", "Long Name")


# --- the worker -------------------------------------------------------------------------------


def types(sa, dialect):
    """Types that all servers have, and some of one server."""
    common = [
        sa.Integer,
        sa.BigInteger,
        sa.SmallInteger,
        lambda: sa.String(20),
        lambda: sa.String(40),
        sa.Text,
        lambda: sa.Numeric(10, 2),
        lambda: sa.Numeric(8, 3),
        sa.Float,
        sa.Boolean,
        sa.Date,
        sa.DateTime,
        sa.LargeBinary,
        lambda: sa.CHAR(3),
        sa.JSON,
        sa.Uuid,
        lambda: sa.Enum("x", "y", name="en_xy", native_enum=False),
    ]
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql as pg

        common += [pg.JSONB, lambda: pg.ARRAY(sa.Integer), pg.INET, lambda: pg.TIMESTAMP(True, 3)]
    if dialect in ("mysql", "mariadb"):
        from sqlalchemy.dialects import mysql

        common = [each for each in common if each is not sa.Text and each is not sa.Uuid]
        common += [
            lambda: mysql.INTEGER(unsigned=True),
            mysql.TINYINT,
            lambda: mysql.ENUM("p", "q"),
            lambda: mysql.VARCHAR(30, collation="utf8mb4_bin"),
            lambda: mysql.DATETIME(fsp=3),
        ]
    return common


def default_for(rng, sa, type_):
    """A server default that fits the type, or None."""
    if rng.random() < 0.65:
        return None
    if isinstance(type_, sa.Boolean):
        return rng.choice([sa.true(), sa.false()])
    if isinstance(type_, (sa.Integer, sa.Numeric)):
        return rng.choice(["0", "5", sa.text("7"), "12"])
    if isinstance(type_, sa.DateTime):
        return rng.choice([sa.func.current_timestamp(), sa.text("CURRENT_TIMESTAMP")])
    if isinstance(type_, sa.Enum):
        return None
    if isinstance(type_, (sa.String,)) and not isinstance(type_, sa.Text):
        return rng.choice(["x", "yy", sa.text("'z'"), "a'b"])
    return None


def random_metadata(seed, sa, dialect, schemas):
    """A collection of tables; the same seed makes the same one."""
    rng = random.Random(seed)
    convention = (
        {"fk": "fk_%(table_name)s_%(column_0_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}
        if rng.random() < 0.3
        else None
    )
    metadata = sa.MetaData(naming_convention=convention)
    choice = types(sa, dialect)
    made = []
    for name in rng.sample(TABLES, rng.randint(1, 4)):
        schema = rng.choice(schemas)
        columns = []
        if rng.random() < 0.9:
            columns.append(
                sa.Column("id", rng.choice([sa.Integer, sa.BigInteger]), primary_key=True)
            )
        for cname in rng.sample(COLUMNS, rng.randint(1, 5)):
            type_ = rng.choice(choice)()
            columns.append(
                sa.Column(
                    cname,
                    type_,
                    nullable=rng.random() < 0.6,
                    server_default=default_for(rng, sa, type_),
                    comment=rng.choice([None, None, None, "first", "it's"]),
                )
            )
        table = sa.Table(
            name, metadata, *columns, schema=schema, comment=rng.choice([None, None, "kept", "new"])
        )
        keyable = [
            each
            for each in table.c
            if isinstance(each.type, (sa.Integer, sa.Numeric, sa.Date))
            or (isinstance(each.type, sa.String) and not isinstance(each.type, (sa.Text, sa.Enum)))
        ]
        for number in range(rng.randint(0, 2)):
            some = rng.sample(keyable, min(len(keyable), rng.randint(1, 2)))
            if some:
                label = "".join(each.name[0] for each in some)
                sa.Index(f"ix_{name[:2]}_{label}_{number}", *some, unique=rng.random() < 0.3)
        if rng.random() < 0.5 and keyable:
            some = rng.sample(keyable, min(len(keyable), rng.randint(1, 2)))
            key = rng.choice([None, f"uq_{name[:2]}_{len(some)}"])
            table.append_constraint(sa.UniqueConstraint(*some, name=key))
        if rng.random() < 0.3:
            number = next(
                (
                    each
                    for each in table.c
                    if isinstance(each.type, sa.Integer) and each.name != "id"
                ),
                None,
            )
            if number is not None:
                table.append_constraint(
                    sa.CheckConstraint(number > rng.choice([1, 2]), name=f"ck_{name[:2]}")
                )
        for target in made:
            if rng.random() < 0.4 and "id" in target.c:
                own = sa.Column(f"{target.name[:2]}_id".replace(" ", ""), target.c.id.type)
                table.append_column(own)
                table.append_constraint(
                    sa.ForeignKeyConstraint(
                        [own],
                        [target.c.id],
                        name=rng.choice([None, f"fk_{name[:2]}_{target.name[:2]}"]),
                        ondelete=rng.choice([None, None, "CASCADE", "SET NULL"]),
                    )
                )
        if dialect == "postgresql":
            postgresql_extras(rng, sa, table, keyable)
        made.append(table)
    return metadata


def postgresql_extras(rng, sa, table, keyable):
    """What only PostgreSQL reflects well: identities, generated columns, rich indexes."""
    name = table.name[:2]
    if rng.random() < 0.3:
        options = rng.choice([{}, {"always": True}, {"start": 5}, {"always": True, "increment": 2}])
        table.append_column(sa.Column("ident", sa.Integer, sa.Identity(**options)))
    if rng.random() < 0.2 and "a" in table.c and isinstance(table.c.a.type, sa.Integer):
        text = rng.choice(["a + 1", "a * 2"])
        table.append_column(sa.Column("gen", sa.Integer, sa.Computed(text, persisted=True)))
    texts = [each for each in table.c if isinstance(each.type, sa.String)]
    if texts and rng.random() < 0.4:
        expression = rng.choice([sa.func.lower, sa.func.upper])(rng.choice(texts))
        sa.Index(f"ix_{name}_fn", expression, rng.choice(keyable or texts))
    if keyable and rng.random() < 0.4:
        column = rng.choice(keyable)
        sa.Index(
            f"ix_{name}_rich",
            rng.choice([column, column.desc(), column.desc().nulls_last()]),
            unique=rng.random() < 0.3,
            postgresql_where=rng.choice([None, sa.text("1 = 1")]),
            postgresql_nulls_not_distinct=rng.choice([None, True]),
        )
    if keyable and rng.random() < 0.3:
        table.append_constraint(
            sa.UniqueConstraint(
                rng.choice(keyable),
                name=f"uq_{name}_rich",
                deferrable=rng.choice([None, True]),
                postgresql_nulls_not_distinct=rng.choice([None, True]),
            )
        )


class Collect(logging.Handler):
    """Keeps the lines a run logs."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        if record.name.startswith(("alembic.autogenerate", "alembic.ddl", "alembic.ext")):
            line = f"{record.levelname} {record.name}: {record.getMessage()}"
            self.lines.append(ADDRESS.sub("0x", line))


def clean(sa, connection, schemas):
    """Remove every table of the schemas."""
    if connection.dialect.name == "postgresql":
        for schema in {each or "public" for each in schemas}:
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        return
    found = sa.MetaData()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found.reflect(connection)
    found.drop_all(connection)


def run_case(seed, sa, engine, schemas):
    """One case: what the installation says about a random pair."""
    from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
    from alembic.runtime.migration import MigrationContext

    rng = random.Random(seed)
    dialect = engine.dialect.name
    before = random_metadata(seed * 2, sa, dialect, schemas)
    after = random_metadata(seed * 2 + 1 if rng.random() < 0.7 else seed * 2, sa, dialect, schemas)
    options = {
        "target_metadata": after,
        "include_schemas": len(schemas) > 1,
        "compare_server_default": rng.random() < 0.6,
        "compare_type": rng.random() < 0.9,
        "render_as_batch": rng.random() < 0.3,
    }
    calls = []
    unwanted = rng.random() < 0.3

    def include_name(name, type_, parents):
        calls.append(f"name {name} {type_} {sorted(parents.items(), key=str)}")
        return not (unwanted and type_ != "schema" and sum(map(ord, name or "")) % 7 == 0)

    def include_object(item, name, type_, reflected, compare_to):
        calls.append(f"object {name} {type_} {reflected} {compare_to is None}")
        return not (unwanted and sum(map(ord, name or "")) % 5 == 0)

    # Where nobody looks at reflected tables, those that are the same need not be made.
    if rng.random() < 0.5:
        options["include_object"] = include_object
    if rng.random() < 0.5:
        options["include_name"] = include_name
    if rng.random() < 0.3:
        options["autogenerate_plugins"] = [
            "alembic.autogenerate.*",
            "alembic.ext.checkconstraint_byname",
        ]
    lines = Collect()
    log = logging.getLogger("alembic")
    log.handlers, log.propagate = [lines], False
    log.setLevel(logging.INFO)
    result = {"seed": seed}
    with engine.connect() as connection, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        clean(sa, connection, schemas)
        before.create_all(connection)
        connection.commit()
        caught.clear()
        context = MigrationContext.configure(connection, opts=options)
        try:
            diffs = compare_metadata(context, after)
            result["diffs"] = [ADDRESS.sub("0x", repr(each)) for each in diffs]
            result["logs"] = list(lines.lines)
            result["calls"] = list(calls)
            script = produce_migrations(context, after)
            for side in ("upgrade_ops", "downgrade_ops"):
                result[side] = render_python_code(
                    getattr(script, side),
                    migration_context=context,
                    render_as_batch=options["render_as_batch"],
                ).splitlines()
        except Exception as error:
            result["error"] = f"{type(error).__name__}: {str(error).splitlines()[0][:200]}"
        result["warnings"] = sorted({str(each.message).splitlines()[0] for each in caught})
        connection.rollback()
        clean(sa, connection, schemas)
        connection.commit()
    return result


def worker(url, first, count):
    """Run cases and print one JSON line for each."""
    import sqlalchemy as sa
    from sqlalchemy.pool import StaticPool

    kw = {"poolclass": StaticPool} if url == "sqlite://" else {}
    engine = sa.create_engine(url, **kw)
    schemas = [None]
    if engine.dialect.name == "postgresql":
        schemas = [None, None, "s2"]
    for seed in range(first, first + count):
        try:
            print(json.dumps(run_case(seed, sa, engine, schemas)), flush=True)
        except Exception as error:
            print(json.dumps({"seed": seed, "setup": repr(error)[:300]}), flush=True)


# --- the parent -------------------------------------------------------------------------------


#: Where the incumbent is left on purpose: what it says, what is said here, why.
EXPLAINED = (
    (re.compile(r"unique=1\b"), "unique=True", "SQLite's 0 and 1 are booleans here"),
    (
        re.compile(r"(ForeignKey\('[^']+'\)), \1"),
        r"\1",
        "a removed column shows its foreign key once",
    ),
    (
        re.compile(r"<alembic\.ddl\.(\w+)(?:\.impl)?\.(\w+) object"),
        r"<\2",
        "the implementations live one module deeper",
    ),
    (
        re.compile(
            r"<(?:sqlalchemy\.sql\.elements\.ColumnClause at 0x; [^>]*"
            r"|[\w.]+index_element object at 0x)>"
        ),
        "<index text>",
        "an expression of an index is a plain column clause",
    ),
    (
        re.compile(r"(Detected changed (?:index|unique constraint) .*?): .*"),
        r"\1",
        "the log names every reason, NULLS NOT DISTINCT in words",
    ),
    (
        re.compile(r"^\s+existing_server_default=sa\.Identity\(.*"),
        "",
        "an identity that changes is named too: it is altered and dropped in words of its own",
    ),
    (
        re.compile(r"^(\s+(?:existing_nullable|schema)=.*?)[,)]+$"),
        r"\1",
        "whether a keyword is the last one, for the sake of the line above",
    ),
    (
        re.compile(r"^WARNING alembic.autogenerate.compare.tables: .*proposed for removal.*"),
        "",
        "a mass removal is warned of",
    ),
    (
        re.compile(r"^WARNING alembic.autogenerate.compare.unwritten: .*"),
        "",
        "what is seen and not written is said",
    ),
)


def explained(lines):
    """Bring lines to the form in which explained differences do not show."""
    for line in lines:
        text = line
        for pattern, form, _ in EXPLAINED:
            text = pattern.sub(form, text)
        if text.strip():
            yield text


def operations(lines):
    """Split rendered text into operations, each one string; comments belong to what follows."""
    found, comment = [], False
    for line in lines:
        starts = re.match(r" {4}(?:op\.|with |# )| {8}(?:batch_op\.|# )", line)
        if not found or (starts and not comment):
            found.append(line)
        else:
            found[-1] += "\n" + line
        comment = line.lstrip().startswith("# WARNING") or (
            comment and line.lstrip().startswith("#")
        )
    return found


def ordered(diffs):
    """Leave out what the incumbent takes from a set: tables, dropped columns, foreign keys."""
    loose = re.compile(r"\('(?:remove_(?:table|column|fk)|add_fk)'")
    diffs = list(diffs)
    gone = {re.search(r"Table\('([^']+)'", each)[1] for each in diffs if "'remove_table'" in each}
    return [
        each
        for each in diffs
        if not loose.match(each)
        and not (each.startswith("('remove_index'") and set(re.findall("=<([^>]+)>", each)) & gone)
    ]


def only_defaults_differ(ours, theirs):
    """Whether the other alone reports changed defaults, and nothing else is different.

    Values that the server writes in another way (0 and 0.000, true and 1) are the same here.
    """
    if not ours or not theirs or ours == theirs:
        return ours == [] and bool(theirs) and all("'modify_default'" in each for each in theirs)
    left, right = ordered(explained(ours)), ordered(explained(theirs))
    without = re.compile(r"(, )?\('modify_default', .*?, DefaultClause\(.*?for_update=False\)\)")

    def rest(diffs):
        return sorted(each for each in (without.sub("", each) for each in diffs) if each != "[]")

    return left != right and rest(left) == rest(right)


#: MySQL and MariaDB: such an index goes with its foreign key here, one migration later there.
MADE_FOR_FOREIGN_KEY = re.compile(r"Detected removed index '([^']+)' on .*, made for a foreign key")


def without_implicit_indexes(result):
    """Leave out what is said and asked of indexes that go with their foreign keys."""
    found = map(MADE_FOR_FOREIGN_KEY.search, result.get("logs", ()))
    names = "|".join(re.escape(each[1]) for each in found if each)
    if not names:
        return result
    said = re.compile(rf"[Ii]ndex.*'({names})'|object ({names}) index")
    return {
        key: [each for each in value if not said.search(each)] if isinstance(value, list) else value
        for key, value in result.items()
    }


def differences(ours, theirs):
    """What differs between two results: kind to (ours, theirs); order alone is its own kind."""
    found, ours = {}, without_implicit_indexes(ours)
    if only_defaults_differ(ours.get("diffs"), theirs.get("diffs")):
        return {"other sees a default that is the same": None}
    if "error" in theirs and "error" not in ours and "setup" not in ours:
        return {"other fails": (None, theirs["error"])}
    for key in sorted(set(ours) | set(theirs)):
        mine, other = ours.get(key), theirs.get(key)
        if isinstance(mine, list) and isinstance(other, list):
            mine, other = list(explained(mine)), list(explained(other))
            if key == "calls":
                # A filter that refuses a name of a table that is the same is asked once more.
                mine, other = list(dict.fromkeys(mine)), list(dict.fromkeys(other))
        if mine == other or key == "seed":
            continue
        if isinstance(mine, list) and isinstance(other, list):
            split = operations if key.endswith("_ops") else list
            left, right = Counter(split(mine)), Counter(split(other))
            if left == right:
                kept = [ordered(mine), ordered(other)] if key == "diffs" else [0, 0]
                if kept[0] == kept[1]:
                    found[f"order of {key}"] = None
                else:
                    found[f"unexplained order of {key}"] = kept
                continue
            found[key] = (list((left - right).elements()), list((right - left).elements()))
        else:
            found[key] = (mine, other)
    real = {kind: sides for kind, sides in found.items() if sides is not None}
    if real and all(map(only_foreign_keys_stand_apart, real.items())):
        return {"order of foreign keys is that of what they need": None}
    mine, other = real.get("diffs", ([], []))
    if other and not mine and all(map(REPEATED_KEY.fullmatch, other)):
        return {"other adds a unique constraint that repeats the primary key": None}
    return found


#: PostgreSQL leaves such a constraint out of CREATE TABLE; the keys here are all called ``id``.
REPEATED_KEY = re.compile(
    r"\('add_constraint', UniqueConstraint\(Column\('id', NullType\(\), table=<[^>]+>\)\)\)"
)


KEY_APART = re.compile(
    r"\s*(?:op|batch_op)\.(?:create_foreign_key|drop_constraint\(.*foreignkey)"
    r"|\s*with op\.|\('(?:add|remove)_fk'"
)
KEY_WITHIN = re.compile(r"\n\s+sa\.ForeignKeyConstraint\(.*|, ForeignKey\('[^']+'\)")


def only_foreign_keys_stand_apart(difference):
    """Whether a difference is that foreign keys are made, or dropped, apart from their tables."""
    kind, sides = difference
    if kind not in ("diffs", "upgrade_ops", "downgrade_ops"):
        return False
    left, right = (
        sorted(KEY_WITHIN.sub("", each) for each in side if not KEY_APART.match(each))
        for side in sides
    )
    return left == right and any(map(KEY_APART.match, sides[0]))


def run(python, url, first, count):
    """Start a worker and return its results by seed."""
    command = [python, __file__, "--worker", url, str(first), str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{python} failed:\n{done.stderr}")
    return {each["seed"]: each for each in map(json.loads, done.stdout.splitlines())}


def main():
    """Compare this interpreter with another one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--other", required=True, help="interpreter of the other installation")
    parser.add_argument("--ours", default=sys.executable, help="interpreter of this one")
    parser.add_argument("--url", default="sqlite://", help="database; its tables are removed")
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--show", type=int, default=20, help="differing cases to print")
    options = parser.parse_args()

    arguments = (options.url, options.first, options.cases)
    ours, theirs = run(options.ours, *arguments), run(options.other, *arguments)
    counts: Counter[str] = Counter()
    shown = 0
    for seed, mine in ours.items():
        found = differences(mine, theirs[seed])
        counts.update(found.keys() or ["could not be set up" if "setup" in mine else "equal"])
        real = {kind: pair for kind, pair in found.items() if pair is not None}
        if real and shown < options.show:
            shown += 1
            print(f"=== seed {seed}")
            for kind, (left, right) in real.items():
                print(f"  {kind}\n    ours   {left}\n    theirs {right}")
    print(dict(counts))
    sys.exit(any(not kind.startswith(("equal", "order", "could not", "other ")) for kind in counts))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        assert Path(__file__).exists()
        main()
