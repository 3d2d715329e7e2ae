"""Help for where one is: what a scan does here, what the keys do, then all other commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.texts import gettext as _
from screens.kit.command import ScreenCommand, key_name
from screens.kit.paint import Line, fit, wrap
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host

_WIDTH = 74


def about(name: str) -> list[str]:
    """What this screen is for, and what scans and keys do there."""
    return {
        "desk": [
            _("The desk: what is asked for, most urgent first. Enter opens the marked request."),
            _("Tab goes round the figures above it, Enter opens what one counts; so does a click."),
            _(
                "In a window of 110x30 and more each part has a number: Alt+2 jumps to the second,"
                " Tab and Shift+Tab go round them all, Alt+1 comes back to the queue."
            ),
        ],
        "search": [
            _("Words mean all of them; quotes a phrase; -word without it; OR, parentheses."),
            _("Fields: title: code: box: place: unit: kind: status:out date:1950..1962"),
            _("Up and Down mark a record, Enter opens it. Ctrl+F narrows by kind, status, unit."),
        ],
        "record": [
            _("Up and Down mark an action, Enter does it. What is dimmed says why."),
            _("Scan a badge to make a person current, then hand over or reserve."),
        ],
        "request": [
            _("A request: its holdings with what stands against each, and the next steps."),
        ],
        "intake": [
            _("Scan the requester's badge and the records, or mark a field and type."),
            _("Left and Right change the type and the priority. Ctrl+S writes the request."),
            _("Esc leaves; the draft stays until it is written."),
        ],
        "form": [
            _("Mark a field and type, then Enter; Left and Right turn what has few words."),
            _("Enter gives a text to be changed; - alone empties it. Ctrl+S writes the record."),
            _("Where a field names a record, those that begin so are shown; Ctrl+G lists them."),
            _("A scan of a place or a box fills the field that waits for it; others act as ever."),
            _("✗ keeps it from being written; ! only warns, such as of a place that is not there."),
            _("Esc leaves; the draft stays until it is written or discarded, after a crash too."),
        ],
        "list": [
            _("Type words to narrow the list; Left and Right choose the column that sorts it."),
            _("Tab turns the order round. Enter opens the marked record, Ctrl+O amends it."),
            *_of_lists(),
        ],
        "scheme": [
            _("The scheme as a tree: Left closes, Right opens; words find, Enter goes there."),
            _("Tab picks the marked class up; mark the class above it and Tab puts it there."),
            _("Enter or Ctrl+O amends it, Ctrl+N registers one below it, Ctrl+Y tries its item."),
        ],
        "due": [
            _("What falls due, earliest first. Left and Right look ahead; words narrow the list."),
            _("Ctrl+B proposes all that is due of the marked record's unit and may go."),
        ],
        "disposition": [
            _("A disposition: its steps first, then its records. What is dimmed says why."),
            _("Delete on a record: its owner refuses. Once begun, each scan disposes of a box."),
        ],
        "what-if": [
            _("Mark a field and type another value: what it would change is counted below."),
            _("A single - empties a field. Ctrl+S proposes it; another person approves it (R5)."),
        ],
        "kind": [
            _("What is told of a record, what can be done with it, and what belongs to it."),
        ],
        "act": [
            _("Mark a field and type or scan; several where it takes several. Ctrl+S does it."),
        ],
        "choosing": [
            _("Type words to narrow the list; Enter takes the marked record into the field."),
            _("A scan fills the field as well; Esc leaves it as it was."),
        ],
        "place": [
            _("What lives at a place; its first row files there. Ctrl+O amends the place."),
        ],
        "person": [
            _("What is out to a person, the earliest due first. Ctrl+O amends the person."),
        ],
        "picks": [
            _("The pick list in walking order. Scan each record as you take it off its shelf."),
            _("Scan the shelf first to be sure of it: what belongs elsewhere is not taken there."),
            _("A record that is not there: mark it, then “It is not in its place” in Ctrl+P."),
            _("Left and Right sort, Tab turns round; the walking order is one of the orders."),
            *_of_lists(),
        ],
        "refiles": [
            _("What to put back, in walking order. Scan the shelf, then each record put there."),
            _("Another record, or another shelf than its own, is told and not filed."),
            *_of_lists(),
        ],
        "shift": [
            _("What the next at the desk must know. Enter opens what a row is about."),
            _("An act of your own is taken back by Enter, after asking. Ctrl+E prints it all."),
            *_of_lists(),
        ],
        "acts": [
            _("What you did today, the last first. Enter takes the marked act back, after asking."),
            *_of_lists(),
        ],
        "labels": [
            _(
                "Left and Right on the first row turn what gets labels: records, people, results,"
                " an accession, places, new barcodes. Scan to name it, or type."
            ),
            _(
                "Up and Down mark a field, Left and Right turn it. A stock is found by any of its"
                " part numbers; a sheet may begin at any label."
            ),
            _(
                "The proof says what is cut, what no font has and what cannot fit, before anything"
                " is printed. Ctrl+S prints; F8 prints the last labels again, on another day too."
            ),
            _("A printer that is off loses nothing: the labels wait, F12 shows them."),
        ],
        "label-preview": [
            _("Left and Right go from label to label, a number goes to that one."),
        ],
        "calibration": [
            _("Once for a printer and a stock: print the sheet, measure the two crosses, type it."),
            _("Print one label to see that it is right; Ctrl+S keeps it."),
        ],
        "jobs": [
            _("Labels that wait for a printer, oldest first. Enter tries the marked one again."),
            _("What was cut short by a crash may be on paper in part: look before trying again."),
        ],
        "census": [
            _("Scan a shelf, then each record on it from the left; the next shelf ends it."),
            _("The shelf scanned once more says that it is read whole, and what is missing on it."),
            _("After a place that is not known nothing is counted until a valid one (R29)."),
            _("Tab turns to what was found: there a scan does what is to be done with a record."),
            _("Esc stops; what was scanned is kept, and you go on whenever you like."),
        ],
        "inventory": [
            _("Left and Right turn the list: shelf list, holdings, boxes, index of terms."),
            _("Extents are in metres; what lies in a box that is listed is in its extent."),
        ],
        "glossary": [
            _("Type a word or the number of a rule (R14); the marked one stands below in full."),
            *_of_lists(),
        ],
        "files": [
            _("The tables of a folder of this machine. Enter opens; a whole path may be typed."),
        ],
        "import": [
            _("Each column of the file with the field of ours that it fills, and its first rows."),
            _("Left and Right turn a field, Enter lists all. Try it: nothing is changed by that."),
            _("All rows are taken, or none (R36). Esc stops between two rows: nothing is taken."),
        ],
        "remarks": [
            _("Rows that were refused with the reason, and what would be changed: old → new."),
            *_of_lists(),
        ],
        "reports": [
            _("Left and Right change the period, Tab what the report counts by."),
            *_of_lists(),
        ],
    }.get(name, [])


def _of_lists() -> list[str]:
    """What every list can do."""
    return [
        _("Type words to narrow. Space marks a row, Ctrl+Down all up to here, Ctrl+A all or none."),
        _("Insert and Shift+Down mark with words typed. Ctrl+D acts on what is marked."),
        _("Ctrl+E writes or prints what is seen, Ctrl+K copies it. Ctrl+Left, Ctrl+Right sort."),
    ]


def always() -> list[str]:
    """What scans do wherever one is."""
    return [
        _("Scan a badge: that person is current; each record scanned then goes out to them."),
        _("Scan a record that is out: it is returned. Scan one that is here: it is shown."),
        _("Scan a place: each returned record scanned then is filed there, or counted."),
        _("Scan a request's number: it is opened. Type words: they are searched."),
        _("Type > for commands. Esc gets out, at the desk also of the current person or place."),
    ]


class Help(View):
    """Lines to read."""

    name = "help"
    live = False

    def __init__(self, app: Host) -> None:
        where = app.view.name
        here = about(where)
        offered = [command for command in app.offered() if command.belongs(app)]
        keys = [command for command in offered if command.key]
        rest = [command for command in offered if not command.key]
        self._lines: list[Line] = []
        if here:
            self._section(_("Here"), here)
        self._section(_("Scans, everywhere"), always())
        self._commands(_("Keys"), keys)
        self._commands(_("More commands: type > and a word"), rest)

    def _section(self, title: str, texts: list[str]) -> None:
        self._lines.append([(title, "name")])
        for text in texts:
            first, *rest = wrap(text, _WIDTH - 2) or [""]
            self._lines.append([("· ", "dim"), (first, "")])
            self._lines += [[("  ", ""), (line, "")] for line in rest]
        self._lines.append(())

    def _commands(self, title: str, commands: list[ScreenCommand]) -> None:
        self._lines.append([(title, "name")])
        for command in commands:
            label = key_name(command.key) if command.key else command.title_text()
            width = 8 if command.key else 24
            first, *rest = wrap(command.help_text(), _WIDTH - width - 1) or [""]
            self._lines.append([(fit(label, width), "key"), (" ", ""), (first, "")])
            self._lines += [[(" " * (width + 1), ""), (line, "")] for line in rest]
        self._lines.append(())

    def title(self) -> Line:
        return [(_("help"), "bold")]

    def status(self) -> Line:
        return [(_("Esc leaves"), "dim")]

    def __len__(self) -> int:
        return len(self._lines)

    def row(self, index: int, width: int) -> Line:
        return self._lines[index]
