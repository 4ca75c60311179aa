"""Every name handed on as a string exists."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from alembic.base.lazy import resolve

SOURCE = Path(__file__).resolve().parents[2] / "src" / "alembic"


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_room(name: str) -> bool:
    """Tell file names and names of our own settings from modules."""
    return (SOURCE / name).is_dir() or (SOURCE / f"{name}.py").is_file()


def logger_names(tree: ast.AST) -> Iterator[ast.expr]:
    """The arguments of ``getLogger``: names of loggers look like places and need not be any."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("getLogger"):
            yield from node.args


def lazy_targets() -> Iterator[tuple[str, str]]:
    """Every string constant in the package that reads as a place inside it."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "templates" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        loggers = set(logger_names(tree))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if node in loggers:
                continue
            text = node.value
            module, _, attribute = text.partition(":")
            parts = module.split(".")
            inside = parts[0] == "alembic" and len(parts) > 1 and is_room(parts[1])
            if inside and all(part.isidentifier() for part in [*parts, attribute or "x"]):
                yield module_name(path), text


def attached_modules() -> Iterator[str]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "attach(__name__" in path.read_text(encoding="utf-8"):
            yield module_name(path)


#: Names of plugins look like places and are none.
NOT_PLACES = {
    "alembic.runtime.lock",
    "alembic.autogenerate.schemas",
    "alembic.autogenerate.tables",
    "alembic.autogenerate.types",
    "alembic.autogenerate.constraints",
    "alembic.autogenerate.defaults",
    "alembic.autogenerate.comments",
    "alembic.autogenerate.enums",
    "alembic.autogenerate.checkconstraint_byname",
}


@pytest.mark.parametrize(
    ("module", "target"),
    [case for case in lazy_targets() if case[1] not in NOT_PLACES],
)
def test_a_place_named_by_a_string_exists(module: str, target: str) -> None:
    """What a module hands on by name can be imported under that name."""
    assert resolve(target) is not None, module


@pytest.mark.parametrize("module", list(attached_modules()))
def test_a_module_with_lazy_names_lists_and_gives_them(module: str) -> None:
    """``dir()`` of a module with lazy names lists nothing it cannot give."""
    found = resolve(module)
    missing = [name for name in dir(found) if not hasattr(found, name)]
    assert missing == []
