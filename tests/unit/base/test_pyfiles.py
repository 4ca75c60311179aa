"""Python files run without being imported."""

import py_compile
import sys
from pathlib import Path

import pytest

from alembic.base import pyfiles


def test_file_runs_without_entering_sys_modules(tmp_path: Path) -> None:
    """The module carries a name made of the file's, and sys.modules does not know it."""
    (tmp_path / "a-1.py").write_text("value = __name__\n")
    module = pyfiles.load_python_file(tmp_path, "a-1.py")
    assert module.value == "a_1_py"
    assert "a_1_py" not in sys.modules


def test_compiled_file_stands_in_for_a_missing_source(tmp_path: Path) -> None:
    """Without its source, a file is run from its compiled form."""
    source = tmp_path / "env.py"
    source.write_text("value = 7\n")
    py_compile.compile(str(source))
    source.unlink()
    assert pyfiles.load_python_file(tmp_path, "env.py").value == 7


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A file that is nowhere is named in the error."""
    with pytest.raises(ImportError, match=r"Can't find Python file .*env\.py"):
        pyfiles.load_python_file(tmp_path, "env.py")


def test_package_resource() -> None:
    """``package:directory`` is a path inside an installed package; other text is a path."""
    import alembic

    package = Path(alembic.__file__).parent
    assert pyfiles.coerce_resource_to_filename("alembic:base:exc.py") == package / "base/exc.py"
    assert pyfiles.coerce_resource_to_filename("some/dir") == Path("some/dir")
    assert pyfiles.coerce_resource_to_filename("/abs:dir") == Path("/abs:dir")


def test_module_is_importable() -> None:
    """A module is found without being run; a missing parent is a plain no."""
    assert pyfiles.module_is_importable("wsgiref.simple_server")
    assert not pyfiles.module_is_importable("no_such_package.module")
