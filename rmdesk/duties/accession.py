"""Accessions: announced by a unit with a list of boxes, received, taken in, or refused.

Until it is taken in nothing of it is a holding: what is refused leaves nothing on the shelves.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from data.plain import replace
from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.desk.numbering import numbered_as_known
from rmdesk.desk.registering import found
from rmdesk.desk.takes import reason
from rmdesk.duties.accessions import (
    Accession,
    AccessionLine,
    box_code,
    boxes_of,
    lines_in,
)
from rmdesk.duties.holding import ensure_unit
from rmdesk.duties.states import ACCESSION, move_batch
from rmdesk.model.codes import clean_code, fold_code
from rmdesk.model.errors import BadInput, NotFound, Reason, Refused
from rmdesk.model.identifier import NumberPattern
from rmdesk.model.levels import guard_of, level_of
from rmdesk.model.records import Holding
from rmdesk.model.values import LINE
from rmdesk.model.words import AccessionStatus, accession_word, later

S = AccessionStatus

# --- announcing


def _complete(accession: Accession, values: Values, remark: Remark) -> None:
    """Amend an accession. Raises BadInput for one without a unit or a title.

    How far it is a file says of a new one only: its acts take it on, each with its checks (R12).
    """
    if accession.id and values.get("status", accession.status) != accession.status:
        text = _("{number} is {status} here, which no file changes; left out")
        status = accession_word(accession.status)
        remark("status", text.format(number=accession.number, status=status))
        values = {name: value for name, value in values.items() if name != "status"}
    accession.amend(values)
    for name, what in (("unit", _("a unit")), ("title", _("a title"))):
        if not getattr(accession, name):
            told = _("An accession has {what}.").format(what=what)
            raise BadInput(_("Not a whole accession"), told, _("Give it."), field_name=name)
    if accession.security:
        accession.security = level_of(accession.security)
    accession.guard = guard_of(accession.security, accession.caveats)


def _against(session: Session, accession: Accession, before: Values) -> list[Reason]:
    """R35: what is over stays as it is, and no file takes it on; R16: nobody above their level."""
    if accession.guard and not session.visible.may_know(accession.guard):
        text = _("You are not cleared for the level you gave.")
        return [Reason("R16", text, _("the security officer"), at="security")]
    if not before or accession.status != before.get("status", S.ANNOUNCED):
        return []
    return _not(accession, S.ANNOUNCED, S.RECEIVED)


def _settle(session: Session, accession: Accession, before: Values, remark: Remark) -> None:
    """Give a new accession its number, never given before, and make its unit known; with a class,
    the level of the records of that.
    """
    from rmdesk.duties.class_level import ClassLevels  # only who announces or amends one

    ClassLevels(session).settle(accession, before, remark)
    ensure_unit(session, accession.unit, accession.guard)
    if accession.id or accession.number:
        return
    now = session.now()
    accession.number = _next_number(session, accession, now.year)
    move_batch(accession, S.ANNOUNCED, "add accession", ACCESSION)
    accession.announced, accession.announced_by = now.isoformat(timespec="seconds"), session.login


def _next_number(session: Session, accession: Accession, year: int) -> str:
    """The next of the year that neither an accession nor a holding has already; one by chance for
    what not everybody may know of (R17)."""
    pattern = NumberPattern(session.guidelines.numbers.accession, "year")
    holdings = session.store.table(Holding.table)
    with session.change("add accession") as transaction:
        while True:
            number = numbered_as_known(
                session,
                transaction,
                accession,
                f"accession {year}",
                lambda counted: pattern.said(counted, year),
            )
            if not holdings.one("accession", number):
                return number


# --- its list


def list_boxes(session: Session, number: str, rows: Sequence[Mapping[str, str]]) -> Accession:
    """Put rows on the list of an accession: boxes, and files in them. Raises Refused, BadInput.

    A box that came without being listed is that which the list now names by its barcode.
    """
    from rmdesk.duties.box_list import lines_of  # only who lists boxes reads lists

    with session.change("list-boxes"):
        accession = _found(session, number)
        Refused.for_any(_("Not listed"), _not(accession, S.ANNOUNCED, S.RECEIVED))
        lines = lines_in(session, accession.id)
        unlisted = {fold_code(each.barcode): each for each in lines if not each.listed}
        last = max((each.box for each in boxes_of(lines)), default=0)
        there = {each.box for each in boxes_of(lines)}
        for line in lines_of(rows, last):
            if line.kind == "box" and line.box in there and not (line.barcode or line.title):
                continue  # only its files name it, and it is there
            came = unlisted.get(fold_code(line.barcode)) if line.barcode else None
            line = replace(line, id=came.id, here=True) if came else line
            line.accession, line.listed = accession.id, True
            session.save(line)
    return accession


def _list_lines(session: Session, number: str, given: Given) -> Accession:
    """Put boxes on the list as they were scanned or pasted, a line for each."""
    from rmdesk.duties.box_list import rows_of_lines

    return list_boxes(session, number, rows_of_lines(given["boxes"]))


def strike(session: Session, number: str, given: Given) -> Accession:
    """Take a `box` off the list, with its files; those after it move up, so that none is left out.

    What came and was not on the list is sent back so. Raises Refused, NotFound.
    """
    with session.change("strike", given.get("reason")):
        accession = _found(session, number)
        Refused.for_any(_("Not struck"), _not(accession, S.ANNOUNCED, S.RECEIVED))
        lines = lines_in(session, accession.id)
        box = _box_meant(session, accession, lines, given["box"])
        if box is None:
            raise NotFound.key(_("box on the list"), given["box"])
        again = [each for each in boxes_of(lines) if each.box == box.box]
        gone = [box] if not box.listed or len(again) > 1 else [
            each for each in lines if each.box == box.box
        ]  # fmt: skip
        session.store.table(AccessionLine.table).remove(doc_ids=[each.id for each in gone])
        for each in lines if len(gone) > 1 or (box.listed and len(again) == 1) else ():
            if each.box > box.box:
                each.box -= 1
                session.save(each)
    return accession


# --- receiving


def receive(session: Session, number: str, given: Given) -> Accession:
    """Note which boxes came: those that `boxes` name by barcode, code or number, or all listed.

    What came and is on no list is noted too. Raises Refused, NotFound.
    """
    with session.change("receive-accession"):
        accession = _found(session, number)
        Refused.for_any(_("Not received"), against_receiving(session, accession, given))
        lines = lines_in(session, accession.id)
        for each in _came(session, accession, lines, given.get("boxes") or ()):
            if not each.here:
                each.here = True
                session.save(each)
        if accession.status == S.ANNOUNCED:
            move_batch(accession, S.RECEIVED, "receive-accession", ACCESSION)
            accession.received = session.now().isoformat(timespec="seconds")
            accession.received_by = session.login
            session.save(accession)
    return accession


def against_receiving(_session: Session, accession: Accession, _given: Given) -> list[Reason]:
    """It is announced, or being received."""
    return _not(accession, S.ANNOUNCED, S.RECEIVED)


def _came(
    session: Session, accession: Accession, lines: list[AccessionLine], codes: Sequence[str]
) -> list[AccessionLine]:
    """The lines that codes name; an unknown one is a line of its own from now on."""
    if not codes:
        return boxes_of(lines)
    found = []
    for code in map(clean_code, codes):
        box = _box_meant(session, accession, lines, code)
        if box is None:
            box = AccessionLine(accession=accession.id, kind="box", barcode=code)
            lines.append(box)
        found.append(box)
    return found


def _box_meant(
    session: Session, accession: Accession, lines: Sequence[AccessionLine], code: str
) -> AccessionLine | None:
    """The box that a barcode, a box code or a number names."""
    folded = fold_code(code)
    boxes = [each for each in lines if each.kind == "box"]
    by_barcode = (each for each in boxes if each.barcode and fold_code(each.barcode) == folded)
    by_number = (
        each
        for each in reversed(boxes)
        if each.box
        and (
            fold_code(box_code(session, accession, each.box)) == folded
            or (folded.isdecimal() and int(folded) == each.box)
        )
    )
    return next(by_barcode, None) or next(by_number, None)


# --- taking it in, refusing it


def accept(session: Session, number: str, given: Given) -> Accession:
    """Take an accession in: its boxes and files are holdings from now on, at a `place` if told.

    Raises Refused with each check and each discrepancy that stands against it, NotFound, BadInput.
    """
    from rmdesk.duties.taking_in import take_in  # it registers, which few starts do

    with session.change("accept-accession"):
        accession = _found(session, number)
        Refused.for_any(_("Not taken in"), against_accepting(session, accession, given))
        if named := given.get("place"):
            session.place(named)  # who names one now means one that is there
        move_batch(accession, S.ACCESSIONED, "accept-accession", ACCESSION)
        accession.accessioned = session.now().isoformat(timespec="seconds")
        accession.accessioned_by = session.login
        session.save(accession)
        take_in(session, accession, lines_in(session, accession.id), given.get("place") or "")
    return accession


def against_accepting(session: Session, accession: Accession, _given: Given) -> list[Reason]:
    """R12, R11: it came as it was listed, box by box, and may be packed as it is."""
    if against := _not(accession, S.RECEIVED):
        return against
    from rmdesk.duties.preparing import discrepancies, findings  # read by the patterns of dates

    lines = lines_in(session, accession.id)
    told = (
        *discrepancies(session, accession, lines),
        *(each for each in findings(session, accession, lines) if each.refuses),
    )
    return list(dict.fromkeys(each.reason for each in told))


def refuse_accession(session: Session, number: str, given: Given) -> Accession:
    """Refuse an accession, with a `reason`: it leaves nothing but its list. Raises Refused."""
    with session.change("refuse-accession", given["reason"]):
        accession = _found(session, number)
        Refused.for_any(_("Not refused"), _not(accession, S.ANNOUNCED, S.RECEIVED))
        move_batch(accession, S.REFUSED, "refuse-accession", ACCESSION)
        accession.refused = session.now().isoformat(timespec="seconds")
        accession.refused_by, accession.refused_for = session.login, given["reason"]
        session.save(accession)
    return accession


def _found(session: Session, number: str) -> Accession:
    accession: Accession = found(session, ACCESSIONS, number)
    return accession


def _not(accession: Accession, *wanted: AccessionStatus) -> list[Reason]:
    """R35: why an accession that is in none of these states stays as it is."""
    if accession.status in wanted:
        return []
    text = _("{number} is {status}.")
    told = text.format(number=accession.number, status=accession_word(accession.status))
    return [Reason("R35", told, _("a new accession"))]


# --- told


def told_accession(session: Session, accession: Accession) -> dict[str, Any]:
    """An accession with its boxes and metres, and how many of them came."""
    lines = lines_in(session, accession.id)
    boxes = boxes_of(lines)
    metres = session.guidelines.containers.metres(accession.container_type)
    told = accession.plain(name for name, spec in Accession.specs().items() if spec.told)
    return {
        **told,
        "boxes": len(boxes),
        "files": sum(each.kind != "box" for each in lines),
        "here": sum(each.here for each in boxes),
        "metres": None if metres is None else round(metres * len(boxes), 3),
    }


def _parts(session: Session, accession: Accession) -> Mapping[str, Sequence[Values]]:
    from rmdesk.duties.preparing import discrepancies, findings  # read by the patterns of dates

    lines = lines_in(session, accession.id)
    names = "kind", "box", "barcode", "identifier", "title", "dates", "class", "listed", "here"
    holdings = {each.id: each.key for each in session.visible.many([e.holding or 0 for e in lines])}
    rows = [
        {
            **each.plain(names),
            "box_code": box_code(session, accession, each.box) if each.box else "",
            "record": holdings.get(each.holding or 0, ""),
        }
        for each in lines
    ]
    return {
        "lines": rows,
        "discrepancies": [_row(each) for each in discrepancies(session, accession, lines)],
        "to_do": [_row(each) for each in findings(session, accession, lines)],
    }


def _row(finding: Any) -> dict[str, Any]:
    return {
        "box": finding.box or "", "rule": finding.rule, "text": finding.text,
        "lifted_by": finding.step, "refuses": finding.refuses,
    }  # fmt: skip


ACCESSIONS: RecordKind = RecordKind(
    record=Accession,
    name="accessions",
    complete=_complete,
    settle=_settle,
    against=_against,
    describe=told_accession,
    parts=_parts,
    grouped=True,
)


def _called_line(session: Session, line: AccessionLine) -> str:
    accession = session.get(Accession, line.accession)
    return box_code(session, accession, line.box) if accession and line.box else line.barcode


KINDS = (
    ACCESSIONS,
    RecordKind(record=AccessionLine, name="accession lines", by_hand=False, called=_called_line),
)

_BOXES = Takes(
    name="boxes",
    help=later("the boxes that came, by barcode, code or number (default: all on the list); - "
               "reads them from standard input, one a line"),
    metavar="BOX",
    many=True,
)  # fmt: skip

ACTS = (
    Act(
        name="list-boxes",
        on=Accession,
        title=later("Put boxes on its list…"),
        help=later("Put boxes, and the files in them, on the list of an accession (R12)."),
        done=later("Listed for: {name}"),
        word=later("boxes listed"),
        takes=(
            Takes(
                name="boxes",
                help=later("scan each box, or paste lines: a box, its title and dates"),
                metavar="LINE",
                many=True,
                required=True,
            ),
        ),
        against=against_receiving,
        do=lambda session, keys, given: _list_lines(session, keys[0], given),
    ),
    Act(
        name="receive-accession",
        on=Accession,
        title=later("Its boxes came…"),
        help=later("Note which boxes of an accession came; what differs from its list is told."),
        done=later("Received: {name}"),
        word=later("received"),
        takes=(_BOXES,),
        against=against_receiving,
        do=lambda session, keys, given: receive(session, keys[0], given),
        examples=("rmdesk accession receive 2026-0001 -",),
    ),
    Act(
        name="strike",
        on=Accession,
        title=later("Strike a box off its list…"),
        help=later("Take a box off the list of an accession; those after it move up (R12)."),
        done=later("Struck off the list of: {name}"),
        word=later("struck off the list"),
        takes=(
            Takes(
                name="box", flag="--box", help=later("its barcode, code or number"),
                label=later("Which box? Its number or barcode"), kind=LINE, metavar="BOX",
                required=True,
            ),
            Takes(name="reason", help=later("why, for the log"), kind=LINE),
        ),
        against=against_receiving,
        do=lambda session, keys, given: strike(session, keys[0], given),
    ),
    Act(
        name="accept-accession",
        on=Accession,
        title=later("Take it in"),
        help=later("Take an accession in: its boxes and files are holdings from then on (R12)."),
        done=later("Taken in: {name}. F5 has the labels of its boxes."),
        word=later("accessioned"),
        takes=(
            Takes(
                name="place", flag="--at", help=later("the place where its boxes shall live"),
                kind=LINE, metavar="PLACE",
            ),
        ),
        against=against_accepting,
        do=lambda session, keys, given: accept(session, keys[0], given),
        details=later(
            "Each check that is not met and each box that did not come is told, one by one."
        ),
    ),
    Act(
        name="refuse-accession",
        on=Accession,
        title=later("Refuse it…"),
        help=later("Refuse an accession, with a reason: nothing of it is registered."),
        done=later("Refused: {name}"),
        word=later("accession refused"),
        takes=(reason(later("Why is it refused?")),),
        against=against_receiving,
        do=lambda session, keys, given: refuse_accession(session, keys[0], given),
    ),
)  # fmt: skip
