"""TinyDB queries as SQL, by walking what a query records about itself (its hash).

What SQL cannot say (`matches`, `test`, `any`, `map`…) is left to Python: the SQL then selects
a superset and the query is asked again for each document.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any, NamedTuple

from tinydb.queries import QueryInstance, QueryLike

from data.patterns import pattern

Path = tuple[str, ...]
_SCALARS = (int, float)
_UNSAFE = frozenset("\"'\\") | {chr(code) for code in range(32)}
_UNHELD = pattern("[\0\ud800-\udfff]")
"""What no text in SQLite holds: the NUL character and halves of a pair."""


class Condition(NamedTuple):
    """A WHERE clause; if not `exact`, the query itself must be asked about each row."""

    sql: str = "1"
    parameters: tuple[Any, ...] = ()
    exact: bool = True


EVERYTHING = Condition()


class _NotSql(ValueError):
    """This part of a query cannot be said in SQL."""


def value_of(path: Path) -> str:
    """The SQL expression for the value at a document path; indexes use the very same text."""
    return f"json_extract(doc,'{_json_path(path)}')"


def _type_of(path: Path) -> str:
    return f"json_type(doc,'{_json_path(path)}')"


@lru_cache(maxsize=1024)
def _json_path(path: Path) -> str:
    if not path or not all(isinstance(key, str) and key for key in path):
        raise _NotSql(f"not a path of keys: {path!r}")
    if any(not _UNSAFE.isdisjoint(key) for key in path):
        raise _NotSql(f"SQLite cannot look up these keys: {path!r}")
    return "$" + "".join(f'."{key}"' for key in path)


def condition(query: QueryLike | None, sparse: Collection[Path] = ()) -> Condition:
    """The WHERE clause for a query.

    `sparse` are the paths of unique keys: their indexes leave out empty values, and SQLite
    uses them only when told that the value asked for is not empty.
    """
    if query is None:
        return EVERYTHING
    # A bare path such as Query().name is a QueryInstance too, and raises when it is asked.
    recorded = query._hash if isinstance(query, QueryInstance) else None
    if recorded is None:
        return Condition(exact=False)
    return _clause(recorded, frozenset(sparse))


@lru_cache(maxsize=256)
def _clause(recorded: tuple[Any, ...], sparse: frozenset[Path]) -> Condition:
    """The same question comes again and again: for each file that one person takes."""
    try:
        return _Walk(sparse).clause(recorded)
    except _NotSql:
        return Condition(exact=False)


def spoken(query: QueryLike) -> str:
    """The query in words, without the values it asks for (they may not be known to all)."""
    recorded = query._hash if isinstance(query, QueryInstance) else None
    return "a Python function" if recorded is None else _spoken(recorded)


def _spoken(recorded: tuple[Any, ...]) -> str:
    operator = recorded[0] if recorded else "any document"
    if operator in ("and", "or"):
        return "(" + f" {operator} ".join(sorted(_spoken(part) for part in recorded[1])) + ")"
    if operator == "not":
        return f"not {_spoken(recorded[1])}"
    path = recorded[1] if len(recorded) > 1 and isinstance(recorded[1], tuple) else ()
    return f"{'.'.join(str(key) for key in path)} {operator}".strip()


class _Walk:
    """One walk through a query's record of itself."""

    def __init__(self, sparse: Collection[Path]) -> None:
        self._sparse = sparse

    def clause(self, recorded: tuple[Any, ...]) -> Condition:
        if recorded == ():
            return EVERYTHING
        operator, *operands = recorded
        rule = _RULES.get(operator)
        if rule is None:
            raise _NotSql
        return rule(self, *operands)

    def both(self, parts: frozenset[tuple[Any, ...]]) -> Condition:
        """A part that SQL cannot say is dropped: the rest still narrows the search."""
        said = []
        for part in parts:
            try:
                said.append(self.clause(part))
            except _NotSql:
                continue
        if not said:
            raise _NotSql
        return _joined(" AND ", said, exact=len(said) == len(parts))

    def either(self, parts: frozenset[tuple[Any, ...]]) -> Condition:
        return _joined(" OR ", [self.clause(part) for part in parts])

    def negated(self, part: tuple[Any, ...]) -> Condition:
        if part and part[0] == "exists":
            value, kind = value_of(part[1]), _type_of(part[1])
            return Condition(f"({value} IS NULL AND {kind} IS NULL)")
        inner = self.clause(part)
        if not inner.exact:
            raise _NotSql
        return Condition(f"(({inner.sql}) IS NOT TRUE)", inner.parameters)

    def exists(self, path: Path) -> Condition:
        return Condition(f"({_type_of(path)} IS NOT NULL)")

    def equal(self, path: Path, wanted: Any) -> Condition:
        value, kind = value_of(path), _type_of(path)
        if wanted is None:
            return Condition(f"({value} IS NULL AND {kind}='null')")
        wanted = _scalar(wanted)
        return Condition(
            f"({value}=?{self._filled(path, wanted)}{_not_nested(kind, wanted)})", (wanted,)
        )

    def unequal(self, path: Path, unwanted: Any) -> Condition:
        value, kind = value_of(path), _type_of(path)
        if unwanted is None:
            return Condition(f"({kind}<>'null')")
        unwanted = _scalar(unwanted)
        same = f"{value}=?{_not_nested(kind, unwanted)}"
        return Condition(f"({kind} IS NOT NULL AND ({same}) IS NOT TRUE)", (unwanted,))

    def ordered(self, operator: str) -> Callable[[Path, Any], Condition]:
        """`<` and its kin hold between two texts or two numbers, never across."""

        def compare(path: Path, limit: Any) -> Condition:
            value, limit = value_of(path), _scalar(limit)
            guard = ""
            if isinstance(limit, str):
                guard = f" AND typeof({value})='text'"
                if operator == ">":
                    guard += self._filled(path, None)  # what is more than "" is not empty
                elif operator == ">=":
                    guard += self._filled(path, limit)
            elif operator[0] == ">":
                guard = f" AND typeof({value})<>'text'"
            return Condition(f"({value}{operator}?{guard})", (limit,))

        return compare

    def one_of(self, path: Path, choices: Any) -> Condition:
        if isinstance(choices, str):
            raise _NotSql  # TinyDB asks whether the value is a part of that text
        wanted = list(choices)
        if not _plain_texts(wanted):
            wanted = list(map(_scalar, wanted))
        if any(map(_nested, wanted)):
            raise _NotSql
        if not wanted:
            return Condition("0")
        filled = self._filled(path, "" if "" in wanted else wanted[0])
        chosen = "(SELECT value FROM json_each(?))"  # one text, however many there are
        return Condition(
            f"({value_of(path)} IN {chosen}{filled})", (json.dumps(wanted, ensure_ascii=False),)
        )

    def _filled(self, path: Path, wanted: Any) -> str:
        return f" AND {value_of(path)}<>''" if path in self._sparse and wanted != "" else ""


