"""Who a revision file is, read from its text without running it.

A revision file says who it is in four assignments at module level and a docstring. As long as
each is a plain literal, assigned once, the text gives what running the file would give. Anything
else is left to the caller, who runs the file.
"""

from __future__ import annotations

import re

from .identity import Identity

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from typing import Any

_NAMES = ("revision", "down_revision", "branch_labels", "depends_on")

_match_docstring = re.compile(
    r"""(?:[ \t]*(?:\#[^\n]*)?\n)*(\"{3}|'{3})(.*?)\1[ \t]*(?=\n)""", re.DOTALL
).match
#: Statements at module level; the line end in front makes the search fast.
_find_statements = re.compile(r"\n([^\s#][^\n]*)").findall
_STRING = r"""(?:'[^'\\\n]*'|"[^"\\\n]*")"""
_match_assignment = re.compile(
    rf"""(revision|down_revision|branch_labels|depends_on)\b[ \t]*(?::[^=\n]*)?=[ \t]*
    (?: (None) | ({_STRING})
      | [(\[] [ \t]* ((?:{_STRING}[ \t]*,[ \t]*)* (?:{_STRING})?) [ \t]* [)\]] )
    [ \t]*(?:\#[^\n]*)?""",
    re.VERBOSE,
).fullmatch
_find_strings = re.compile(_STRING).findall
#: Statements that hold others: a name can be set inside.
_BLOCKS = ("if", "for", "while", "try", "with", "match", "async")
#: Beyond these a line that looks like an assignment may be a part of something else.
_DEFINITIONS = ("def", "class", "@")
#: Words with which code could set a name without naming it at module level.
_SUSPECTS = ("import *", "global", "exec(", "eval(", "vars(", "locals(", "setattr(", "__dict__")
#: Functions that can set any name.
_DYNAMIC = {"globals", "exec", "eval", "vars", "locals", "setattr"}


def read_identity(source: bytes) -> Identity | None:
    """Return who a revision file is; None when only running it can tell.

    Args:
        source: The content of the file.
    """
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "coding" in text[:200] and not _is_utf8(text):
        return None
    return _scan(text) or _parse(text)


def _is_utf8(text: str) -> bool:
    for line in text.split("\n", 2)[:2]:
        match = re.match(r"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", line)
        if match and match[1].lower().replace("_", "-") not in {"utf-8", "utf8"}:
            return False
    return True


def _scan(text: str) -> Identity | None:
    """Read a file of the usual form; None for any other, valid or not."""
    head = _match_docstring(text)
    docstring = None
    if head:
        docstring = head[2]
        text = text[head.end() :]
    else:
        text = "\n" + text
    if _is_unusual(head, text):
        return None
    found = _scan_assignments(text)
    return None if found is None else _identity(found, docstring)


def _is_unusual(head: re.Match[str] | None, text: str) -> bool:
    """Tell whether a file needs more than a look at its lines.

    Args:
        head: The docstring, if it is of the usual form.
        text: What follows it.
    """
    if head is None:
        if text.lstrip()[:1] in {'"', "'", "r", "R", "u", "U"}:
            return True  # perhaps a docstring of another form
    elif "\\" in head[2] or head[2][-1:] == head[1][0]:
        return True
    return any(word in text for word in _SUSPECTS)


def _scan_assignments(text: str) -> dict[str, Any] | None:
    """Return the values assigned to the names; None when there is more to it."""
    found: dict[str, Any] = {}
    defining = False
    last = ""
    for line in _find_statements(text):
        if "revision" in line or "branch_labels" in line or "depends_on" in line:
            match = _match_assignment(line)
            if match is None or match[1] in found or defining:
                return None
            found[match[1]] = _value(match)
            last = line
        elif line.startswith(_BLOCKS):
            return None
        elif line.startswith(_DEFINITIONS):
            defining = True
    before = text[: text.find(last)]
    return None if '"""' in before or "'''" in before else found


def _value(match: re.Match[str]) -> Any:
    _, _, string, several = match.groups()
    if string is not None:
        return string[1:-1]
    if several is None:
        return None
    members = tuple(each[1:-1] for each in _find_strings(several))
    if len(members) == 1 and "," not in several and "(" in match[0][: match.start(4)]:
        return members[0]  # parentheses around a string make no tuple
    return members


def _parse(text: str) -> Identity | None:
    """Read a file of any form with the help of its syntax tree."""
    import ast

    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    found: dict[str, Any] = {}
    for statement in tree.body:
        target, value = _assignment(statement, ast)
        if target in found:
            return None
        if target in _NAMES:
            try:
                found[target] = ast.literal_eval(value)
            except ValueError:
                return None
        elif _may_assign(statement, ast):
            return None
    return _identity(found, ast.get_docstring(tree, clean=False))


def _assignment(statement: Any, ast: Any) -> tuple[str, Any]:
    """Return name and value of a simple assignment, else an empty name."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target = statement.target
    else:
        return "", None
    return (target.id, statement.value) if isinstance(target, ast.Name) else ("", None)


def _may_assign(statement: Any, ast: Any) -> bool:
    """Tell whether running a statement could set one of the names at module level."""
    is_definition = isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    if is_definition and statement.name in _NAMES:
        return True
    return any(_sets_a_name(node, ast, inside=is_definition) for node in ast.walk(statement))


def _sets_a_name(node: Any, ast: Any, *, inside: bool) -> bool:
    """Tell whether a node sets one of the names, or might.

    Args:
        node: A node of a statement.
        ast: The module that knows the kinds of nodes.
        inside: Whether names set here belong to a function or class.
    """
    if isinstance(node, ast.Name):
        stored = node.id in _NAMES and not isinstance(node.ctx, ast.Load)
        return node.id in _DYNAMIC or (stored and not inside)
    if isinstance(node, ast.Global):
        return not set(_NAMES).isdisjoint(node.names)
    if isinstance(node, ast.alias):
        return node.name == "*" or (not inside and (node.asname or node.name) in _NAMES)
    return isinstance(node, ast.Attribute) and node.attr == "__dict__"


def _identity(found: dict[str, Any], docstring: str | None) -> Identity | None:
    """Make the identity of what was assigned; None when a value is not of the usual kind."""
    revision = found.get("revision")
    if not isinstance(revision, str) or "down_revision" not in found:
        return None
    values = {name: _plain(found.get(name)) for name in _NAMES[1:]}
    if any(value is _NOT_PLAIN for value in values.values()):
        return None
    return Identity(revision, **values, docstring=docstring)


_NOT_PLAIN: Any = object()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (list, tuple, set, frozenset)) and all(
        isinstance(each, str) for each in value
    ):
        return tuple(value)
    return _NOT_PLAIN
