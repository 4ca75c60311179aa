"""Path lists written on one line of an ini file."""

from __future__ import annotations

import pytest

from alembic.base.exc import CommandError
from alembic.config import Config


def _with(**options: str) -> Config:
    config = Config()
    for name, value in options.items():
        config.set_main_option(name, value)
    return config


def test_version_locations_split_on_the_chosen_character() -> None:
    """``path_separator`` alone decides; items are stripped."""
    config = _with(version_locations=" a b, c,d:e", path_separator="os")
    assert config.get_version_locations_list() == ["a b, c,d", "e"]


def test_path_separator_wins_over_its_deprecated_alias() -> None:
    """With both options present the deprecated one is not read, and does not warn."""
    config = _with(version_locations="a;b: c", path_separator=":", version_path_separator=";")
    assert config.get_version_locations_list() == ["a;b", "c"]


def test_newlines_separate_paths_with_spaces() -> None:
    """Empty lines between paths are dropped."""
    config = _with(version_locations="\n  a\n  b c\n\n  d", path_separator="newline")
    assert config.get_version_locations_list() == ["a", "b c", "d"]


def test_an_item_of_blanks_is_kept_as_an_empty_path() -> None:
    """Only items without any character are dropped."""
    config = _with(version_locations=": a: :b", path_separator=":")
    assert config.get_version_locations_list() == ["a", "", "b"]


def test_the_deprecated_separator_works_and_warns() -> None:
    """``version_path_separator`` still splits version locations."""
    config = _with(version_locations="a;b", version_path_separator=";")
    with pytest.warns(DeprecationWarning, match="version_path_separator") as caught:
        assert config.get_version_locations_list() == ["a", "b"]
    assert str(caught[0].message) == (
        "The version_path_separator configuration parameter is deprecated; "
        "please use path_separator"
    )
    assert caught[0].filename == __file__


def test_the_deprecated_separator_says_nothing_about_sys_path() -> None:
    """``prepend_sys_path`` knows only ``path_separator``."""
    config = _with(prepend_sys_path="a;b", version_path_separator=";")
    with pytest.warns(DeprecationWarning, match="No path_separator found"):
        assert config.get_prepend_sys_paths_list() == ["a;b"]


def test_version_locations_without_a_separator_split_on_commas_and_spaces() -> None:
    """The legacy rule keeps colons together, does not strip, and warns."""
    config = _with(version_locations=" a b, c,d:e")
    with pytest.warns(DeprecationWarning, match="No path_separator") as caught:
        assert config.get_version_locations_list() == ["", "a", "b", "c", "d:e"]
    assert str(caught[0].message) == (
        "No path_separator found in configuration; falling back to legacy splitting on "
        "spaces/commas for version_locations.  Consider adding path_separator=os to "
        "Alembic config."
    )


def test_sys_path_without_a_separator_splits_on_colons_too() -> None:
    """The legacy rule for ``prepend_sys_path`` also splits on colons, and warns."""
    config = _with(prepend_sys_path="a b:c,d")
    with pytest.warns(DeprecationWarning, match="No path_separator") as caught:
        assert config.get_prepend_sys_paths_list() == ["a", "b", "c", "d"]
    assert str(caught[0].message) == (
        "No path_separator found in configuration; falling back to legacy splitting on "
        "spaces, commas, and colons for prepend_sys_path.  Consider adding "
        "path_separator=os to Alembic config."
    )


@pytest.mark.parametrize("error", [CommandError, ValueError])
def test_an_unknown_separator_is_one_sentence(error: type[Exception]) -> None:
    """The value is named with the ones that are possible; both error classes catch it."""
    config = _with(version_locations="a", path_separator="|")
    with pytest.raises(error) as caught:
        config.get_version_locations_list()
    assert str(caught.value) == (
        "'|' is not a valid value for path_separator; expected 'space', 'newline', 'os', ':', ';'"
    )


def test_absent_lists_are_none() -> None:
    """Neither list has a default of its own."""
    assert Config().get_version_locations_list() is None
    assert Config().get_prepend_sys_paths_list() is None
