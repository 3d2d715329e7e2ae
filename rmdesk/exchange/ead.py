"""EAD in: a finding aid as rows, each component a record and each box made once.

Levels above become the series of those below. What there is no field for is counted and told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element

from data.texts import gettext as _
from rmdesk.exchange.finding_aids import ALSO, LEVELS, MADE_BY, OPEN_END, SPOTS
from rmdesk.exchange.markup import records_of, said
from rmdesk.exchange.rows_file import FileRow, RowsFile
from rmdesk.exchange.trouble import unread
from rmdesk.model.records import Holding
from rmdesk.model.values import WORDS, Cell

__all__ = ["finding_aid"]

_COMPONENT = re.compile(r"c(0[1-9]|1[0-2])?|archdesc")
_HEADS = ("eadheader", "control")
_BOXES = ("box", "carton", "case", "container", "oversize box", "flat box", "document box")
_IN_BRACKETS = re.compile(r"\[([^\]\s]+)\]\s*$")
_METRES = {
    "m": 1.0, "metre": 1.0, "metres": 1.0, "meter": 1.0, "meters": 1.0,
    "cm": 0.01, "centimetres": 0.01, "centimeters": 0.01,
    "ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "inch": 0.0254, "inches": 0.0254, "in": 0.0254,
}  # fmt: skip
"""Lengths in which extents are told; a foot is 0.3048 m since 1959."""
_EXTENT = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(?:linear|lin\.?|running)?\s*([a-z]+)\.?\s*(?:\(.*\))?$", re.I
)


def finding_aid(path: Path, stream: IO[bytes], columns: Sequence[str]) -> RowsFile:
    """Open a finding aid as rows of `columns`, the fields of a holding. Raises BadInput."""
    remarks: list[str] = []
    several = [name for name, spec in Holding.given_by("file").items() if spec.kind is WORDS]
    rows = _Reading(path, frozenset(columns), frozenset(several), remarks).rows(stream)
    return RowsFile(path, "xml", list(columns), rows, remarks=remarks)


@dataclass
class _Reading:
    """One pass through a finding aid: what it is called, which boxes it has named so far."""

    path: Path
    columns: frozenset[str]
    several: frozenset[str]  # fields that hold a list
    remarks: list[str]
    called: str = ""
    is_ours: bool = False
    left_out: Counter[str] = field(default_factory=Counter)
    boxes: set[str] = field(default_factory=set)
    count: int = 0

    def rows(self, stream: IO[bytes]) -> Iterator[FileRow]:
        """The records in the order of the finding aid, a box before the first that lies in it."""
        for chain in records_of(self.path, stream, _is_record):
            component = chain[-1]
            if component.tag in _HEADS:
                self._read_head(component)
            elif component.tag == "archdesc":
                yield from self._whole(component)
            else:
                yield from self._component(chain)
        if not self.count:
            raise unread(self.path, _("It describes nothing."), _("Name another file."))
        if self.left_out:
            told = ", ".join(f"{name} ({n})" for name, n in self.left_out.most_common())
            self.remarks.append(_("left out, for want of a field: {names}").format(names=told))

    def _read_head(self, head: Element) -> None:
        number = next((each for each in head.iter() if each.tag in ("eadid", "recordid")), None)
        self.called = said(number) if number is not None else ""
        self.is_ours = any(
            MADE_BY in said(each) for each in head.iter() if each.tag in ("creation", "agent")
        )

    def _whole(self, component: Element) -> Iterator[FileRow]:
        """The whole that a finding aid describes; our own has none but what it lists."""
        codes = (said(each) for each in component.iter("unitid") if not _type(each))
        self.called = next(filter(None, codes), "") or self.called or _title(component)
        if not self.is_ours:
            yield from self._records(component, self._read(component))

    def _component(self, chain: Sequence[Element]) -> Iterator[FileRow]:
        found = self._read(chain[-1])
        if "series" not in found and (series := self._series(chain[:-1])):
            found["series"] = series
        yield from self._records(chain[-1], found)

    def _records(self, component: Element, found: dict[str, Cell]) -> Iterator[FileRow]:
        if box := self._box(component, found):
            yield self._row(box)
        if any(found.get(name) for name in ("barcode", "identifier", "title")):
            yield self._row(found)

    def _series(self, above: Sequence[Element]) -> str:
        """The levels above, without the whole where it is all that stands there."""
        titles = [title for each in above if (title := _title(each))]
        if self.is_ours:
            titles = titles[1:]
        return ". ".join(title.rstrip(".") for title in titles)

    def _row(self, found: dict[str, Cell]) -> FileRow:
        self.count += 1
        return FileRow(self.count, found)

    # --- one component

    def _read(self, component: Element) -> dict[str, Cell]:
        found: dict[str, Cell] = {"kind": _kind(component, "" if self.is_ours else "file")}
        for element in _parts(component):
            self._take(element, found)
        return found

    def _take(self, element: Element, found: dict[str, Cell]) -> None:
        name, type_ = element.tag, _type(element)
        if name in ("unitdate", "unitdatestructured"):
            self._take_dates(element, found)
        elif name == "unittitle" and not type_:
            for each in element.iter("unitdate"):
                self._take_dates(each, found)
            self._add(found, "title", _title_of(element) or self._said(element))
        elif name == "container":
            self._take_container(element, found)
        elif name in ("physdesc", "physdescstructured"):
            self._take_extent(element, found)
        elif name == "controlaccess":
            for each in element.iter():
                if each.tag in _TERMS:
                    self._add(found, "keywords", self._said(each))
        elif field_ := self._field(name, type_):
            self._add(found, field_, self._words_of(element))
        elif said(element):
            self.left_out[name] += 1

    def _field(self, name: str, type_: str) -> str:
        if name == "odd":
            return type_ if type_ in self.columns else "notes"
        by_type = _BY_ELEMENT.get((name, type_))
        return by_type or _BY_ELEMENT.get((name, "")) or ALSO.get(name, "")

    def _take_container(self, element: Element, found: dict[str, Cell]) -> None:
        type_, number = (_type(element) or element.get("label", "")).casefold(), self._said(element)
        if self.is_ours or type_ not in _BOXES:
            is_box = type_ == "box"
            told = number if is_box or self.is_ours else f"{type_} {number}".strip()
            self._add(found, "container" if is_box else "volume", told)
        elif found.setdefault("container", code := self._box_code(type_, number)) != code:
            self.left_out["container"] += 1

    def _take_extent(self, element: Element, found: dict[str, Cell]) -> None:
        for each in _extents(element):
            metres = _metres(each)
            if metres:
                found.setdefault("extent_m", metres)
            if not metres or each.endswith(")"):
                self._add(found, "medium", each)

    def _take_dates(self, element: Element, found: dict[str, Cell]) -> None:
        """A date as written, beside it the ends that the finding aid gives for machines."""
        words, ends = self._dates_said(element), element.get("normal", "").split("/")
        for each in element.iter():
            if standard := each.get("standarddate"):
                ends = [*filter(None, ends), standard]
        if "bulk" in (element.get("type"), element.get("unitdatetype")):
            words = words if "bulk" in words.casefold() else f"bulk: {words}"
            ends = [""]
        self._add(found, "dates", words)
        if ends[0] and "date_from" not in found:
            first, last = (each.replace(OPEN_END, "") for each in (ends[0], ends[-1]))
            found |= {"date_from": first, "date_to": last}

    def _dates_said(self, element: Element) -> str:
        """A date in words; one that EAD3 has in pieces with a dash between its ends."""
        if element.tag == "unitdate":
            return self._said(element)
        dates = []
        for each in element.iter():
            if each.tag == "daterange":
                pieces = (each.find(end) for end in ("fromdate", "todate"))
                dates.append("-".join("" if end is None else _day_said(end) for end in pieces))
            elif each.tag == "datesingle":
                dates.append(_day_said(each))
        return "; ".join(filter(None, dates)) or self._said(element)

    def _add(self, found: dict[str, Cell], name: str, words: str) -> None:
        """Put words into a field, behind those that stand there."""
        before = found.get(name)
        if not words:
            return
        if name in self.several:
            found[name] = [*(before or ()), words]
        elif not before:
            found[name] = words
        elif name in _ONLY:
            self.left_out[name] += 1
        else:
            found[name] = f"{before}{_BETWEEN.get(name, '; ')}{words}"

    def _said(self, element: Element) -> str:
        return said(element, exact=self.is_ours)

    def _words_of(self, element: Element) -> str:
        """What an element says; of one that people know by its heading, with that."""
        words, head = self._said(element), element.find("head")
        if not words and element.tag == "language":
            return element.get("langcode", "")
        if head is None or element.tag not in ALSO or not words:
            return words
        return f"{said(head)}: {words}"

    # --- boxes

    def _box_code(self, type_: str, number: str) -> str:
        return f"{self.called} {type_} {number}".strip()

    def _box(self, component: Element, found: Mapping[str, Cell]) -> dict[str, Cell] | None:
        """The box in which a record lies, where it is the first of those in it."""
        code = found.get("container", "")
        if self.is_ours or not isinstance(code, str) or not code or code in self.boxes:
            return None
        self.boxes.add(code)
        box: dict[str, Cell] = {"kind": "box", "identifier": code, "title": code}
        label = next((e.get("label", "") for e in component.iter("container")), "")
        named = next((e.get("containerid", "") for e in component.iter("container")), "")
        if barcode := named or (m[1] if (m := _IN_BRACKETS.search(label)) else ""):
            box["barcode"] = barcode
        return box


_BY_ELEMENT = {(spot.path[-1], spot.type): name for name, spot in SPOTS.items()}
_TERMS = ("subject", "persname", "famname", "corpname", "geogname", "genreform", "function",
          "occupation", "title", "name")  # fmt: skip
_BETWEEN = {"notes": "\n", "description": "\n"}
"""What stands between two elements of a kind in one field."""


def _is_record(name: str) -> bool:
    return bool(_COMPONENT.fullmatch(name)) or name in _HEADS


def _parts(component: Element) -> Iterator[Element]:
    """The elements that say something each for itself."""
    for each in component:
        if each.tag in ("did", "descgrp", "langmaterial") and len(each):
            yield from _parts(each)
        elif each.tag not in ("head", "dsc", "descriptivenote"):
            yield each


def _kind(component: Element, unsaid: str) -> str:
    level = component.get("level", "")
    if level == "otherlevel":
        return component.get("otherlevel", "") or unsaid
    return LEVELS.get(level, unsaid)


def _type(element: Element) -> str:
    return element.get("localtype") or element.get("type") or ""


def _title(component: Element) -> str:
    for each in component.iter("unittitle"):
        if not _type(each):
            return _title_of(each) or said(each)
    return ""


def _title_of(element: Element) -> str:
    """A title without the dates that stand in it; "" where it is nothing but them."""
    if element.find("unitdate") is None:
        return ""
    return said(element, without="unitdate").rstrip(" ,;:")


_ONLY = frozenset({"barcode", "identifier", "title", "origin", "series", "container", "accession"})
"""Fields that say one thing; a second element of the kind is left out."""


def _extents(element: Element) -> Iterator[str]:
    if element.tag == "physdescstructured":
        quantity, unit = element.find("quantity"), element.find("unittype")
        yield " ".join(said(each) for each in (quantity, unit) if each is not None)
    elif len(element):
        yield from (_with_unit(each) for each in element if each.tag != "head")
    else:
        yield _with_unit(element)


def _with_unit(element: Element) -> str:
    """An extent with the unit that its attribute says."""
    words, unit = said(element), element.get("unit", "")
    return words if unit.casefold() in words.casefold() else f"{words} {unit}".strip()


def _day_said(element: Element) -> str:
    """A day in words, or as it is given for machines."""
    return said(element) or element.get("standarddate", "")


def _metres(extent: str) -> str:
    """An extent in metres, where it is a length; "" for so many items."""
    told = _EXTENT.match(extent.strip())
    times = _METRES.get(told[2].casefold()) if told else None
    return f"{float(told[1].replace(',', '.')) * times:.4g}" if told and times else ""
