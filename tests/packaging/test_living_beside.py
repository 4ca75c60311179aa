"""Living beside packages that require the distribution ``alembic``, in fresh environments."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from harness.project import Project

ROOT = Path(__file__).resolve().parents[2]
TRANSITIONAL = ROOT / "packaging" / "alembic"
UV = Path(sys.executable).parent / "uv"
APP = """\
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///app.db"
db = SQLAlchemy(app)
migrate = Migrate(app, db)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(128))
"""
PYTEST_ALEMBIC = """\
import pytest
import sqlalchemy


@pytest.fixture
def alembic_engine():
    return sqlalchemy.create_engine("sqlite:///library.db")
"""
OVERRIDE = """\
[project]
name = "site"
version = "1"
requires-python = ">=3.11"
dependencies = ["redistill", "flask-migrate"]

[tool.uv]
package = false
override-dependencies = ["alembic; sys_platform == 'never'"]

[tool.uv.sources]
redistill = {{ path = "{root}" }}
"""


def as_pip_is_told() -> dict[str, str]:
    """Return the variables that send uv where this machine's pip goes."""
    pip = [sys.executable, "-m", "pip", "config", "list"]
    told = subprocess.run(pip, capture_output=True, text=True, check=False).stdout
    lines = (line.partition("=") for line in told.splitlines())
    found = {name.partition(".")[2]: value.strip("'") for name, _, value in lines}
    variables = {"UV_SYSTEM_CERTS": "1"}
    for setting, variable in (("cert", "SSL_CERT_FILE"), ("index-url", "UV_DEFAULT_INDEX")):
        if setting in found:
            variables[variable] = found[setting]
    return variables


def uv(*arguments: str | Path, cwd: Path) -> str:
    """Run uv and return what it printed."""
    done = subprocess.run(
        [str(UV), *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **as_pip_is_told()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def environment(directory: Path, *batches: list[str | Path]) -> Path:
    """Make an environment, install each batch in turn, return its program directory."""
    uv("venv", "--quiet", "--python", sys.executable, directory, cwd=directory.parent)
    python = directory / "bin" / "python"
    for batch in batches:
        uv("pip", "install", "--quiet", "--python", python, *batch, cwd=directory.parent)
    return directory / "bin"


@pytest.fixture(scope="module")
def with_transitional(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Programs of an environment with packages that require ``alembic``, and ours."""
    home = tmp_path_factory.mktemp("beside") / "venv"
    # pytest-alembic 0.13 does not load with pytest 9.
    others = ["flask-migrate", "pytest-alembic", "pytest<9"]
    return environment(home, [ROOT, TRANSITIONAL, *others])


def test_flask_migrate_works_as_its_manual_says(with_transitional: Path, project: Project) -> None:
    """``flask db init``, ``migrate`` and ``upgrade`` run on ours, twice around."""
    flask = str(with_transitional / "flask")
    project.write("app.py", APP)
    for command in (["init"], ["migrate", "-m", "Initial migration."], ["upgrade"]):
        done = project.attempt(flask, "db", *command)
        assert done.status == 0, done.out + done.err
    [first] = project.files("migrations/versions/*_initial_migration.py")
    assert "op.create_table('user'," in project.read(first)
    project.edit("app.py", "String(128))\n", "String(128))\n    email = db.Column(db.String(50))\n")
    migrated = project.attempt(flask, "db", "migrate", "-m", "Email")
    assert "Detected added column 'user.email'" in migrated.err
    upgraded = project.attempt(flask, "db", "upgrade")
    assert "Running upgrade" in upgraded.err
    assert project.attempt(flask, "db", "current").out.endswith(" (head)\n")
    database = project.path / "instance" / "app.db"
    engine = sa.create_engine(f"sqlite:///{database}", poolclass=sa.NullPool)
    with engine.connect() as connection:
        names = [column["name"] for column in sa.inspect(connection).get_columns("user")]
    assert names == ["id", "name", "email"]
    assert project.attempt(flask, "db", "downgrade").status == 0


def test_pytest_alembic_runs_its_tests(with_transitional: Path, project: Project) -> None:
    """The default tests of pytest-alembic pass on a project of ours."""
    shutil.copytree(ROOT / "examples" / "rodic", project.path, dirs_exist_ok=True)
    project.write("tests/conftest.py", PYTEST_ALEMBIC)
    done = project.attempt(str(with_transitional / "pytest"), "--test-alembic", "tests")
    assert done.status == 0, done.out + done.err
    assert "4 passed" in done.out


def test_what_is_installed_is_whole(with_transitional: Path, project: Project) -> None:
    """The installed package has the templates, the stubs and the mark of a typed package."""
    program = str(with_transitional / "alembic")
    for template in ("generic", "async", "multidb", "pyproject", "pyproject_async"):
        done = project.attempt(program, "-c", f"{template}.ini", "init", "-t", template, template)
        assert done.status == 0, done.out + done.err
        assert f"{template}/script.py.mako" in project.files("*.mako")
    code = "import alembic, os; print(*sorted(os.listdir(os.path.dirname(alembic.__file__))))"
    listed = project.attempt(str(with_transitional / "python"), "-c", code).out.split()
    assert {"py.typed", "op.pyi", "context.pyi"} <= set(listed)


def test_requirements_are_satisfied(with_transitional: Path, tmp_path: Path) -> None:
    """The installer finds nothing missing, and the code imported is ours."""
    python = with_transitional / "python"
    uv("pip", "check", "--python", python, cwd=tmp_path)
    code = (
        "import alembic.base, importlib.metadata as m;"
        "print(m.version('alembic'), m.version('redistill'));"
        "print([str(f) for f in m.files('alembic') if f.parts[0] == 'alembic'])"
    )
    done = subprocess.run(
        [str(python), "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "1.20.1.post1 2.0.0.dev0\n[]\n"


def test_the_uv_override_does_the_same(tmp_path: Path) -> None:
    """With the override uv installs packages that require ``alembic`` and no such distribution."""
    (tmp_path / "pyproject.toml").write_text(OVERRIDE.format(root=ROOT.as_posix()))
    uv("sync", "--quiet", "--python", sys.executable, cwd=tmp_path)
    listed = uv("pip", "list", "--python", tmp_path / ".venv", cwd=tmp_path)
    names = [line.split()[0] for line in listed.splitlines()[2:] if line.strip()]
    assert "redistill" in names
    assert "flask-migrate" in names
    assert "alembic" not in names
    done = subprocess.run(
        [str(tmp_path / ".venv" / "bin" / "python"), "-c", "import flask_migrate"],
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0


@pytest.mark.parametrize("last", ["ours", "theirs"])
def test_installed_over_each_other(tmp_path: Path, last: str) -> None:
    """Whoever came last: one line that names both and says what to run, instead of a mixture."""
    order: list[list[str | Path]] = [["alembic==1.20.1"], [ROOT]]
    programs = environment(tmp_path / "venv", *(order if last == "ours" else reversed(order)))
    done = subprocess.run(
        [str(programs / "alembic"), "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    [site] = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    assert done.stderr == (
        "FAILED: The distributions 'redistill' and 'alembic' 1.20.1 are installed over each other "
        f"in {site}. Run: pip uninstall -y alembic redistill; pip install redistill\n"
    )
