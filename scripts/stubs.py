"""Write ``op.pyi`` and ``context.pyi`` from the classes behind the two modules."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import alembic
from alembic.operations.base import BatchOperations, Operations
from alembic.runtime.environment import EnvironmentContext

PACKAGE = Path(alembic.__file__).parent

HEADER = '''\
"""{title}

Written by ``python scripts/stubs.py`` from
``{source}``; a test holds the two together.
"""

{imports}

'''


def stub(title: str, cls: type, classes: tuple[type, ...], values: str = "") -> str:
    """Return the stub of a module whose functions are the public methods of a class.

    Args:
        title: First line of the stub's docstring.
        cls: The class.
        classes: Further classes that the module offers.
        values: Further lines of the stub.
    """
    body = "\n\n".join(
        _function(name, getattr(cls, name))
        for name in sorted(dir(cls))
        if not name.startswith("_") and callable(getattr(cls, name))
    )
    text = values + body + "\n"
    offered = "\n".join(
        f"from {each.__module__} import {each.__name__} as {each.__name__}" for each in classes
    )
    imports = "\n".join((_imports(text, cls, {each.__name__ for each in classes}), offered))
    source = f"{cls.__module__}.{cls.__name__}"
    return _formatted(HEADER.format(title=title, source=source, imports=imports) + text)


def _function(name: str, method: Callable[..., Any]) -> str:
    signature = inspect.signature(method)
    parameters = list(signature.parameters.values())
    if not inspect.ismethod(method):
        parameters = parameters[1:]
    returns = str(signature.return_annotation)
    if inspect.isgeneratorfunction(inspect.unwrap(method)):
        returns = re.sub(r"^Iterator\[", "AbstractContextManager[", returns)
    text = ", ".join(_parameters(parameters))
    doc = inspect.getdoc(method) or ""
    lines = "\n".join(f"    {line}".rstrip() for line in doc.splitlines())
    quoted = lines.strip()
    mark = "r" if "\\" in quoted else ""
    end = "\n    " if "\n" in quoted else ""
    return f'def {name}({text}) -> {returns}:\n    {mark}"""{quoted}{end}"""'


def _parameters(parameters: list[inspect.Parameter]) -> Iterator[str]:
    starred = False
    for each in parameters:
        if each.kind is each.KEYWORD_ONLY and not starred:
            yield "*"
            starred = True
        starred = starred or each.kind is each.VAR_POSITIONAL
        prefix = {each.VAR_POSITIONAL: "*", each.VAR_KEYWORD: "**"}.get(each.kind, "")
        default = "" if each.default is each.empty else f" = {_default(each.default)}"
        yield f"{prefix}{each.name}: {each.annotation}{default}"


def _default(value: object) -> str:
    return repr(value) if isinstance(value, str | bool | int | None) else "..."


def _imports(text: str, cls: type, offered: set[str]) -> str:
    """Return import lines for the names that annotations use, taken from where the class is."""
    known: dict[str, str] = {}
    for module in _modules_behind(cls):
        known.update(_names_of(module))
    words = set(
        re.findall(r"(?<![\w.\"'])(?:[A-Z_]\w+|conv\b)", re.sub(r'"""(?:.|\n)*?"""', "", text))
    )
    return "\n".join(
        sorted(f"from {known[word]} import {word}" for word in words - offered if word in known)
    )


def _modules_behind(cls: type) -> list[ModuleType]:
    methods = [inspect.unwrap(getattr(cls, name)) for name in dir(cls) if not name.startswith("_")]
    names = {getattr(each, "__module__", cls.__module__) for each in methods} | {cls.__module__}
    return [sys.modules[name] for name in sorted(names) if name in sys.modules]


def _names_of(module: ModuleType) -> dict[str, str]:
    """Return which module each imported name of a source file comes from, typing imports too."""
    package = module.__name__.rpartition(".")[0]
    if hasattr(module, "__path__"):
        package = module.__name__
    names: dict[str, str] = {"AbstractContextManager": "contextlib"}
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.ImportFrom):
            source = node.module or ""
            if node.level:
                base = package.split(".")[: len(package.split(".")) - node.level + 1]
                source = ".".join([*base, source] if source else base)
            names.update({alias.asname or alias.name: source for alias in node.names})
        elif isinstance(node, ast.ClassDef):
            names[node.name] = module.__name__
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names[node.target.id] = module.__name__
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            names[node.targets[0].id] = module.__name__
    return names


def _formatted(text: str) -> str:
    ruff = Path(sys.executable).with_name("ruff")
    command = [str(ruff), "format", "--stdin-filename", "stub.pyi", "-"]
    fixed = subprocess.run(
        [
            str(ruff),
            "check",
            "--select",
            "I,F401",
            "--fix-only",
            "-q",
            "--stdin-filename",
            "stub.pyi",
            "-",
        ],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return subprocess.run(command, input=fixed, capture_output=True, text=True, check=True).stdout


def stubs() -> dict[Path, str]:
    """Return the text of every stub, by its path."""
    return {
        PACKAGE / "op.pyi": stub(
            "Directives for migration scripts.", Operations, (Operations, BatchOperations)
        ),
        PACKAGE / "context.pyi": stub(
            "What env.py imports.",
            EnvironmentContext,
            (EnvironmentContext,),
            "config: Config\nscript: ScriptDirectory\n\n",
        ),
    }


if __name__ == "__main__":
    for path, text in stubs().items():
        path.write_text(text)
