"""Modules are attributes of their packages, whichever of them was imported.

Programs write ``import alembic.config`` and go on with ``alembic.script.ScriptDirectory``.
"""

import subprocess
import sys

import pytest

MODULES = {
    "autogenerate": (
        "compare.comments",
        "compare.constraints",
        "compare.server_defaults",
        "compare.tables",
        "compare.types",
        "rewriter",
        "render",
        "api",
    ),
    "command": (),
    "config": (),
    "context": (),
    "ddl": ("mssql", "mysql", "oracle", "postgresql", "sqlite", "base", "impl"),
    "environment": (),
    "ext": ("checkconstraint_byname",),
    "migration": (),
    "op": (),
    "operations": ("toimpl", "schemaobj", "batch", "ops", "base"),
    "runtime": ("plugins", "migration", "environment"),
    "script": ("write_hooks", "revision", "base"),
    "util": (
        "compat",
        "editor",
        "exc",
        "langhelpers",
        "messaging",
        "pyfiles",
        "sqla_compat",
    ),
}


@pytest.mark.parametrize("package", MODULES)
def test_reachable_from_the_top(package: str) -> None:
    """``import alembic`` is enough."""
    paths = [package, *(f"{package}.{each}" for each in MODULES[package])]
    code = "\n".join(
        [
            "import alembic",
            "from types import ModuleType",
            *(f"print(isinstance(alembic.{path}, ModuleType))" for path in paths),
        ]
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout.split()) == ("", ["True"] * len(paths))
