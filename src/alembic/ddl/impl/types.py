"""Whether two column types are the same, judged by their DDL text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ...base.late_typing import NamedTuple
from ...base.patterns import lazy_pattern
from .core import ImplCore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.schema import Column

_WORD = lazy_pattern(r"[\w\-]+")
_ARGUMENT = lazy_pattern(r"(?:'(?:[^']|'')*'|\"[^\"]*\"|\([^()]*\)|[^,])+")
_NAMED = lazy_pattern(r"(\w+)\s*=\s*(.*)", re.DOTALL)


class Params(NamedTuple):
    """The text of a type, taken apart: ``varchar(5) collate x``.

    Attributes:
        token0: The first word.
        tokens: The words after it, those behind the parentheses included.
        args: What stands in the parentheses.
        kwargs: The ``key=value`` pairs among it.
    """

    token0: str
    tokens: list[str]
    args: list[str]
    kwargs: dict[str, str]


class TypesImpl(ImplCore):
    """Comparison of types."""

    type_synonyms: tuple[set[str], ...] = ({"NUMERIC", "DECIMAL"},)
    type_arg_extract: Sequence[str] = ()

    def compare_type(self, inspector_column: Column[Any], metadata_column: Column[Any]) -> bool:
        """Tell whether the types of two columns differ."""
        inspected = self._tokenize_column_type(inspector_column)
        wanted = self._tokenize_column_type(metadata_column)
        return inspected != wanted and not (
            self._column_types_match(inspected, wanted)
            and self._column_args_match(inspected, wanted)
        )

    def _tokenize_column_type(self, column: Column[Any]) -> Params:
        token0, tokens, args, kwargs = _taken_apart(
            self.dialect.type_compiler_instance.process(column.type).lower()
        )
        return Params(token0, list(tokens), list(args), dict(kwargs))

    def _column_types_match(self, inspector_params: Params, metadata_params: Params) -> bool:
        if inspector_params.token0 == metadata_params.token0:
            return True
        first_words = {inspector_params.token0, metadata_params.token0}
        whole = {_words_of(inspector_params), _words_of(metadata_params)}
        for synonyms in self.type_synonyms:
            same = {each.lower() for each in synonyms}
            if first_words <= same or whole <= same:
                return True
        return False

    def _column_args_match(self, inspected_params: Params, meta_params: Params) -> bool:
        """Compare words and arguments where both sides state equally many of them."""
        for inspected, wanted in (
            (inspected_params.tokens, meta_params.tokens),
            (inspected_params.args, meta_params.args),
        ):
            if len(inspected) == len(wanted) and inspected != wanted:
                return False
        inspected_text = " ".join(inspected_params.tokens)
        wanted_text = " ".join(meta_params.tokens)
        if inspected_text == wanted_text:
            return True
        for pattern in self.type_arg_extract:
            found = re.search(pattern, inspected_text)
            expected = re.search(pattern, wanted_text)
            if found and expected and found.group(1) != expected.group(1):
                return False
        return True


def _words_of(params: Params) -> str:
    return " ".join([params.token0, *params.tokens])


@lru_cache(maxsize=1024)
def _taken_apart(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[Any, ...]]:
    """Take the text of a type apart; the columns of a database have few types in common."""
    before, opening, rest = text.partition("(")
    inside, _, after = rest.rpartition(")") if opening else ("", "", "")
    words = _WORD.findall(f"{before} {after}")
    args: list[str] = []
    kwargs: dict[str, str] = {}
    for argument in _ARGUMENT.findall(inside):
        named = _NAMED.fullmatch(argument.strip())
        if named:
            kwargs[named[1]] = named[2]
        else:
            args.append(argument.strip())
    return "".join(words[:1]), tuple(words[1:]), tuple(args), tuple(kwargs.items())
