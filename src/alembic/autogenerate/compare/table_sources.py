"""Tell from the text of a Python module whether importing it would define tables."""

from __future__ import annotations

import ast
from collections.abc import Iterator

#: No module without one of these words is worth parsing.
WORDS = ("__tablename__", "__table__", "Table", "table=True", "primary_key")
COLUMNS = {"Column", "mapped_column"}
#: Classes on these are what models are built on.
FOUNDATIONS = {"DeclarativeBase", "DeclarativeBaseNoMeta", "DeclarativeMeta", "MappedAsDataclass"}


def defines_tables(source: str) -> bool:
    """Tell whether a module defines tables of SQLAlchemy when it is imported.

    Args:
        source: The text of the module; text that is no Python defines nothing.
    """
    if not any(word in source for word in WORDS):
        return False
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    names, modules = _names_of_table(tree)
    return any(
        _is_model(node) if isinstance(node, ast.ClassDef) else _is_table(node, names, modules)
        for node in _run_on_import(tree)
    )


def _run_on_import(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes below one that are not in the body of a function."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield child
            yield from _run_on_import(child)


def _names_of_table(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Names a module has for ``sqlalchemy.Table``, and for what holds it as an attribute."""
    names: set[str] = set()
    modules = {"db"}  # Flask-SQLAlchemy's custom
    for node in _run_on_import(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            names |= {each.asname or each.name for each in node.names if each.name == "Table"}
        elif isinstance(node, ast.Import):
            modules |= {
                each.asname or each.name for each in node.names if each.name.startswith("sqlal")
            }
    return names, modules


def _is_table(node: ast.AST, names: set[str], modules: set[str]) -> bool:
    if not (isinstance(node, ast.Call) and len(node.args) > 1):
        return False
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr == "Table" and ast.unparse(function.value) in modules
    return isinstance(function, ast.Name) and function.id in names


def _is_model(node: ast.ClassDef) -> bool:
    assigned = dict(_assignments(node))
    abstract = assigned.get("__abstract__")
    if isinstance(abstract, ast.Constant) and abstract.value:
        return False
    if assigned.keys() & {"__tablename__", "__table__"}:
        return True
    if any(each.arg == "table" and _is_true(each.value) for each in node.keywords):
        return True  # SQLModel
    bases = {_last_name(base) for base in node.bases}
    if not bases or bases & FOUNDATIONS or node.name.endswith(("Mixin", "Base")):
        return False
    return any(_is_primary_key(value) for value in assigned.values())


def _assignments(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    for statement in node.body:
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets = [statement.target]
        for target in targets:
            if isinstance(target, ast.Name):
                value: ast.expr = statement.value  # type: ignore[attr-defined]  # both kinds have it
                yield target.id, value


def _is_primary_key(value: ast.expr) -> bool:
    return (
        isinstance(value, ast.Call)
        and _last_name(value.func) in COLUMNS
        and any(each.arg == "primary_key" and _is_true(each.value) for each in value.keywords)
    )


def _is_true(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is True


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
