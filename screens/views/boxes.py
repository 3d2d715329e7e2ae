"""What comes in and goes out, on the screens: box lists from files, forms to be signed, bags, room.

Each of these is asked for on the page of an accession or a transfer; places are made by ranges
from anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from data.files import check, output
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.addresses import LEVELS
from rmdesk.desk.desk import Session
from rmdesk.desk.registering import amend, found
from rmdesk.duties.accession import ACCESSIONS, list_boxes, told_accession
from rmdesk.duties.accessions import Accession
from rmdesk.duties.fitting import Fit, Stretch, fit
from rmdesk.duties.making import Made, make_places
from rmdesk.duties.transfers import Transfer
from rmdesk.model.errors import BadInput, Refused
from rmdesk.model.roles import HANDLE, SUPERVISE
from rmdesk.model.values import LEVEL, METRES, Unfit
from screens.kit.form import Field, Form
from screens.kit.notice import Told
from screens.kit.options import Asking, Options
from screens.kit.paint import Line
from screens.kit.question import Question
from screens.records.marked import is_printer, printed

if TYPE_CHECKING:
    from screens.kit.host import Host


def _shown(app: Host) -> Accession | Transfer:
    """The accession or the transfer whose page is shown."""
    return cast("Accession | Transfer", app.lasting.subject)


# --- boxes from a file


def open_box_files(app: Host) -> None:
    """Choose the file of a box list; what it lists is put on the list."""
    from screens.views.bringing import Files

    number = _shown(app).number

    def taken(app: Host, path: Path) -> None:
        def back(told: Told) -> None:
            if told.mark == "✓" and isinstance(app.view, Files):
                app.back()

        app.do(partial(_list_file, number, path), back)

    app.open(Files(Path.cwd(), taken))


def _list_file(number: str, path: Path, session: Session) -> Told:
    from rmdesk.exchange.box_rows import box_rows

    told = told_accession(session, list_boxes(session, number, box_rows(path)))
    n = told["boxes"]
    text = ngettext("Listed for {number}: {n} box now", "Listed for {number}: {n} boxes now", n)
    return Told(text.format(number=number, n=n), "✓", "good")


# --- forms to be signed, and bags


def ask_for_form(app: Host) -> None:
    """Ask where the form goes: into a file, or to a printer."""
    number, table = _shown(app).number, _shown(app).table
    title = _("Form of {number}").format(number=number)

    def pdf(session: Session) -> bytes:
        from rmdesk.labels.transfer_list import transfer_pdf
        from rmdesk.labels.transmittal import transmittal_pdf

        make = transmittal_pdf if table == Accession.table else transfer_pdf
        return make(session, number)[1]

    def told(target: str) -> None:
        if is_printer(target):
            app.printing.do(lambda session: (printed(session, title, pdf(session), target), None))
        else:
            app.do(lambda session: _written(target, pdf(session)))

    app.open(Asking(title, _("Name a file (.pdf), or a printer (cups:NAME)"), told))


def _written(target: str, data: bytes) -> Told:
    path = Path(target).expanduser()
    if path.suffix.casefold() != ".pdf":
        text = _("“{name}” ends in nothing that a form is written as.").format(name=target)
        raise BadInput(_("Unknown format"), text, _("Name a .pdf."))
    check(path)
    with output(path) as draft:
        draft.path.write_bytes(data)
    return _in_a_file(path)


def _in_a_file(path: Path, more: str = "") -> Told:
    where = _("on the machine that rmdesk runs on")
    text = _("Written to {file}").format(file=path.resolve())
    return Told(text, "✓", "good", "; ".join(filter(None, (more, where))))


def ask_for_bag(app: Host) -> None:
    """Ask for the file of a bag, and write it."""
    number = _shown(app).number
    title = _("Bag of {number}").format(number=number)

    def told(target: str) -> None:
        app.do(partial(_bagged, number, target))

    app.open(Asking(title, _("Name a file (.zip)"), told))


def _bagged(number: str, target: str, session: Session) -> Told:
    from rmdesk.exchange.bagging import bag_transfer

    Refused.for_any(_("Not done"), session.against(HANDLE))
    path = Path(target).expanduser()
    made = bag_transfer(session, number, str(path))
    text = ngettext("{n} file in it, read again", "{n} files in it, read again", made.files)
    return _in_a_file(path, text.format(n=made.files))


# --- where an accession would fit


def look_for_room(app: Host) -> None:
    """List where all boxes of the accession find room together; one that is chosen is its place."""
    number = _shown(app).number

    def read(session: Session) -> tuple[Fit, list[tuple[str, str]]]:
        accession = found(session, ACCESSIONS, number)
        metres = told_accession(session, accession)["metres"] or 0.0
        fits = fit(
            session, metres, level=accession.security, container_type=accession.container_type
        )
        return fits, [_said(session, each) for each in fits.stretches]

    def shown(read: tuple[Fit, list[tuple[str, str]]]) -> None:
        fits, rows = read
        if not rows:
            text = _("{metres:g} m: nowhere is room for all together").format(metres=fits.metres)
            n = fits.unknown
            unknown = ngettext("{n} place tells no capacity", "{n} places tell no capacity", n)
            app.tell(Told(text, "✗", "warn", unknown.format(n=n) if n else ""))
            return
        title = _("Room for {metres:g} m").format(metres=fits.metres)
        app.open(Options(title, rows, lambda n: _choose_room(app, number, fits.stretches[n])))

    app.look_up(read, shown)


def _said(session: Session, found: Stretch) -> tuple[str, str]:
    first, last = (session.address(found.places[n].place.id) for n in (0, -1))
    n = len(found.places)
    room = _("{metres:g} m free").format(metres=round(found.free_m, 2))
    if n == 1:
        return first, room
    return _("{first} to {last}").format(first=first, last=last), _("{n} places, {room}").format(
        n=n, room=room
    )


def _choose_room(app: Host, number: str, found: Stretch) -> None:
    """One place becomes that of the accession; several are told, for each box has its own."""

    def work(session: Session) -> Told:
        addresses = [session.address(each.place.id) for each in found.places]
        if len(addresses) > 1:
            step = _("take it in, then move its boxes there: {places}")
            text = _("{number} needs several places").format(number=number)
            return Told(text, "·", "", step.format(places=", ".join(addresses)))
        amend(session, ACCESSIONS, number, {"place": addresses[0]})
        text = _("The boxes of {number} shall live at {place}")
        return Told(text.format(number=number, place=addresses[0]), "✓", "good")

    app.do(work)


# --- places by ranges


def open_ranges(app: Host) -> None:
    """Open the form for making places."""
    app.open(Ranges())


class Ranges(Form):
    """Ranges of each level, and what all their places have; tried before they are made."""

    name = "ranges"
    searches = False

    def __init__(self) -> None:
        super().__init__(dict.fromkeys((*LEVELS, "capacity_m", "security"), ""))
        hint = _("one, a list or a range: 1-10, 01-10, A-M, 1,3,5-7")
        self._fields = [
            *(Field(name, partial(_, name), hint=lambda: hint) for name in LEVELS),
            Field(
                "capacity_m", lambda: _("capacity (m)"), hint=lambda: _("metres that each takes")
            ),
            Field("security", lambda: _("security"), lambda: ("", *LEVEL.choices)),
        ]

    def title(self) -> Line:
        return [(_("Places by ranges"), "bold")]

    def shown_fields(self) -> Sequence[Field]:
        return self._fields

    def confirm_title(self) -> str:
        return _("Try it, then make them")

    def hear(self, session: Session, counter: object, text: str, tail: str) -> Told:
        return Told(text, words=True)

    def hear_typed(self, session: Session, counter: object, text: str) -> Told:
        return Told(text, words=True)

    def confirm(self, app: Host) -> None:
        """Try it: how many there would be, and from where to where, is asked about."""
        tried: list[Made] = []

        def ask(_told: Told) -> None:
            if tried and tried[0].places:
                app.open(
                    Question(
                        title=_("Make these places?"),
                        lines=[tried[0].told()],
                        yes=_("Yes: make them"),
                        then=lambda _reason: app.do(
                            partial(self._made, False, []), self._back(app)
                        ),
                    )
                )

        app.do(partial(self._made, True, tried), ask)

    def _back(self, app: Host) -> Callable[[Told], None]:
        def back(told: Told) -> None:
            if told.mark == "✓" and app.view is self:
                app.back()

        return back

    def _made(self, dry_run: bool, came: list[Made], session: Session) -> Told:
        Refused.for_any(_("Not done"), session.against(SUPERVISE))
        try:
            common = {
                "capacity_m": METRES.read(text) if (text := self.values["capacity_m"]) else None,
                "security": LEVEL.read(text) if (text := self.values["security"]) else "",
            }
        except Unfit as error:
            raise BadInput(_("This cannot be taken"), f"{error}.") from error
        ranges = {name: self.values[name] for name in LEVELS}
        made = make_places(session, ranges, common, dry_run=dry_run)
        came.append(made)
        if dry_run:
            return Told(_("Tried: {made}").format(made=made.told()), "·")
        return Told(_("Made: {made}").format(made=made.told()), "✓", "good")
