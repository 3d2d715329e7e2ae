"""Accessions and the lines of their transmittals: the records, and what is said of them."""

from collections.abc import Sequence
from typing import ClassVar

from tinydb import Query

from data.plain import dataclass
from rmdesk.desk.desk import Session
from rmdesk.model.fields import Paths, Record, given, kept, link, refers
from rmdesk.model.identifier import NumberPattern
from rmdesk.model.records import Holding
from rmdesk.model.values import CODE, DAY, LEVEL, LINE, PROSE, WORDS, choice, known_word
from rmdesk.model.words import AccessionStatus, accession_word, later


@dataclass(kw_only=True, slots=True)
class Accession(Record):
    """A group of records that a unit transfers in: one series, one authority (R12)."""

    table: ClassVar[str] = "accessions"
    word: ClassVar[str] = later("accession")
    unique: ClassVar[tuple[str, ...]] = ("number",)
    sparse: ClassVar[tuple[Paths, ...]] = ("guard",)
    needs: ClassVar[tuple[str, ...]] = ("number",)
    called_by: ClassVar[tuple[str, ...]] = ("number",)
    known_by: ClassVar[str] = "guard"
    secures: ClassVar[tuple[str, ...]] = ("caveats",)

    number: str = given(LINE, later("number"), by="file")
    unit: str = given(LINE, later("unit"), later("unit that transfers them"), keyed="units")
    title: str = given(LINE, later("title"), later("what the records are"))
    series: str = given(LINE, later("series"), later("the one series (R12)"))
    authority: str = given(LINE, later("authority"), later("the one disposition authority (R12)"))
    class_: str = given(LINE, later("class"), later("class of the scheme"), keyed="classes")
    opr: str = given(LINE, later("OPR"), later("office of primary responsibility"))
    dates: str = given(CODE, later("dates"), later("inclusive dates, as written"))
    disposition_date: str = given(DAY, later("disposition date"))
    security: str = given(LEVEL, later("security"), later("security level"))
    caveats: list[str] = given(WORDS, later("caveats"))
    restriction: str = given(LINE, later("restriction"), later("who may draw them"))
    container_type: str = given(
        known_word("box", "us-box"), later("container type"), later("its size, as the site has it")
    )
    place: str = given(LINE, later("place"), later("where its boxes shall live"), keyed="places")
    prepared_by: str = given(LINE, later("prepared by"), later("who of the unit drew it up"))
    remarks: str = given(PROSE, later("remarks"), later("anything else"))
    status: str = given(
        choice(*AccessionStatus), later("status"), empty=str(AccessionStatus.ANNOUNCED),
        by="file", word=accession_word,
    )  # fmt: skip
    guard: str = kept("")
    announced: str = kept("", later("announced"))
    announced_by: str = kept("", later("announced by"))
    received: str = kept("", later("received"))
    received_by: str = kept("", later("received by"))
    accessioned: str = kept("", later("accessioned"))
    accessioned_by: str = kept("", later("accessioned by"))
    refused: str = kept("", later("refused"))
    refused_by: str = kept("", later("refused by"))
    refused_for: str = kept("", later("refused because"))


@dataclass(kw_only=True, slots=True)
class AccessionLine(Record):
    """A box of a transmittal, or a file in one; `box` is its number, 0 for one not on the list.

    `listed` says that the unit's list has it, `here` that it came; `holding` is what it became.
    """

    table: ClassVar[str] = "accession_lines"
    word: ClassVar[str] = later("line of a transmittal")
    indexed: ClassVar[tuple[Paths, ...]] = ("accession",)
    known_by: ClassVar[str] = "accession"

    accession: int = refers(Accession.table, later("accession"), "accession")
    kind: str = kept("", later("kind"))
    box: int = kept(0, later("box"))
    barcode: str = kept("", later("barcode"))
    identifier: str = kept("", later("code"))
    title: str = kept("", later("title"))
    dates: str = kept("", later("dates"))
    class_: str = kept("", later("class"))
    series: str = kept("", later("series"))
    authority: str = kept("", later("authority"))
    extent_m: float | None = kept(None, later("extent (m)"))
    listed: bool = kept(False, later("listed"))
    here: bool = kept(False, later("here"))
    holding: int | None = link(Holding.table, later("record"), "holding")


def lines_in(session: Session, accession: int) -> list[AccessionLine]:
    """The lines of an accession by box, a box before its files; what is not listed is last."""
    lines = session.where(AccessionLine, Query().accession == accession)
    return sorted(lines, key=lambda each: (not each.box, each.box, each.kind != "box", each.id))


def boxes_of(lines: Sequence[AccessionLine]) -> list[AccessionLine]:
    """The boxes on the list, by number."""
    return [each for each in lines if each.kind == "box" and each.listed]


def box_code(session: Session, accession: Accession, box: int) -> str:
    """What a box is called: `2026-0067-01`, by the site's pattern."""
    pattern = NumberPattern(session.guidelines.numbers.box, "accession")
    return pattern.said(box, accession.number)
