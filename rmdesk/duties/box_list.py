"""Lists of boxes as people have them: scanned one a line, pasted, or the rows of a table.

What a line says becomes a box or a file in a box; boxes are numbered from 1 (R12).
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO

from data.texts import gettext as _
from rmdesk.duties.accessions import AccessionLine
from rmdesk.model.codes import clean_code
from rmdesk.model.errors import BadInput
from rmdesk.model.values import Unfit, line, number

NAMES = {
    "box": "box", "box number": "box", "box no": "box", "no": "box", "kind": "kind",
    "barcode": "barcode", "identifier": "identifier", "code": "identifier",
    "file": "identifier", "file number": "identifier", "title": "title",
    "description": "title", "dates": "dates", "date": "dates", "inclusive dates": "dates",
    "class": "class", "series": "series", "authority": "authority", "da": "authority",
    "extent m": "extent_m", "extent": "extent_m", "metres": "extent_m",
}  # fmt: skip
"""What people call the columns of a box list, and which of ours each is."""

Row = Mapping[str, str]


def column_of(text: str) -> str:
    """The field that a heading names, "" for none."""
    return NAMES.get(" ".join(re.sub(r"[._()#]", " ", text.casefold()).split()), "")


def columns_of(headings: Iterable[str]) -> list[str]:
    """The field of each heading; none at all where this is no line of headings.

    It is one if most of it is known; what else it names is told. Raises BadInput.
    """
    texts = [each.strip() for each in headings]
    found = [column_of(each) for each in texts]
    others = [text for text, name in zip(texts, found, strict=True) if text and not name]
    if not any(found) or len(others) >= len(found) - len(others):
        return []
    if others:
        told = _("No column of a box list is called {names}.")
        known = _("Leave it out, or call it one of: {known}.")
        raise BadInput(
            _("This box list cannot be taken"),
            told.format(names=", ".join(f"“{each}”" for each in others)),
            known.format(known=", ".join(dict.fromkeys(NAMES))),
        )
    return found


def pasted(text: str) -> list[Row]:
    """The rows of a text: under a heading of known columns, or a line for each.

    A line is a code as it is scanned, a title, or box number, title and dates with tabs between.
    Raises BadInput where there is nothing, for a column that is none of a box list, and for a line
    of more cells than there are headings.
    """
    first = next((each for each in re.split("\r\n?|\n", text) if each.strip()), "")
    sign = next((each for each in "\t;," if each in first), "\t")
    rows = _cells(text, sign)
    if not rows:  # there may be lines, of empty cells alone
        raise BadInput(_("No box list"), _("There are no lines."), _("Scan or paste the boxes."))
    if not (columns := columns_of(rows[0])):
        return [_said(each) for each in (_cells(text, "\t") if sign != "\t" else rows)]
    for n, cells in enumerate(rows[1:], start=1):
        if any(cells[len(columns) :]):
            raise _odd(n, "", _("it has more cells than there are headings"))
    return [dict(zip(columns, cells, strict=False)) for cells in rows[1:]]


def rows_of_lines(lines: Sequence[str]) -> list[Row]:
    """The rows of lines that came one by one: headings hold for those that follow them."""
    tables: list[list[str]] = [[]]
    for each in lines:
        if "\t" in each and columns_of(each.split("\t")):
            tables.append([])
        tables[-1].append(each)
    return [row for table in tables if table for row in pasted("\n".join(table))]


def _cells(text: str, sign: str) -> list[list[str]]:
    """The cells of each line that has any, as a spreadsheet writes them.

    Quotation marks that are not a spreadsheet's are letters of what they stand in.
    """
    rows: Iterable[list[str]]
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=sign, strict=True))
    except csv.Error:
        rows = (each.split(sign) for each in re.split("\r\n?|\n", text))
    cells = [[cell.strip() for cell in row] for row in rows]
    return [row for row in cells if any(row)]


def _said(cells: Sequence[str]) -> Row:
    if len(cells) == 1:
        code = clean_code(cells[0])
        scanned = re.search("[0-9]", code) and not re.search(r"\s", code)
        return {"barcode": code} if scanned else {"title": line(cells[0])}
    numbered = re.fullmatch("[0-9]{1,5}", cells[0])
    names = ("box", "title", "dates") if numbered else ("title", "dates")
    return dict(zip(names, cells, strict=False))


def lines_of(rows: Sequence[Row], boxes: int = 0) -> list[AccessionLine]:
    """The lines that rows stand for, where there are so many boxes already.

    A row is a file if it says so, has a file number, or is one of several of its box; it goes into
    the box that it names, else into that of the row before. A box that only its files name is there
    too. Raises BadInput for a row that cannot be taken.
    """
    rows = [row for row in rows if any(text.strip() for text in row.values())]
    counts = Counter(row.get("box", "") for row in rows)
    found: list[AccessionLine] = []
    last = boxes
    for n, row in enumerate(rows, start=1):
        made = _line(row, n)
        several = counts[row.get("box", "")] > 1 and bool(row.get("box") and row.get("title"))
        if not made.kind:
            made.kind = "file" if made.identifier or several else "box"
        if not made.box:
            made.box = last + 1 if made.kind == "box" else last
        if not made.box:
            raise _odd(n, "box", _("it names no box, and there is none before it"))
        last = made.box
        found.append(made)
    return [*_implied(found), *found]


def _implied(found: Sequence[AccessionLine]) -> Iterator[AccessionLine]:
    """The boxes that only their files name."""
    named = {each.box for each in found if each.kind == "box"}
    for box in dict.fromkeys(each.box for each in found if each.kind != "box"):
        if box not in named:
            yield AccessionLine(kind="box", box=box)


def _line(row: Row, n: int) -> AccessionLine:
    made = AccessionLine(kind=row.get("kind", "").strip().casefold())
    for name in ("identifier", "title", "dates", "class", "series", "authority"):
        made.amend({name: line(row.get(name, ""))})
    made.barcode = clean_code(row.get("barcode", ""))
    if said := row.get("box", "").strip():
        figures = re.search("([0-9]+)$", said)
        if figures is None or not int(figures[1]):
            raise _odd(n, "box", _("“{text}” is no number of a box").format(text=said))
        made.box = int(figures[1])
    if said := row.get("extent_m", "").strip():
        try:
            made.extent_m = number(said)
        except Unfit as error:
            raise _odd(n, "extent_m", str(error)) from error
    return made


def _odd(n: int, name: str, why: str) -> BadInput:
    text = _("Line {n}: {why}.").format(n=n, why=why)
    return BadInput(_("This box list cannot be taken"), text, row=n, field_name=name)
