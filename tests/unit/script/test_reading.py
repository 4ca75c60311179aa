"""Reading who a revision file is from its text."""

from __future__ import annotations

import textwrap

import pytest

from alembic.script.identity import Identity
from alembic.script.reading import _scan, read_identity

USUAL = '''\
"""first paragraph

Revision ID: ab12
Revises: cd34, ef56

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers
revision: str = 'ab12'
down_revision: Union[str, Sequence[str], None] = ('cd34', 'ef56')
branch_labels: Union[str, Sequence[str], None] = ("feature",)
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute("UPDATE t SET revision = 1")


def downgrade() -> None:
    pass
'''


def read(text: str) -> Identity | None:
    return read_identity(textwrap.dedent(text).encode())


def test_usual_file() -> None:
    """A file made from the template is read without a parser."""
    expected = Identity(
        "ab12",
        ("cd34", "ef56"),
        ("feature",),
        None,
        "first paragraph\n\nRevision ID: ab12\nRevises: cd34, ef56\n\n",
    )
    assert _scan(USUAL) == expected
    assert read_identity(USUAL.encode()) == expected


def test_line_ends_and_byte_order_mark() -> None:
    """The line ends of other systems and a byte order mark make no difference."""
    other = b"\xef\xbb\xbf" + USUAL.replace("\n", "\r\n").encode()
    assert read_identity(other) == read_identity(USUAL.encode())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("None", None),
        ("'a'", "a"),
        ('"a"  # comment', "a"),
        ("('a')", "a"),
        ("('a',)", ("a",)),
        ("['a']", ("a",)),
        ("[ 'a' , \"b\" ]", ("a", "b")),
        ("('a', 'b',)", ("a", "b")),
        ("()", ()),
        (r"'\x61'", "a"),
        ("'a' 'b'", "ab"),
        ("(\n    'a',\n    'b',\n)", ("a", "b")),
        ("'a'; x = 1", "a"),
    ],
)
def test_literals(value: str, expected: object) -> None:
    """Every way to write a literal is read."""
    found = read(f"revision = 'r'\ndown_revision = {value}\n")
    assert found == Identity("r", expected, None, None, None)


@pytest.mark.parametrize(
    "line",
    [
        "down_revision = 'a' if True else 'b'",
        "down_revision = previous",
        "down_revision = f'a'",
        "down_revision = 1",
        "down_revision = ('a', 1)",
        "down_revision, x = None, 1",
        "down_revision = x = None",
        "down_revision = None\ndown_revision = 'b'",
        "down_revision = None\ndown_revision += 'b'",
        "down_revision = None\nif x:\n    down_revision = 'b'",
        "down_revision = None\nfor revision in x: pass",
        "down_revision = None\nwith x as revision: pass",
        "down_revision = None\nfrom x import *",
        "down_revision = None\nfrom x import y as revision",
        "down_revision = None\nimport revision",
        "down_revision = None\ndef revision(): pass",
        "down_revision = None\nclass revision: pass",
        "down_revision = None\ndel revision",
        "down_revision = None\nglobals()['revision'] = 'x'",
        "down_revision = None\nexec('revision = 1')",
        "down_revision = None\ndef f():\n    global revision\n    revision = 1\nf()",
        "down_revision = None\n(revision := 'x')",
        "down_revision: str",
        "",
        "down_revision = None\nsyntax error",
    ],
)
def test_not_to_be_told_without_running(line: str) -> None:
    """What is not a plain literal, assigned once, has to be run."""
    assert read(f"revision = 'r'\n{line}\n") is None


@pytest.mark.parametrize(
    "rest",
    [
        "def upgrade():\n    revision = 2\n",
        "def upgrade():\n    for revision in range(3):\n        print(revision)\n",
        "class T:\n    revision = 1\n",
        "if TYPE_CHECKING:\n    import revision_types\n",
        "print(revision)\n",
        "TEXT = '''\nrevision = 1\n'''\n",
        "def upgrade():\n    op.execute('''\nrevision\n''')\n",
        "x = dict(\nrevision=1)\n",
        "# down_revision = 'z'\n",
        "x = 1; y = 2\n",
        'TEXT = """\ndepends_on = None\ndown_revision = None\n"""\n',
        "def upgrade():\n    op.execute('''\ndepends_on = 'x'\n''')\n",
        "def f(revision):\n    from x import revision\n",
        "try:\n    import psycopg\nexcept ImportError:\n    pass\n",
    ],
)
def test_what_does_not_matter(rest: str) -> None:
    """Names inside functions, classes, strings and comments do not count."""
    found = read(f"revision = 'r'\ndown_revision = 'p'\n{rest}")
    assert found == Identity("r", "p", None, None, None)


@pytest.mark.parametrize(
    ("head", "docstring"),
    [
        ('"""one"""\n', "one"),
        ("'''one\n\ntwo'''\n", "one\n\ntwo"),
        ('# comment\n\n"""one"""\n', "one"),
        ("'one'\n", "one"),
        ('"""a \\t b"""\n', "a \t b"),
        ('r"""a \\t b"""\n', "a \\t b"),
        ('"""revision = 1\nrevision = 2\n"""\n', "revision = 1\nrevision = 2\n"),
        ('"""one""" \n', "one"),
        ('"""one""" + "x"\n', None),
        ('b"""one"""\n', None),
        ("x = 1\n'''one'''\n", None),
        ('"""one""";x = 1\n', "one"),
        ('""""one"""\n', '"one'),
    ],
)
def test_docstring(head: str, docstring: str | None) -> None:
    """The docstring is what Python would say it is."""
    text = head + "revision = 'r'\ndown_revision = None\n"
    namespace: dict[str, object] = {}
    exec(compile(text, "file", "exec", optimize=0), namespace)
    found = read_identity(text.encode())
    assert found is not None
    assert found.docstring == docstring
    if not {"\n", "\t"} & set(docstring or ""):  # Python 3.13 cuts off and expands indentation
        assert namespace.get("__doc__") == docstring


def test_other_encodings() -> None:
    """A file in an encoding of its own is left to Python; UTF-8 may be declared."""
    declared = "# -*- coding: %s -*-\nrevision = 'r'\ndown_revision = None\n"
    assert read_identity((declared % "latin-1").encode()) is None
    assert read_identity((declared % "utf-8").encode()) is not None
    assert read_identity("revision = 'ä'".encode("latin-1")) is None


def test_no_revision() -> None:
    """A file without ``revision`` may still get one when it is run."""
    assert read("down_revision = None\n") is None
    assert read("x = 1\n") is None
    assert read("") is None
