"""What each screen is for, what scans and keys do there, and how a search is written.

The search language is told in docs/search.md; what stands here is tried against it by a test.
"""

from __future__ import annotations

from data.texts import gettext as _


def place(name: str) -> str:
    """Where one is, in words: what a command that belongs there says of it elsewhere."""
    return {
        "desk": _("the desk (F10)"),
        "search": _("results"),
        "record": _("a record"),
        "request": _("a request"),
        "intake": _("a request's draft (F2)"),
        "form": _("a form"),
        "act": _("a form"),
        "what-if": _("an item that is tried"),
        "ranges": _("places by ranges"),
        "list": _("a list"),
        "scheme": _("the scheme"),
        "due": _("what falls due"),
        "disposition": _("a disposition"),
        "kind": _("a record"),
        "place": _("a place"),
        "person": _("a person"),
        "picks": _("the pick list (F3)"),
        "labels": _("the labels (F5)"),
        "label-preview": _("the labels (F5)"),
        "calibration": _("a calibration"),
        "jobs": _("the print jobs (F12)"),
        "census": _("a census"),
    }.get(name, name)


def of_search() -> list[tuple[str, str]]:
    """What can be typed into a search, and what it finds."""
    return [
        ("acme contract", _("both words, in any field, in any form and order")),
        ('"acme contract"', _("just these words, in sequence")),
        ("acme -contract", _("without a word")),
        ("acme OR zenith", _("either; parentheses group")),
        ("contr*  wom?n", _("any letters; one letter")),
        ("title:who", _("in one field: title, code, box, place, unit, kind, notes …")),
        ("unit:=legal", _("just that unit, and none whose name only holds the word")),
        ("status:out", _("by status, as it is now; -status:in is without one")),
        ("holder:tremblay", _("what somebody has; holder:* is all that is out")),
        ("overdue", _("what is out past its day")),
        ("date:1950..1962", _("whose dates touch the span; 1954.. and ..1962 too")),
        ("class:10-2", _("of a class and those below it")),
        ("due:2027", _("whose retention ends then; due:none has no day")),
        ("box 12 folder 3", _("a container, and what is in it")),
        ("hold:*", _("what is under a hold")),
    ]


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
            _("What answers to the words, best first; people, places and requests stand above."),
            _("Up and Down mark a record, Enter opens it. Ctrl+F narrows by kind, status, unit."),
        ],
        "record": [
            _("Up and Down mark an action, Enter does it. What is dimmed says why."),
            _("Scan a badge to make a person current, then hand over or reserve."),
            _of_doors(),
        ],
        "request": [
            _("A request: its holdings with what stands against each, and the next steps."),
            _of_doors(),
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
            _("Enter opens it, Ctrl+O amends it, Ctrl+N registers one below it."),
            _("Ctrl+Y tries an amendment of its item."),
        ],
        "due": [
            _("What falls due, earliest first. Left and Right look ahead; words narrow the list."),
            _(
                "Ctrl+B looks at what is marked with Space, else at what the words have left of"
                " the unit of the row under the mark, and asks about just what may go of it."
            ),
            *_of_lists(),
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
            _of_doors(),
        ],
        "act": [
            _("Mark a field and type or scan; several where it takes several. Ctrl+S does it."),
        ],
        "ranges": [
            _("A range, a list or one value for each level: 1-10, 01-10, A-M, 1,3,5-7."),
            _("Ctrl+S tries it and tells how many places there would be; then it asks."),
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
            _("An act of your own is undone by Enter, after asking. Ctrl+E prints it all."),
            *_of_lists(),
        ],
        "acts": [
            _("What you did today, the last first. Enter undoes the marked act, after asking."),
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
        "messages": [
            _("All that was told in this session. Enter opens the record or person it tells of."),
            *_of_lists(),
        ],
        "drafts": [
            _("What was begun in forms. Enter goes on with it, Delete discards it after asking."),
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
            _("Enter opens what a row is about, or lists one by one what its figure counts."),
            *_of_lists(),
        ],
    }.get(name, [])


def _of_doors() -> str:
    """What the facts of a page lead to."""
    return _("What is underlined leads on: Enter or a second click opens it, Esc leads back.")


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
