"""Defaults on PostgreSQL: what the server adds to a literal does not count."""

from __future__ import annotations

import pytest

from alembic.ddl.postgresql import default_text


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("'x'::character varying", "'x'"),
        ("'it''s'::text", "'it''s'"),
        ("'{}'::integer[]", "'{}'"),
        ("'2020-01-01 00:00:00'::timestamp without time zone", "'2020-01-01 00:00:00'"),
        ("'a'::\"My\".en", "'a'"),
        ("'1.5'::numeric(5,2)", "'1.5'"),
        ("NULL::character varying", None),
        ("5", "5"),
        ("now()", "now()"),
        ("nextval('s.q'::regclass)", "nextval('s.q')"),
        ("('a'::text || 'b'::text)", "('a'::text || 'b'::text)"),
        (None, None),
    ],
)
def test_cast_of_a_literal_is_dropped(server: str | None, expected: str | None) -> None:
    """Only a literal loses its cast; an expression stays what it is."""
    assert default_text.normalize(server) == expected


def test_plain_string_becomes_a_literal() -> None:
    """Quotes inside are doubled."""
    assert default_text.quote("it's") == "'it''s'"


def test_sequences_are_not_drawn_from_for_a_comparison() -> None:
    """Evaluating ``nextval`` would advance the sequence."""
    assert default_text.has_side_effects("1", "NEXTVAL ('q')") is True
    assert default_text.has_side_effects("now()", "1") is False
