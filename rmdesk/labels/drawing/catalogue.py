"""The stocks there are: ours and the site's, found by any of their part numbers."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.labels.drawing.reading import site_text
from rmdesk.labels.drawing.stock import RefusedStock, Stock, read_stocks
from rmdesk.model.errors import BadInput, NotFound

OURS = "stocks.csv"


@dataclass(frozen=True)
class Catalogue:
    """The stocks there are, the site's before ours, and the lines of the site that are none."""

    stocks: tuple[Stock, ...]
    refused: tuple[RefusedStock, ...]


def load_stocks(site: Path | None = None) -> Catalogue:
    """Our stocks and those of the site's folder, as its file is now; its bad lines are told."""
    return _read(site, _stamp(site))


def _stamp(site: Path | None) -> tuple[int, int]:
    """What changes when the site's file does."""
    try:
        found = (site / OURS).stat() if site is not None else None
    except OSError:
        found = None
    return (found.st_mtime_ns, found.st_size) if found else (0, 0)


@lru_cache(maxsize=4)
def _read(site: Path | None, _stamp: tuple[int, int]) -> Catalogue:
    read = [*_of_site(site), *_ours()]
    return Catalogue(
        tuple(each for each in read if isinstance(each, Stock)),
        tuple(each for each in read if isinstance(each, RefusedStock)),
    )


@cache
def _ours() -> list[Stock | RefusedStock]:
    return list(read_stocks(OURS, (files(__package__) / OURS).read_text("utf-8")))


def _of_site(site: Path | None) -> Iterator[Stock | RefusedStock]:
    own = site / OURS if site is not None else None
    if own is None or not own.is_file():
        return
    try:
        yield from read_stocks(str(own), site_text(own))
    except BadInput as problem:  # the whole file
        yield RefusedStock("", (), problem)


def find_stocks(text: str = "", site: Path | None = None) -> list[Stock]:
    """Return the stocks that answer to a part number, brand or paper; those named exactly win."""
    words = _words(text)
    found = [s for s in load_stocks(site).stocks if all(_answers(s, word) for word in words)]
    exact = [s for s in found if any(word in map(_plain, s.numbers) for word in words)]
    return exact or found


def stock_named(text: str, site: Path | None = None) -> Stock:
    """Return the one stock meant; NotFound where none is, BadInput where several are.

    BadInput too where the site has a line of its own for it that cannot be used: ours of the same
    number may be another sheet.
    """
    _refuse_if_meant(text, site)
    found = find_stocks(text, site) if text.strip() else []
    if not found:
        known = _("Type a part number, a brand or a paper; `rmdesk stocks` lists what is known.")
        raise NotFound.key(_("label stock"), text, known)
    if len({stock.name for stock in found}) > 1:
        raise BadInput(
            _("Several label stocks answer to this"),
            _("“{text}” could be {names}.").format(text=text, names=_some(found)),
            _("Give the brand and the part number."),
            field_name="stock",
        )
    return found[0]


def _refuse_if_meant(text: str, site: Path | None) -> None:
    words = _words(text)
    for line in load_stocks(site).refused:
        numbers = set(map(_plain, line.numbers))
        brand = _plain(line.brand)
        if numbers & set(words) and all(word in numbers or word in brand for word in words):
            raise line.problem


def _some(stocks: Sequence[Stock], most: int = 6) -> str:
    names = [stock.name for stock in stocks[:most]]
    return ", ".join([*names, "…"] if len(stocks) > most else names)


def _words(text: str) -> list[str]:
    return [_plain(word) for word in text.split()]


@cache
def _plain(word: str) -> str:
    return re.sub(r"[^0-9a-z]", "", word.lower())


def _answers(stock: Stock, word: str) -> bool:
    said = (stock.brand, stock.paper, *stock.numbers)
    return any(word in _plain(text) for text in said)