_RULES: dict[Any, Callable[..., Condition]] = {
    "and": _Walk.both,
    "or": _Walk.either,
    "not": _Walk.negated,
    "exists": _Walk.exists,
    "==": _Walk.equal,
    "!=": _Walk.unequal,
    "<": lambda walk, *operands: walk.ordered("<")(*operands),
    "<=": lambda walk, *operands: walk.ordered("<=")(*operands),
    ">": lambda walk, *operands: walk.ordered(">")(*operands),
    ">=": lambda walk, *operands: walk.ordered(">=")(*operands),
    "one_of": _Walk.one_of,
}


def _joined(word: str, parts: list[Condition], *, exact: bool = True) -> Condition:
    parts.sort(key=lambda part: part.sql)  # a set has no order, and SQLite knows a text again
    return Condition(
        "(" + word.join(part.sql for part in parts) + ")",
        tuple(parameter for part in parts for parameter in part.parameters),
        exact and all(part.exact for part in parts),
    )


def _plain_texts(values: list[Any]) -> bool:
    """Whether all are texts that SQLite holds, seen at one look: there may be thousands."""
    if set(map(type, values)) != {str}:
        return False
    joined = "".join(values)
    return joined.isascii() and "\0" not in joined


def _scalar(value: Any) -> Any:
    """A value as SQLite compares it, or _NotSql for what it cannot hold."""
    if isinstance(value, str):
        if _UNHELD.search(value):
            raise _NotSql
        return value
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, _SCALARS) or value != value:  # NaN equals nothing, itself neither
        raise _NotSql
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise _NotSql
    return value


def _nested(value: Any) -> bool:
    """Whether a text could be taken for the JSON of a list or an object."""
    return isinstance(value, str) and value.startswith(("[", "{"))


def _not_nested(kind: str, value: Any) -> str:
    return f" AND {kind}='text'" if _nested(value) else ""
