"""What ``bench.py`` runs inside the measured environments, and the revision
graphs that both files need.

    python -c 'import bench_worker; bench_worker.main()' NAME ARGUMENT ...

``revmap`` uses alembic; the other functions never do: they make the test
databases, or are the "physical limit" that a scenario is compared with.
Imports are inside the functions, so that a limit pays for its own only.
"""

from __future__ import annotations

import json
import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def rev_id(number: int) -> str:
    # scattered, so that file name order is not graph order
    return f"{(number + 1) * 0x9E3779B97F4B % 2**48:012x}"


def graph(shape: str, n: int) -> list[tuple[int, tuple[int, ...]]]:
    """(number, parents) for n revisions, parents first.

    linear     one line
    diamonds   a line that splits in two and merges again every 10 revisions
    fan        n/10 branches open at the same time from one base, one merge
    """
    nodes: list[tuple[int, tuple[int, ...]]] = []

    def add(*down: int) -> int:
        nodes.append((len(nodes), down))
        return len(nodes) - 1

    if shape == "linear":
        last = add()
        while len(nodes) < n:
            last = add(last)
    elif shape == "diamonds":
        last = add()
        while len(nodes) + 9 < n:
            left = right = add(last)
            for _ in range(4):
                left = add(left)
            for _ in range(4):
                right = add(right)
            last = add(left, right)
        while len(nodes) < n:
            last = add(last)
    elif shape == "fan":
        width = n // 10
        tips = [add()] * width
        while len(nodes) + width < n:
            tips = [add(tip) for tip in tips]
        last = add(*tips)
        while len(nodes) < n:
            last = add(last)
    else:
        raise ValueError(shape)
    return nodes


