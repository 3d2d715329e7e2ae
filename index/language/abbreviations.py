"""Abbreviations: `natl` for national, `rr` for railroad, `人大` for 人民代表大会, and back.

`abbreviations.csv` has a line for each pair; a site adds its own in the same two columns.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from index.language.words import bare

COLUMNS = ("short", "long")
_MOST = 5_000
_LONGEST = 200


@dataclass(frozen=True, eq=False)
class Abbreviations:
    """What may stand for a word: the short for the long and the long for the short.

    `problems` tells what of a site's file was left out, by line.
    """

    meanings: dict[str, tuple[str, ...]]
    problems: tuple[str, ...] = ()

    def of(self, word: str) -> tuple[str, ...]:
        """Texts that a word may stand for, or that may stand for it."""
        return self.meanings.get(bare(word), ())


def _pairs(text: str, problems: list[str]) -> Iterator[tuple[str, str]]:
    lines = text.lstrip("\ufeff").splitlines()
    for number, line in enumerate(lines[: _MOST + 1], 1):
        cells = [cell.strip() for cell in next(csv.reader([line]), [])]
        if not any(cells) or cells[0].startswith("#") or tuple(cells) == COLUMNS:
            continue
        if len(cells) == len(COLUMNS) and all(map(bare, cells)) and len(line) <= _LONGEST:
            yield cells[0], cells[1]
        else:
            problems.append(f"{number}: {line[:_LONGEST]}")
    if len(lines) > _MOST + 1:
        problems.append(f"{_MOST + 2}: …")


def _of(texts: list[str]) -> Abbreviations:
    meanings: dict[str, dict[str, None]] = {}
    problems: list[str] = []
    for number, text in enumerate(texts):
        found: list[str] = []
        for short, long in _pairs(text, found):
            meanings.setdefault(bare(short), {})[long] = None
            if " " not in long:
                meanings.setdefault(bare(long), {})[short] = None
        problems += found if number else []
    return Abbreviations({word: tuple(texts) for word, texts in meanings.items()}, tuple(problems))


@cache
def _ours() -> str:
    return (files(__package__) / "abbreviations.csv").read_text("utf-8")


@cache
def built_in() -> Abbreviations:
    """Those that come with the program, in English, French and Chinese."""
    return _of([_ours()])


def with_own(path: Path | None) -> Abbreviations:
    """Those that come with the program and those of a site's file, if there is one.

    A line that is no pair is left out, and a file that cannot be read adds nothing; `problems` of
    what is returned says so.
    """
    try:
        if path is None or not path.is_file():
            return built_in()
        return _of([_ours(), path.read_text("utf-8")])
    except (OSError, UnicodeDecodeError) as error:
        return Abbreviations(built_in().meanings, (str(error),))
