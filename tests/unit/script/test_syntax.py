"""When a script counts as edited."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alembic.script.syntax import syntax_checksum

TESTS = Path(__file__).parents[2]
SCRIPT = '''\
"""Add."""
x = {1: "a", **y}
global z
lone = -1.0

class Old:
    def set(self):
        """Why."""
        self.a, self.b, self.c = 1, 2, 3

def upgrade():
    op.f("b", c=-1)
    op.g(f"a{x!r:>{w}}b", not y, *z)
'''


@pytest.mark.parametrize(
    "text",
    [
        SCRIPT.replace("Add.", "Add a column."),
        SCRIPT.replace('"""Add."""', '"""Add.\n\nMore of it.\n"""'),
        SCRIPT.replace('"""Add."""\n', ""),
        "# why\n" + SCRIPT.replace("    op", "        op"),
        SCRIPT.replace("class", "# why\nclass"),
        SCRIPT.replace('"b", c', '\n        "b",\n        c'),
        SCRIPT.replace('"b"', "'b'"),
        SCRIPT.replace('"b"', '("" "b")'),
        SCRIPT.replace('"b"', '"\\x62"'),
        SCRIPT.replace('"b"', 'u"b"'),
        SCRIPT.replace('f"a{x!r:>{w}}b"', 'f"" f"a{ x !r:>{w}}" "" "b" f""'),
        SCRIPT.replace("c=-1", "c=-0x1"),
        SCRIPT.replace("c=-1", "c=(-(1))"),
        SCRIPT.replace("1, 2, 3", "(1, 2, 3,)"),
        SCRIPT.replace("\n", "\r\n"),
        SCRIPT.replace("\n", "\r"),
        "\ufeff" + SCRIPT,
        "# coding: latin-1\n" + SCRIPT,
    ],
)
def test_layout_is_no_edit(text: str) -> None:
    """Comments, the docstring, blanks, quotes, brackets, line ends and the coding may change."""
    assert syntax_checksum(text.encode()) == syntax_checksum(SCRIPT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"b"', '"c"'),
        ('"b"', 'b"b"'),
        ('"b"', 'f"b"'),
        ("c=-1", "c=1"),
        ("c=-1", "c=+1"),
        ("1, 2, 3", "1, 2, 4"),
        ("1, 2, 3", "[1, 2, 3]"),
        ("c=-1", "d=-1"),
        ("c=-1", "-1"),
        ("c=-1", "c=-1, d=1"),
        ("op.f", "op.g"),
        ("1:", "True:"),
        ("1:", "1.0:"),
        ("**y", "y: y"),
        ("global z", "global zz"),
        ("-1.0", "-1"),
        ("-1.0", "-1.0j"),
        ("-1.0", "None"),
        ("-1.0", "False"),
        ("-1.0", "..."),
        ("Why.", "Why not."),
        ("!r", "!s"),
        ("!r", ""),
        (">{w}", "<{w}"),
        ("}b", "}c"),
        ("not y", "y"),
        ("*z", "z"),
        ("    op", "    op.g()\n    op"),
        ("def set", "async def set"),
        ('"b", ', ""),
        ("(self)", "(self, /)"),
        ("(self)", "(*, self)"),
    ],
)
def test_a_change_is_an_edit(old: str, new: str) -> None:
    """Whatever the script does otherwise than before."""
    assert SCRIPT.count(old) >= 1
    assert syntax_checksum(SCRIPT.replace(old, new)) != syntax_checksum(SCRIPT)


@pytest.mark.parametrize(
    "texts",
    [
        ["match a:\n case None: 1", "match a:\n case False: 1", "match a:\n case True: 1"],
        ["a + (b + c)", "a + b + c", "a + (b - c)", "(a, b, c)", "a; b; c", "a(b, c)", "a(b)(c)"],
        ["if a:\n b\nelse:\n c", "if a:\n b\n c", "if a: b\nc", "if a:\n if b: c"],
        ["'a'; 'b'", "'a'; 'c'", "'ab'", "1\n'ab'", "1\n'a'; 'b'"],
        ["def a(b, c=1): 1", "def a(b=1, *, c): 1", "def a(*b, c=1): 1", "lambda b, c=1: 1"],
        ["from a import b", "from .a import b", "from ..a import b", "from . import a, b"],
        ["(a): int = 1", "a: int = 1", "a = 1", "a: int"],
        ["[a for b in c]", "[a async for b in c]", "(a for b in c)", "{a for b in c}"],
        ['1\n"\\0"', '1\n"\\\\0"', '1\nb"\\0"', '1\n"0"', "1\n'\"0\"'"],
    ],
)
def test_scripts_of_the_same_words_differ(texts: list[str]) -> None:
    """What belongs to what counts, as do values that are empty."""
    assert len({syntax_checksum(each) for each in texts}) == len(texts)


@pytest.mark.parametrize(
    ("source", "checksum"),
    [
        ("", "e7a2e7d3d65a6c4c093e4e3718db79f2bfbdddeb"),
        (SCRIPT, "007a479e39818edbfdf4fe67db45507510900ee7"),
        ("a = 'ä\u0378\U0001fac6'", "5c2dc9dce4f48d1ae03dbe936cb83886408c97f6"),
        (
            "a = '\\ud800', '\\0', b'\\xff', 1e999, 5j, ..., None, True, 0.1",
            "19dfc2712c9d087dd2ddef7dd86f03bd31b4a279",
        ),
        (f"a = 0x{'f' * 5000}", "a6b4df6b87461449b63616cba79b314e43cb0f93"),
        (
            "f'{x}' f'' 'a' f'b{y:>{w}.{p}}'; f'{x:}'; f'{x = !r:>5}'; f'{{}}'",
            "bbd03214503234eb8ec6d63ae67c497ecdba113f",
        ),
        (
            "def f(a, /, b=1, *c, d, e=2, **f) -> int:\n yield\n await x",
            "f9f0135b502d02b9bf796113a7a0ef61b96989b4",
        ),
        (
            "with a as b, c: pass\ntry: pass\nexcept* d as e: pass",
            "49261cf0b92575ce63cb9500062382fc137281a3",
        ),
        ("@a\nclass B(c, d=e):\n 'Doc.'\n f: int = 1", "b21af4b568d2d4ff2d4d54754871f8fc1d16f677"),
        (
            "match a:\n case {'b': None, **c} | D(e, f=1) if g: pass",
            "19da1f97ba1bdf7d9e362e60ec6a65c4d36b37f9",
        ),
    ],
)
def test_the_version_of_python_does_not_matter(source: str, checksum: str) -> None:
    """A checksum is the same under every version."""
    assert syntax_checksum(source) == checksum


@pytest.mark.parametrize("file", sorted(TESTS.glob("unit/*/test_*.py"))[::4], ids=lambda f: f.name)
def test_other_text_for_the_same_tree(file: Path) -> None:
    """A file that is written from its syntax tree, without any of its layout, is the same one."""
    source = file.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        written = ast.unparse(ast.parse(source))
    assert syntax_checksum(written) == syntax_checksum(source)


NAMES = st.sampled_from(["a", "b", "value"])
LITERALS = st.one_of(
    st.integers(), st.floats(allow_nan=False), st.text(), st.binary(), st.booleans(), st.none()
)
TEMPLATES = st.sampled_from(
    [
        "{n} = {v!a}",
        "op.{n}({v!a}, k={v!a})",
        "op.f({n}={v!a})",
        "def {n}(): return [{v!a}, *{n}]",
        "if {n} == {v!a}: op.f()",
    ]
)


def equal(one: Any, other: Any) -> bool:
    return one.__class__ is other.__class__ and repr(one) == repr(other)


@given(TEMPLATES, NAMES, LITERALS, NAMES, LITERALS)
def test_every_name_and_literal_counts(
    template: str, name: str, value: Any, other_name: str, other_value: Any
) -> None:
    """Two fillings of a template have the same checksum if they are the same filling."""
    one = template.format(n=name, v=value)
    other = template.format(n=other_name, v=other_value)
    is_same = name == other_name and equal(value, other_value)
    assert (syntax_checksum(one) == syntax_checksum(f"# c\n\n{other} # c\n")) is is_same


def test_warnings_are_not_given_again() -> None:
    """What Python says of a script when it is compiled is not said a second time."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        checksum = syntax_checksum(r"a = '\d'")
    assert checksum == syntax_checksum(r"a = '\\d'")


def test_empty_parts_of_templates_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.12 puts empty texts between the parts of an f-string, others do not."""
    source = "f'a{x:>{w}}'"
    expected = syntax_checksum(source)
    tree = ast.parse(source)
    for node in list(ast.walk(tree)):
        if isinstance(node, ast.JoinedStr):
            node.values = [ast.Constant(""), *node.values, ast.Constant("")]
    with monkeypatch.context() as patch:
        patch.setattr(ast, "parse", lambda _: tree)
        found = syntax_checksum(source)
    assert found == expected
