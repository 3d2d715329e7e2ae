"""What is to be done about an accession before it is taken in: checks, and what did not come."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.barcodes import given
from rmdesk.desk.desk import Session
from rmdesk.duties.accessions import Accession, AccessionLine, box_code, boxes_of
from rmdesk.duties.retention import Dater, dater_of, has_scheme
from rmdesk.duties.space import NEAR, Filling
from rmdesk.duties.states import GONE
from rmdesk.model.errors import BadInput, NotFound, Reason
from rmdesk.model.naming import fold_name
from rmdesk.model.records import Holding
from rmdesk.model.words import AccessionStatus


@dataclass(frozen=True)
class Finding:
    """Something to be done about a box; `refuses` says that it is not taken in like this."""

    box: int
    rule: str
    text: str
    step: str
    refuses: bool = True

    @property
    def reason(self) -> Reason:
        """Why the accession is not taken in."""
        return Reason(self.rule, self.text, self.step)


class _Checks:
    """The checks of one accession as it stands."""

    def __init__(
        self, session: Session, accession: Accession, lines: Sequence[AccessionLine]
    ) -> None:
        self._session, self._accession = session, accession
        self._lines = [each for each in lines if each.listed]
        self._boxes = boxes_of(lines)
        self._files: defaultdict[int, list[AccessionLine]] = defaultdict(list)
        for each in self._lines:
            if each.kind != "box":
                self._files[each.box].append(each)

    def all(self) -> Iterator[Finding]:
        """Every finding, by box."""
        yield from self._of_the_whole()
        yield from self._numbers()
        yield from self._barcodes()
        dater = dater_of(self._session)
        for box in self._boxes:
            files = self._files[box.box]
            yield from self._one_rule(box, files)
            yield from self._one_schedule(box, files, dater)
            yield from self._dates(box, files)
            yield from self._room(box, files)

    def _of_the_whole(self) -> Iterator[Finding]:
        if not self._boxes:
            yield Finding(0, "R12", _("There are no boxes on the list."), _("listing them"))
        if not self._accession.authority:
            text = _("No disposition authority is named.")
            yield Finding(0, "R12", text, _("naming it"), refuses=False)
        yield from self._classes()
        yield from self._place()
        item = dater_of(self._session).rule(self._accession.class_, self._accession.guard).item
        own = self._accession.authority
        if item and own and item.authority and fold_name(own) != fold_name(item.authority):
            text = _("It comes under {own}, and the item {item} of its class names {other}.")
            told = text.format(own=own, item=item.code, other=item.authority)
            step = _("another class, or it will not be disposed of")
            yield Finding(0, "R12", told, step, refuses=False)

    def _classes(self) -> Iterator[Finding]:
        """R10: what has no class, or one without an item of the schedule, never falls due."""
        named = {self._class_of(box, each) for box in self._boxes
                 for each in self._files[box.box] or [box]}  # fmt: skip
        if "" in named or not (named or self._accession.class_):
            text = _("No class is named: nothing says how long the records are kept.")
            yield Finding(0, "R10", text, _("naming it"), refuses=False)
        dater = dater_of(self._session)
        for code in sorted(named - {""}) if has_scheme(self._session) else ():
            if text := dater.warning(code, self._accession.guard):
                step = _("another class, or giving it an item")
                yield Finding(0, "R10", text, step, refuses=False)

    def _class_of(self, box: AccessionLine, each: AccessionLine) -> str:
        return each.class_ or box.class_ or self._accession.class_

    def _place(self) -> Iterator[Finding]:
        """R18, R30: the place that was named for its boxes takes them; another may be named yet."""
        name = self._accession.place
        if not name:
            return
        try:
            place = self._session.place(name)
        except (NotFound, BadInput) as error:
            step = _("another place, or telling it when they are taken in")
            yield Finding(0, "R43", error.message, step, refuses=False)
            return
        filling, told = Filling(self._session), set[str]()
        for box in self._boxes:
            holding = self._as_holding(box)
            for each in filling.against(holding, place):
                if each.text not in told:
                    told.add(each.text)
                    yield Finding(box.box, each.rule, each.text, each.lifted_by, refuses=False)
            filling.note(holding, place)

    def _as_holding(self, box: AccessionLine) -> Holding:
        """A box as it would be taken in, as far as that asks for room."""
        own, code = self._accession, box_code(self._session, self._accession, box.box)
        return Holding(
            kind="box", identifier=code, container_type=own.container_type, extent_m=box.extent_m,
            security=own.security, guard=own.guard,
        )  # fmt: skip

    def _numbers(self) -> Iterator[Finding]:
        """R12: boxes from 1, none twice and none left out."""
        counts = Counter(each.box for each in self._boxes)
        for box, times in counts.items():
            if times > 1:
                text = _("Box {n} stands on the list {times} times.").format(n=box, times=times)
                yield Finding(box, "R12", text, _("striking one of them"))
        for box in range(1, max(counts, default=0)):
            if box not in counts:
                text = _("Box {n} is not on the list.").format(n=box)
                yield Finding(box, "R12", text, _("listing it, or numbering those after it anew"))

    def _barcodes(self) -> Iterator[Finding]:
        wanted = [each.barcode for each in self._lines if each.barcode]
        twice = {code for code, times in Counter(wanted).items() if times > 1}
        taken = taken_barcodes(self._session, wanted) if wanted else set()
        for each in self._lines:
            if each.barcode in twice:
                text = _("The barcode {code} stands on the list twice.")
                yield Finding(each.box, "R42", text.format(code=each.barcode), _("another one"))
            elif each.barcode in taken:
                text = _("The barcode {code} cannot be given.")
                yield Finding(each.box, "R42", text.format(code=each.barcode), _("another one"))

    def _one_rule(self, box: AccessionLine, files: Sequence[AccessionLine]) -> Iterator[Finding]:
        """R12: one accession is one series with one authority."""
        for each in (box, *files):
            for name, text in (
                ("series", _("{what} is of the series {other}, not of {own}.")),
                ("authority", _("{what} is under the authority {other}, not under {own}.")),
            ):
                own, other = getattr(self._accession, name), getattr(each, name)
                if other and other != own:
                    told = text.format(what=self._name(each), other=other, own=own or "-")
                    yield Finding(box.box, "R12", told, _("an accession of its own"))

    def _one_schedule(
        self, box: AccessionLine, files: Sequence[AccessionLine], dater: Dater
    ) -> Iterator[Finding]:
        """R11: one box holds one schedule and one final disposition."""
        classes = {self._class_of(box, each) for each in files or [box]}
        rules = (dater.rule(code, self._accession.guard) for code in classes)
        items = {rule.item.code for rule in rules if rule.item}
        if len(items) > 1:
            text = _("{what} holds records of several schedule items: {items}.")
            told = text.format(what=self._name(box), items=", ".join(sorted(items)))
            yield Finding(box.box, "R11", told, _("packing them apart"))

    def _dates(self, box: AccessionLine, files: Sequence[AccessionLine]) -> Iterator[Finding]:
        from rmdesk.dates import parse_dates  # its patterns cost more than a desk's first screen

        if not (box.dates or files or self._accession.dates):
            text = _("{what} has no dates.").format(what=self._name(box))
            yield Finding(box.box, "R12", text, _("dating it"), refuses=False)
        for each in (box, *files):
            if not each.dates and each is not box:
                text = _("{what} has no dates.").format(what=self._name(each))
                yield Finding(box.box, "R12", text, _("dating it"), refuses=False)
            elif each.dates and parse_dates(each.dates).odd:
                text = _("The dates “{dates}” of {what} are not understood.")
                told = text.format(dates=each.dates, what=self._name(each))
                yield Finding(box.box, "R43", told, _("writing them otherwise"), refuses=False)

    def _room(self, box: AccessionLine, files: Sequence[AccessionLine]) -> Iterator[Finding]:
        """R30: a box holds no more than its size."""
        size = self._session.guidelines.containers.metres(self._accession.container_type)
        metres = sum(each.extent_m or 0.0 for each in files)
        if size is not None and metres > size + NEAR:
            text = _("{what} would hold {metres:g} m of files, and takes {size:g} m.")
            told = text.format(what=self._name(box), metres=round(metres, 3), size=size)
            yield Finding(box.box, "R30", told, _("packing some of them into another box"))

    def _name(self, line: AccessionLine) -> str:
        box = box_code(self._session, self._accession, line.box)
        if line.kind == "box":
            return box
        return _("{file} in {box}").format(file=line.identifier or line.title, box=box)


def findings(
    session: Session, accession: Accession, lines: Sequence[AccessionLine]
) -> list[Finding]:
    """What is to be done about an accession before it is taken in, box by box."""
    over = accession.status in (AccessionStatus.ACCESSIONED, AccessionStatus.REFUSED)
    return [] if over else list(_Checks(session, accession, lines).all())


def discrepancies(
    session: Session, accession: Accession, lines: Sequence[AccessionLine]
) -> list[Finding]:
    """What is on the list and did not come, and what came and is not on it, box by box."""
    if accession.status != AccessionStatus.RECEIVED:
        return []
    found = []
    for each in boxes_of(lines):
        if not each.here:
            code = box_code(session, accession, each.box)
            told = _("{box} is on the list and did not come.").format(box=_also(code, each.barcode))
            found.append(Finding(each.box, "R12", told, _("its receipt, or striking it")))
    for each in lines:
        if not each.listed:
            told = _("{code} came and is not on the list.").format(code=each.barcode)
            found.append(Finding(0, "R12", told, _("listing it, or sending it back")))
    return found


def _also(code: str, barcode: str) -> str:
    return f"{code} ({barcode})" if barcode else code


def taken_barcodes(session: Session, barcodes: Sequence[str]) -> set[str]:
    """Which of these cannot be given to a box that comes in.

    What was withdrawn for good keeps its own; its box gets another when it comes back (R28).
    """
    return given(session, Holding, "barcode", barcodes) - set(returned(session, barcodes))


def returned(session: Session, barcodes: Sequence[str]) -> Mapping[str, Holding]:
    """Which of these barcodes are of holdings that left for good, as one may know of them."""
    table = session.store.table(Holding.table)
    rows = table.search(Query().barcode.one_of(list(barcodes))) if barcodes else []
    found = map(Holding.from_document, session.visible.known(Holding.table, rows))
    return {each.barcode: each for each in found if each.status in GONE}
