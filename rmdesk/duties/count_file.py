"""What a portable scanner has collected on its walk: shelves, and what was read on each (R29, R33).

All of a file is counted in one transaction, or none of it. A code that is not known is no mistake
of the file: it is one of the things that a census finds.
"""

from collections.abc import Iterator, Sequence

from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.code_shapes import Shapes
from rmdesk.duties.counted import Census, Count, against_counting
from rmdesk.duties.counting import (
    Counted,
    Seen,
    begin_shelf,
    current,
    end_shelf,
    judged,
)
from rmdesk.duties.lookup import Meant, heard_as, name_of
from rmdesk.duties.scan_batch import Scan, batch_subject, taken_before
from rmdesk.model.errors import Refused
from rmdesk.model.records import Holding, Place
from rmdesk.model.words import CountOutcome

_PLACE = "place"


@dataclass(frozen=True)
class Line:
    """What became of one scan of a file: `place`, an outcome of a count, or `not-counted`."""

    row: int
    code: str
    outcome: str
    message: str
    key: str = ""
    place: str = ""


@dataclass
class CountReport:
    """Every scan of a file with what it said."""

    file: str
    lines: list[Line] = field(default_factory=list)

    @property
    def not_counted(self) -> list[Line]:
        """Scans that count nothing, each with why."""
        return [each for each in self.lines if each.outcome == CountOutcome.NOT_COUNTED]


class _NotKept(Exception):
    """Takes a whole trial back."""


def count_file(
    session: Session,
    census: Census,
    scans: Sequence[Scan],
    file: str,
    *,
    at: Place | None = None,
    goes_on: bool = False,
    dry_run: bool = False,
    again: bool = False,
) -> CountReport:
    """Count what a file holds. `at` is where its first scans were read, if it does not say it.

    Its last shelf is over with it, unless the walk `goes_on`. Raises Refused for a census that is
    closed, and for a file that was taken before, unless `again` (R42).
    """
    report = CountReport(file)
    subject = batch_subject(scans, census.number)
    try:
        with session.change("count", file) as transaction:
            Refused.for_any(_("Not counted"), against_counting(current(session, census)))
            if not again and (before := taken_before(session, subject)):
                raise before
            transaction.note("count", subject, new={"file": file})
            walk = _Walk(session, census)
            walk.go_to(at)
            report.lines += walk.taken(scans)
            walk.keep(whole=not goes_on)
            if dry_run:
                raise _NotKept
    except _NotKept:
        pass
    return report


@dataclass
class _Walk:
    """A walk along shelves: where one is, and what was counted and is not kept yet."""

    session: Session
    census: Census
    place: Place | None = None
    blocked: bool = False
    counts: list[Count] = field(default_factory=list)
    _last: dict[int, Count] = field(default_factory=dict)
    _meant: dict[str, list[Meant]] = field(default_factory=dict)
    _row: int = 0

    def __post_init__(self) -> None:
        self._seen = Seen(self.session, self.census)
        self._shapes = Shapes(self.session)

    def go_to(self, place: Place | None) -> None:
        """Another shelf; the one before it was read whole."""
        if self.place is not None and (place is None or place.id != self.place.id):
            end_shelf(self.session, self.census, self.place.id)
        if place is not None:
            self._row = begin_shelf(self.session, self.census, place).passes
        self.place, self.blocked = place, False

    def keep(self, *, whole: bool) -> None:
        """Keep what was counted; the last shelf is over if the walk was `whole`."""
        self.session.keep_new(self.counts)
        if whole and self.place is not None:
            end_shelf(self.session, self.census, self.place.id)

    def taken(self, scans: Sequence[Scan]) -> Iterator[Line]:
        """What became of each scan, in their order."""
        for scan in scans:
            if scan.code not in self._meant:
                self._meant[scan.code] = heard_as(self.session, scan.code) if scan.code else []
            yield self._heard(scan, self._meant[scan.code])

    def _heard(self, scan: Scan, meant: Sequence[Meant]) -> Line:
        if len(meant) > 1:
            return self._of_several(scan, meant)
        if not meant:
            return self._unknown(scan)
        (named,) = meant
        if isinstance(named, Place):
            self.go_to(named)
            told = _("Counting at {place}").format(place=self._address())
            return Line(scan.row, scan.code, _PLACE, told, place=self._address())
        if isinstance(named, Holding):
            return self._counted(scan, named)
        return self._passed(scan, _("It is no record: {name}.").format(name=name_of(named)))

    def _counted(self, scan: Scan, holding: Holding) -> Line:
        counted = judged(self._seen, self.place, holding, self._last.get(holding.id), self._row)
        self._last[holding.id] = counted.count
        if not counted.again:
            self._keep(scan, counted.count)
        if counted.count.outcome == CountOutcome.NOT_COUNTED:
            return self._passed(scan, self._why(), holding.key)
        return self._line(scan, counted, holding.key)

    def _unknown(self, scan: Scan) -> Line:
        """A record that nobody knows, or a shelf: after that nothing is counted (R29)."""
        if not scan.code:
            return self._passed(scan, _("There is no code in this line."))
        if self._shapes.may_be_place(scan.code):
            return self._lost(scan, _("“{code}” is no place that is known.").format(code=scan.code))
        count = self._seen.unknown(scan.code, self.place)
        self._keep(scan, count)
        if self.place is None:
            told = _("“{code}” is not known. {why}")
            return self._passed(scan, told.format(code=scan.code, why=self._why()))
        return self._line(scan, Counted(count))

    def _of_several(self, scan: Scan, meant: Sequence[Meant]) -> Line:
        """A code that may be several things names none; all that it may be was perhaps read."""
        names = ", ".join(map(name_of, meant[:8]))
        told = _("“{code}” may be {names}.").format(code=scan.code, names=names)
        if any(isinstance(each, Place) for each in meant):
            return self._lost(scan, told)
        self._keep(scan, self._seen.unknown(scan.code, None))
        return self._passed(scan, told)

    def _lost(self, scan: Scan, why: str) -> Line:
        """R29: where one is is not known. The shelf before stays unfinished: it may be this one."""
        self._keep(scan, self._seen.unknown(scan.code, None))
        self.place, self.blocked = None, True
        stop = _("Nothing more is counted until a place is scanned (R29).")
        return self._passed(scan, f"{why} {stop}")

    def _keep(self, scan: Scan, count: Count) -> None:
        count.line, count.row = scan.row, self._row
        self.counts.append(count)

    def _why(self) -> str:
        if self.blocked:
            return _("Not counted: the place before it is not known (R29).")
        return _("Not counted: no place was scanned before it (R29).")

    def _passed(self, scan: Scan, why: str, key: str = "") -> Line:
        return Line(scan.row, scan.code, CountOutcome.NOT_COUNTED, why, key)

    def _line(self, scan: Scan, counted: Counted, key: str = "") -> Line:
        told = counted.told(self.session)
        return Line(scan.row, scan.code, counted.count.outcome, told, key, self._address())

    def _address(self) -> str:
        return self._seen.address(self.place)
