"""Paths as text are those of pathlib."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from alembic.base.paths import tidy
from alembic.settings.ini import here

paths = st.lists(st.sampled_from(["", ".", "..", "a", ".b", "c d"]), max_size=6).map("/".join)


@given(paths)
def test_a_tidy_path_is_the_text_of_a_path(path: str) -> None:
    """Whatever is doubled or superfluous in a path goes as ``Path`` lets it go."""
    assert tidy(path) == str(Path(path))


@given(paths)
def test_the_directory_of_a_file_is_told_as_by_a_path(path: str) -> None:
    """``here`` is the absolute directory of a file, with the ``..`` that its name has."""
    file = f"{path}/alembic.ini"
    assert here(file) == Path(file).absolute().parent.as_posix()
