"""A checksum of what a Python file says, whatever it looks like.

It is made from the syntax tree, and is the same under every version of Python that has the same
tree for the file: what versions add to the tree stands in new fields, which are empty where a file
does not use what is new, and empty fields do not count.
"""

from __future__ import annotations

import ast
import warnings
from hashlib import sha256
from threading import Lock
from typing import Any

#: What follows from the place of a node, or is a comment.
_LEFT_OUT = ("ctx", "type_comment", "type_ignores")

_Fields = tuple[str, ...]
_known: dict[type, tuple[str, _Fields]] = {}
_filtering = Lock()  # the filters of warnings are those of all threads


def syntax_checksum(source: bytes | str) -> str:
    """Return a hash of a file's syntax tree: comments, layout and its docstring do not count.

    Docstrings of its functions and classes do: they are not the header of the file, and a script
    may make use of them.

    Args:
        source: The content of the file.

    Returns:
        40 hexadecimal digits.

    Raises:
        SyntaxError: It is no Python.
        RecursionError: It nests too deep for a tree.
    """
    with _filtering, warnings.catch_warnings(action="ignore"):  # they came when it was compiled
        tree = ast.parse(source)
    if ast.get_docstring(tree, clean=False) is not None:
        del tree.body[0]
    return sha256("\0".join(_words(tree)).encode()).hexdigest()[:40]


def _words(tree: ast.AST) -> list[str]:
    """Return the words that stand for a tree: what each node is and has, level by level.

    A node is said by its kind and the fields that are not empty. A list is said by its length and
    a node by nothing, as its words come where its turn is; so the words tell the tree. They hold
    no null character, because neither source text nor a constant's representation does.
    """
    words: list[str] = []
    add = words.append
    nodes: list[Any] = [tree]
    for node in nodes:  # grows in the loop
        kind = node.__class__
        if kind is ast.Constant:
            add(_constant(node.value))
            continue
        name, fields = _known.get(kind) or _look_at(kind)
        add(name)
        if not fields:
            if kind in _PLAIN:
                add(_constant(node))
            continue
        for field in fields:
            value = getattr(node, field)
            if not value and value is not False:
                continue
            add(field)
            if value.__class__ is list:
                if field == "values" and kind in _TEMPLATES:
                    value = _joined(value)
                add(str(len(value)))
                nodes += value
            elif value.__class__ is str:
                add(value)
            elif value.__class__ is int:
                add(str(value))
            else:
                nodes.append(value)
    return words


#: In lists of names, and in place of a node: the key of ``**a`` in a dictionary, ``case True``.
_PLAIN = (str, type(None), bool)
_TEMPLATES = tuple(
    getattr(ast, name) for name in ("JoinedStr", "TemplateStr") if hasattr(ast, name)
)


def _look_at(kind: type) -> tuple[str, _Fields]:
    """Return what is said of every node of a kind, and the fields that count."""
    fields = tuple(each for each in getattr(kind, "_fields", ()) if each not in _LEFT_OUT)
    _known[kind] = found = f"({kind.__name__}", fields
    return found


def _constant(value: Any) -> str:
    """Return a text that tells a constant from all others of any type."""
    if value.__class__ is int:
        return hex(value)  # decimal digits are limited
    return ascii(value)  # which characters repr() escapes depends on the version


def _joined(values: list[Any]) -> list[Any]:
    """Return the parts of an f-string without empty texts, which some versions put between."""
    parts: list[Any] = []
    for each in values:
        is_text = each.__class__ is ast.Constant
        if is_text and parts and parts[-1].__class__ is ast.Constant:
            parts[-1] = ast.Constant(parts[-1].value + each.value)
        elif not is_text or each.value:
            parts.append(each)
    return parts
