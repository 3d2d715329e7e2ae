"""What stands on the shelves of the sample centre, as documents ready for the store."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from itertools import product
from random import Random
from typing import Any

from data.plain import replace
from rmdesk.desk.guideline import Barcodes
from rmdesk.duties.holding import derive
from rmdesk.duties.person import derive_person
from rmdesk.duties.place import derive_place
from rmdesk.model.identifier import IdentifierPattern
from rmdesk.model.records import Holding, Person, Place, ScheduleItem, SchemeClass, Unit
from rmdesk.sample.keeping import item_code, schedule_items

Documents = list[dict[str, Any]]

_HOLDING, _PLACE, _PERSON = map(
    IdentifierPattern, (Barcodes().holding, Barcodes().place, Barcodes().person)
)

_BOXES = 40
"""Boxes of each of the twelve units, with seven to nine files in each."""

_BOXES_A_SHELF = 3

_ACCESSION = 8
"""Boxes of one accession; their numbers restart at 1 in the next (R12)."""

_KINDS = {"map": 140, "fingerprint-card": 160, "reel": 180, "microfiche": 140}
_EVERYWHERE = {"digital-object": 8, "photograph": 6}


class SampleHoldings:
    """Places, people, classes and holdings; document numbers count from 1 in each table."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._words = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
        self._holdings: list[Holding] = []
        self._number = 100_000
        self._boxes: Counter[int] = Counter()

    def tables(self) -> Iterator[tuple[str, Documents]]:
        """Each table's name and its documents, in an order that links come after their targets."""
        units = self._words["unit"]
        yield Unit.table, [Unit(name=unit["name"]).to_document() for unit in units]
        yield ScheduleItem.table, [item.to_document() for item in schedule_items(units)]
        yield SchemeClass.table, [self._class(unit).to_document() for unit in units]
        self._places = list(self._make_places())
        yield Place.table, [place.to_document() for place in self._places]
        yield Person.table, [person.to_document() for person in self._people(units)]
        for unit in units:
            self._shelve(unit)
        yield Holding.table, [holding.to_document() for holding in self._holdings]

    def _class(self, unit: dict[str, Any]) -> SchemeClass:
        made = SchemeClass(code=unit["code"], title=unit["title"], terms=unit["terms"])
        made.schedule = item_code(unit)
        return made

    def _make_places(self) -> Iterator[Place]:
        """Two rooms of five rows, five bays a row, four shelves a bay: 200 shelves."""
        number = 0
        for room, rows in (("Room 1", "AB"), ("Room 2", "CDE")):
            for row in rows:
                for bay in range(1, 11):
                    for shelf in range(1, 5):
                        number += 1
                        place = Place(barcode=_PLACE.identifier(number, 0), floor="1", room=room)
                        place.building, place.row = "Records Centre", row
                        place.bay, place.shelf, place.capacity_m = f"{bay:02}", str(shelf), 1.2
                        yield derive_place(place)

    def _people(self, units: list[dict[str, Any]]) -> Iterator[Person]:
        """Five people of each unit, one of them its custodian, one authorised for another unit."""
        names = [" ".join(pair) for pair in product(self._words["given"], self._words["family"])]
        chosen = iter(self._random.sample(names, 5 * len(units)))
        for index, unit in enumerate(units):
            for place in range(5):
                number = index * 5 + place + 1
                person = Person(barcode=_PERSON.identifier(number, 0), name=next(chosen))
                person.unit, person.language = unit["name"], unit["language"]
                person.phone = f"555-01{number:02}"
                person.custodian = place == 0
                person.clearance = unit.get("security", "") if place < 2 else ""
                if place == 1:
                    person.authorised = [units[index - 1]["name"], unit["name"]]
                yield derive_person(person)

    def _shelve(self, unit: dict[str, Any]) -> None:
        """A unit's boxes with their files, and its holdings of other kinds."""
        for number in range(_BOXES):
            self._box(unit, 2001 + 4 * (number // _ACCESSION), number % _ACCESSION + 1)
        kinds = dict(_EVERYWHERE)
        if unit.get("kind"):
            kinds[unit["kind"]] = _KINDS[unit["kind"]]
        for kind, count in kinds.items():
            for number in range(1, count + 1):
                self._add(
                    self._titled(unit, kind), f"{unit['code']}-{kind[:2].upper()}-{number:03}"
                )

    def _box(self, unit: dict[str, Any], year: int, number: int) -> None:
        accession = f"{year}-{unit['code']}"
        box = Holding(kind="box", title=f"{unit['title']} {year}, {number}/{_ACCESSION}")
        _of_unit(box, unit)
        box.accession, box.extent_m = accession, 0.4
        self._add(box, f"{accession}-{number:02}")
        place, inside = box.home_id, len(self._holdings)
        for file_number in range(1, self._random.randint(7, 9) + 1):
            file = self._titled(unit, "file")
            file.accession, file.container, file.inside = accession, box.barcode, inside
            code = f"{unit['code']}-{year % 100:02}{number}{file_number:02}"
            self._add(file, code, place=place)
            if file_number == 1 and number % 4 == 0:
                for part in (1, 2):
                    volume = replace(file, kind="volume", volume=f"Volume {part}")
                    self._add(volume, f"{code}/{part}", place=place)

    def _titled(self, unit: dict[str, Any], kind: str) -> Holding:
        random, zh = self._random, unit["language"] == "zh"
        town = random.choice(self._words["towns_zh" if zh else "towns"])
        about, form = random.choice(unit["about"]), random.choice(unit["form"])
        start = random.randint(1921, 2019)
        end = min(start + random.choice((0, 0, 1, 3, 12)), 2023)
        title = f"{town}{about}{form}" if zh else f"{about} – {town}, {form}"
        if not zh and random.random() < 0.25:
            title += ", {} & {}".format(*random.sample(self._words["family"], 2))
        holding = Holding(kind=kind, title=title, dates=self._dates(start, end, unit["language"]))
        return _of_unit(holding, unit)

    def _dates(self, start: int, end: int, language: str) -> str:
        if language == "zh":
            return f"{start}年" if start == end else f"{start}年-{end}年"
        if start == end:
            return self._random.choice((f"{start}", f"{start}", f"c. {start}"))
        return f"{start}-{end}"

    def _add(self, holding: Holding, identifier: str, *, place: int | None = None) -> None:
        self._number += 1
        holding.barcode, holding.identifier = _HOLDING.identifier(self._number, 0), identifier
        where = place or self._random.randint(1, len(self._places))
        if holding.kind == "box":
            where = self._with_room(where)
        holding.home_id = holding.place_id = where
        holding.home = self._places[where - 1].address
        self._holdings.append(derive(holding))

    def _with_room(self, where: int) -> int:
        """The first place from this one on that has room for one box more (R30)."""
        while self._boxes[where] == _BOXES_A_SHELF:
            where = where % len(self._places) + 1
        self._boxes[where] += 1
        return where


_LATER = "2017-"
"""With this begin the accessions that came in while the centre was at work."""

_HALF = 80
"""So many of a unit's cards, reels and fiches were there before."""


def comes_later(document: dict[str, Any]) -> bool:
    """Whether a holding came in during the two years: the last boxes of each unit, and cards."""
    if document.get("accession", "").startswith(_LATER):
        return True
    number = document["identifier"].rpartition("-")[2]
    return document["kind"] in _KINDS and int(number) > _HALF


def _of_unit(holding: Holding, unit: dict[str, Any]) -> Holding:
    """What all holdings of a unit have in common."""
    holding.unit, holding.class_ = unit["name"], unit["code"]
    holding.language, holding.security = unit["language"], unit.get("security", "")
    return holding