def revmap(shape: str, count: str) -> None:
    """Graph operations through the API; processor seconds of each."""
    from alembic.script.revision import Revision, RevisionMap

    n = int(count)
    ids = [(rev_id(i), tuple(map(rev_id, down))) for i, down in graph(shape, n)]
    result = {}
    clock = time.process_time

    start = clock()
    # in the order of their identifiers, as files come from a directory
    revs = [Revision(rev, down or None) for rev, down in sorted(ids)]
    result["create"] = clock() - start

    revision_map = RevisionMap(lambda: revs)
    start = clock()
    assert revision_map.heads == (ids[-1][0],)
    result["load"] = clock() - start

    start = clock()
    walked = list(revision_map.iterate_revisions("heads", "base"))
    result["iterate"] = clock() - start
    assert len(walked) == n
    assert walked[0].revision == ids[-1][0]

    start = clock()
    for number in range(100):
        rev = ids[number * n // 100][0]
        assert revision_map.get_revision(rev[:9]).revision == rev
    result["100-partial-ids"] = clock() - start

    start = clock()
    list(revision_map.iterate_revisions("heads", ids[n // 2][0]))
    result["iterate-half"] = clock() - start
    print(json.dumps(result))


def graph_limit(shape: str, count: str) -> None:
    """The same, as little as can be done: dicts and one linear pass."""
    n = int(count)
    ids = [(rev_id(i), tuple(map(rev_id, down))) for i, down in graph(shape, n)]
    clock = time.process_time
    start = clock()
    down_of = dict(sorted(ids))
    children: dict[str, list[str]] = {}
    for rev, down in down_of.items():
        for parent in down:
            children.setdefault(parent, []).append(rev)
    heads = [rev for rev in down_of if rev not in children]
    load = clock() - start
    start = clock()
    waiting = {rev: len(c) for rev, c in children.items()}
    out, todo = [], heads
    while todo:
        rev = todo.pop()
        out.append(rev)
        for parent in down_of[rev]:
            waiting[parent] -= 1
            if not waiting[parent]:
                todo.append(parent)
    assert len(out) == n
    print(json.dumps({"load": load, "iterate": clock() - start}))


def py_files(directory: str) -> list[str]:
    with os.scandir(directory) as it:
        return sorted(e.path for e in it if e.name.endswith(".py"))


def read_ast(directory: str) -> None:
    """Read each revision file and parse it; no cache."""
    import ast

    down = {}
    for path in py_files(directory):
        with open(path, "rb") as f:
            tree = ast.parse(f.read())
        names = {
            node.target.id: ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.AnnAssign)
        }
        down[names["revision"]] = (
            names["down_revision"],
            ast.get_docstring(tree),
        )
    print(len(down))


def read_scan(directory: str) -> None:
    """Read each revision file; find the identifiers with one regex."""
    import re

    pattern = re.compile(
        rb"^(revision|down_revision|branch_labels|depends_on)\b[^=\n]*=(.*)$",
        re.M,
    )
    down = {}
    for path in py_files(directory):
        with open(path, "rb") as f:
            names = dict(pattern.findall(f.read(4096)))
        down[names[b"revision"]] = names[b"down_revision"]
    print(len(down))


def stat_cache(directory: str, cache: str, url: str = "") -> None:
    """Stat each revision file and compare with one index file; for commands
    that need the database, ask it for its version through SQLAlchemy.
    """
    with open(cache) as f:
        known = json.load(f)
    down = {}
    with os.scandir(directory) as it:
        for entry in it:
            if entry.name.endswith(".py"):
                stat = entry.stat()
                size, mtime, rev, parents, doc = known[entry.name]
                assert size == stat.st_size
                assert mtime == stat.st_mtime_ns
                down[rev] = (parents, doc)
    lines = [f"{rev} <- {parents}, {doc}" for rev, (parents, doc) in down.items()]
    print("\n".join(lines))
    if url:
        import sqlalchemy

        with sqlalchemy.create_engine(url).connect() as conn:
            query = "SELECT version_num FROM alembic_version"
            assert conn.exec_driver_sql(query).scalar() in down


def write_cache(directory: str, cache: str) -> None:
    """Make the index file of stat_cache."""
    import re

    known = {}
    for path in py_files(directory):
        with open(path) as f:
            text = f.read()
        stat = os.stat(path)
        rev = re.search(r"^revision.*= '(.*)'$", text, re.M).group(1)
        down = re.search(r"^down_revision.*= (.*)$", text, re.M).group(1)
        doc = text[3 : text.index("\n")]
        known[os.path.basename(path)] = (
            stat.st_size,
            stat.st_mtime_ns,
            rev,
            down,
            doc,
        )
    with open(cache, "w") as f:
        json.dump(known, f)


class AnyOp:
    def __getattr__(self, name: str) -> Callable:
        return lambda *arg, **kw: arg and arg[0]


def exec_files(directory: str, output: str) -> None:
    """Load every revision from byte code, call upgrade() with an ``op`` that
    does nothing, write the text that the real command writes.
    """
    import types
    from importlib.machinery import SourceFileLoader

    import sqlalchemy  # noqa: F401 - its cost is what is measured

    fake = types.ModuleType("alembic")
    fake.op = AnyOp()
    sys.modules["alembic"] = fake
    for path in py_files(directory):
        code = SourceFileLoader("revision", path).get_code("revision")
        namespace = {"__name__": "revision"}
        exec(code, namespace)
        namespace["upgrade"]()
    with open(output) as f:
        sys.stdout.write(f.read())


def statements(log: str) -> Iterator[tuple]:
    with open(log) as f:
        for line in f:
            yield tuple(json.loads(line))


def replay_sqlite(database: str, log: str) -> None:
    """Send the logged statements with sqlite3 alone."""
    import sqlite3

    conn = sqlite3.connect(database)
    for what, *args in statements(log):
        if what == "execute":
            conn.execute(args[0], args[1] or ()).fetchall()
        elif what == "commit":
            conn.commit()
        elif what == "rollback":
            conn.rollback()
    conn.close()


def replay_pg(dsn: str, log: str, pipeline: str = "") -> None:
    """Send the logged statements with psycopg alone."""
    from contextlib import nullcontext

    import psycopg

    with psycopg.connect(dsn) as conn, conn.pipeline() if pipeline else nullcontext():
        cursor = conn.cursor()
        for what, *args in statements(log):
            if what == "execute":
                cursor.execute(args[0], args[1] or None)
            elif what == "commit":
                conn.commit()
            elif what == "rollback":
                conn.rollback()


PG_CATALOG = [
    """SELECT c.oid, c.relname, c.relkind, d.description FROM pg_class c
    LEFT JOIN pg_description d ON d.objoid = c.oid AND d.objsubid = 0
      AND d.classoid = 'pg_class'::regclass
    WHERE c.relnamespace = 'public'::regnamespace
      AND c.relkind IN ('r', 'p')""",
    """SELECT a.attrelid, a.attnum, a.attname, a.attnotnull,
      format_type(a.atttypid, a.atttypmod), a.attidentity, a.attgenerated,
      pg_get_expr(ad.adbin, ad.adrelid), d.description, s.objid::regclass::text
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
      AND NOT a.attisdropped
    LEFT JOIN pg_attrdef ad ON ad.adrelid = c.oid AND ad.adnum = a.attnum
    LEFT JOIN pg_description d ON d.objoid = c.oid AND d.objsubid = a.attnum
      AND d.classoid = 'pg_class'::regclass
    LEFT JOIN pg_depend s ON s.refobjid = c.oid AND s.refobjsubid = a.attnum
      AND s.classid = 'pg_class'::regclass AND s.deptype = 'a'
      AND s.refclassid = 'pg_class'::regclass
    WHERE c.relnamespace = 'public'::regnamespace
      AND c.relkind IN ('r', 'p')""",
    """SELECT conrelid, conname, contype, conkey, confrelid, confkey,
      confupdtype, confdeltype, condeferrable, condeferred, conindid,
      CASE WHEN contype = 'c' THEN pg_get_constraintdef(oid) END
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    """SELECT i.indrelid, ic.relname, i.indisunique, i.indkey, i.indoption,
      i.indclass, pg_get_expr(i.indpred, i.indrelid),
      pg_get_expr(i.indexprs, i.indrelid), ic.reloptions, am.amname
    FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
    JOIN pg_class c ON c.oid = i.indrelid JOIN pg_am am ON am.oid = ic.relam
    WHERE c.relnamespace = 'public'::regnamespace""",
]

SQLITE_CATALOG = [
    "SELECT name, sql FROM sqlite_master WHERE type = 'table'",
    "SELECT m.name, x.* FROM sqlite_master m, pragma_table_xinfo(m.name) x WHERE m.type = 'table'",
    "SELECT m.name, x.* FROM sqlite_master m,"
    " pragma_foreign_key_list(m.name) x WHERE m.type = 'table'",
    "SELECT m.name, x.*, y.* FROM sqlite_master m,"
    " pragma_index_list(m.name) x, pragma_index_xinfo(x.name) y"
    " WHERE m.type = 'table'",
]


def catalog(kind: str, where: str) -> None:
    """Build the models' metadata; fetch the whole catalog in four queries."""
    import models

    tables = len(models.metadata.tables)
    if kind == "pg":
        import psycopg

        connect, queries = psycopg.connect, PG_CATALOG
    else:
        import sqlite3

        connect, queries = sqlite3.connect, SQLITE_CATALOG
    conn = connect(where)
    rows = [conn.execute(query).fetchall() for query in queries]
    assert len(rows[1]) >= tables * 12 or "BENCH_DRIFT" in os.environ, rows
    print(*map(len, rows))


def models() -> None:
    import models

    print(len(models.metadata.sorted_tables))


def create_all(url: str) -> None:
    import models
    import sqlalchemy as sa

    engine = sa.create_engine(url)
    with engine.begin() as conn:
        models.metadata.create_all(conn)


def pgadmin(dsn: str) -> None:
    """Run statements read from standard input, outside of transactions."""
    import re

    import psycopg

    for line in sys.stdin:
        database, statement = json.loads(line)
        try:
            target = re.sub(r"dbname=\w+", f"dbname={database}", dsn)
            with psycopg.connect(target, autocommit=True) as conn:
                cursor = conn.execute(statement)
                answer = cursor.fetchall() if cursor.description else []
        except psycopg.Error as error:
            answer = {"error": str(error)}
        print(json.dumps(answer, default=str), flush=True)


def main() -> None:
    globals()[sys.argv[1]](*sys.argv[2:])
