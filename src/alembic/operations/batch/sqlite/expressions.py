"""Columns inside of expressions: which are named, and naming them anew.

Only expressions about one table are read here, as CHECK, generated columns and indexes hold them:
there are no aliases, no other tables and no subqueries in them. Triggers and views are left to
SQLite itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .tokens import Token, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence


def column_positions(tokens: Sequence[Token]) -> Iterator[int]:
    """Yield where a column may be named: not a function, a collation, a type or a qualifier."""
    casts: list[int] = []
    depth = 0
    in_type = False
    for position, token in enumerate(tokens):
        if token.is_sign("("):
            depth += 1
            if position and tokens[position - 1].is_word("CAST"):
                casts.append(depth)
        elif token.is_sign(")"):
            if casts and casts[-1] == depth:
                casts.pop()
                in_type = False
            depth -= 1
        elif token.is_word("AS") and casts and casts[-1] == depth:
            in_type = True
        elif not in_type and _may_be_column(tokens, position):
            yield position


def _may_be_column(tokens: Sequence[Token], position: int) -> bool:
    token = tokens[position]
    if not token.can_be_column:
        return False
    if position and tokens[position - 1].is_word("COLLATE"):
        return False
    if position + 1 == len(tokens):
        return True
    after = tokens[position + 1]
    return not after.is_sign(".") and not (token.kind == "word" and after.is_sign("("))


def columns_named(tokens: Sequence[Token], among: Collection[str]) -> set[str]:
    """Return which of some columns an expression names, as they are spelled in ``among``."""
    spelled = {fold(name): name for name in among}
    found = (fold(tokens[position].name) for position in column_positions(tokens))
    return {spelled[name] for name in found if name in spelled}


def is_of_type(tokens: Sequence[Token]) -> bool:
    """Tell whether a CHECK says what Boolean and Enum make of their column: ``x IN ('a', 'b')``."""
    if len(tokens) < 5 or not (tokens[0].can_be_column and tokens[1].is_word("IN")):
        return False
    values, commas = tokens[3:-1:2], tokens[4:-1:2]
    return (
        tokens[2].is_sign("(")
        and tokens[-1].is_sign(")")
        and len(values) == len(commas) + 1
        and all(each.kind in ("string", "number") for each in values)
        and all(each.is_sign(",") for each in commas)
    )


def with_names(tokens: Sequence[Token], names: Mapping[str, str]) -> tuple[Token, ...]:
    """Return an expression with other names of columns.

    Args:
        tokens: The expression.
        names: The column as it was, folded, to how it is written now.
    """
    if not names:
        return tuple(tokens)
    renamed = list(tokens)
    for position in column_positions(tokens):
        new = names.get(fold(tokens[position].name))
        if new is not None:
            renamed[position] = tokens[position]._replace(kind="quoted", text=new)
    return tuple(renamed)


def without_qualifier(tokens: Sequence[Token], table: str) -> tuple[Token, ...]:
    """Return an expression that does not name its own table, which has another name at first."""
    kept: list[Token] = []
    skip = 0
    for position, token in enumerate(tokens):
        if skip:
            skip -= 1
            if not skip:
                kept.append(token._replace(space=tokens[position - 2].space))
            continue
        after = tokens[position + 1] if position + 1 < len(tokens) else None
        qualifies = after is not None and after.is_sign(".") and token.can_be_column
        if qualifies and fold(token.name) == fold(table):
            skip = 2
        else:
            kept.append(token)
    return tuple(kept)


def mentions(tokens: Sequence[Token], *names: str) -> bool:
    """Tell whether every one of some names occurs, in whatever role."""
    words = {fold(token.name) for token in tokens if token.kind in ("word", "quoted", "string")}
    return all(fold(name) in words for name in names)
