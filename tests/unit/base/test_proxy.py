"""Proxy modules: ``alembic.op`` and ``alembic.context``."""

import inspect
import subprocess
import sys
from unittest import mock

import pytest

import alembic
from alembic import context, op
from alembic.base import current


class Recorder:
    """Stands in for an Operations object."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []

    def add_column(self, *args: object) -> str:
        self.calls.append(args)
        return "done"


def test_call_reaches_the_current_object() -> None:
    """A function of the module is a method of the current object."""
    recorder = Recorder()
    with current.operations.installed(recorder):
        assert op.add_column("t", "c") == "done"
        assert op._proxy is recorder
    assert recorder.calls == [("t", "c")]


def test_proxy_can_be_assigned() -> None:
    """``op._proxy = Operations(...)`` is how some packages install their own."""
    recorder = Recorder()
    op._proxy = recorder
    try:
        op.add_column("t")
        assert recorder.calls == [("t",)]
    finally:
        op._proxy = None


@pytest.mark.parametrize(
    ("module", "function", "cls"),
    [(op, "add_column", "Operations"), (context, "configure", "EnvironmentContext")],
)
def test_call_without_current_object_is_a_name_error(
    module: object, function: str, cls: str
) -> None:
    """Outside a run the error says what is missing."""
    with pytest.raises(NameError, match=f"'{function}'.*'{cls}' class"):
        getattr(module, function)()


def test_context_config_needs_an_environment() -> None:
    """``context.config`` exists only while a command runs."""
    with pytest.raises(AttributeError, match="has no attribute 'config'"):
        _ = context.config


def test_unknown_function_is_an_attribute_error() -> None:
    """A misspelt directive fails where it is named."""
    with pytest.raises(AttributeError, match="has no attribute 'ad_column'"):
        _ = op.ad_column


def test_signature_is_that_of_the_method_without_self() -> None:
    """Editors and documentation see the directive's own signature."""
    names = list(inspect.signature(op.add_column).parameters)
    assert names[:2] == ["table_name", "column"]


def test_functions_can_be_patched() -> None:
    """A mock replaces a function and gives it back."""
    with mock.patch("alembic.op.add_column") as patched:
        op.add_column("t")
    patched.assert_called_once_with("t")
    with pytest.raises(NameError):
        op.add_column("t")


def test_importing_the_doors_loads_no_sqlalchemy() -> None:
    """``from alembic import op, context`` is free until something is used."""
    code = (
        "import sys; from alembic import op, context; "
        "sys.exit(any(m.partition('.')[0] in ('sqlalchemy', 'mako') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_version_is_dotted_numbers() -> None:
    """Packages compare the version as a tuple of integers."""
    assert tuple(int(part) for part in alembic.__version__.split(".")) >= (1, 20, 1)
