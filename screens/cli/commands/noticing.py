"""`notices`: what borrowers and requesters are to be told today, by e-mail or on paper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data.streams import is_standard_output
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.duties.describe import Describer
from rmdesk.duties.notice import NOTICES, Owed, perhaps_sent, row_of
from rmdesk.duties.notice_text import Letter, as_file, words_of
from rmdesk.duties.notifying import (
    MAIL,
    PAPER,
    Round,
    Sent,
    letters_today,
    print_letters,
    send_letters,
)
from rmdesk.model.errors import BadInput, DeskError
from rmdesk.model.words import NoticeState, later, notice_state_word, notice_word
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, Shown, TextTable, argument
from screens.cli.writing import FORCE, output_file, write_output

_FORMATS = ("txt", "pdf")
_ROWS = ("kind", "days", "person", "way", "address", "key", "title", "due", "request")
_PERHAPS = ("number", "kind", "person", "key", "way", "address", "begun", "why")
_LETTERS = ("kind", "person", "way", "address", "state", "why")


def _notices(call: Call) -> Answer | Shown:
    args = call.args
    if args.text:
        return _words(call)
    _check(call)
    only_told = args.preview or args.dry_run or not (args.mail or args.out)
    letters = letters_today(
        call.session, args.kind or NOTICES, by_mail=args.mail or not args.out, keep=not only_told
    )
    if only_told:
        return _told(call, letters, Round(), begun=False)
    done = Round()
    if args.mail:
        done = send_letters(call.session, [each for each in letters if each.way == MAIL])
    if args.out:
        on_paper = [each for each in letters if each.way == PAPER]
        done.sent += print_letters(call.session, on_paper, lambda some: _write(call, some)).sent
    if is_standard_output(args.out):
        problem = _problem(call, done)
        if problem:
            raise problem
        return Shown(0)
    return _told(call, letters, done, begun=True)


def _words(call: Call) -> Answer:
    """The words in force, as a file to change."""
    kind, dash, step = call.args.text.rpartition("-")
    if not (dash and step.isdecimal()):
        kind, step = call.args.text, ""
    if kind not in NOTICES:
        raise BadInput(
            _("Unknown notice"),
            _("There is no notice “{name}”.").format(name=call.args.text),
            _("Known: {names}.").format(names=", ".join(NOTICES)),
        )
    words = words_of(call.session, kind, int(step) if step else None, "")
    return Answer(
        {"subject": words.subject, "text": words.text, "record": words.record},
        as_file(words).splitlines(),
    )


def _check(call: Call) -> None:
    """Tell before anything is done what cannot be."""
    args = call.args
    if args.out and not args.dry_run:
        output_file(call, args.out)
    if args.out and _form(call) not in _FORMATS:
        raise BadInput(
            _("Unknown format"),
            _("“{form}” is no format of letters.").format(form=_form(call)),
            _("Formats are: {names}.").format(names=", ".join(_FORMATS)),
        )


def _form(call: Call) -> str:
    suffix = Path(call.args.out).suffix.lower().removeprefix(".")
    return str(call.args.format or suffix or "txt")


def _write(call: Call, letters: Sequence[Letter]) -> None:
    """The letters as one file, a page or more for each; without any, a file that says so.

    Nothing that was written on another day is left to be printed again.
    """
    data = _as_pdf(call, letters) if _form(call) == "pdf" else _as_text(letters)
    write_output(call, call.args.out, data)


def _as_text(letters: Sequence[Letter]) -> bytes:
    told = [f"{each.subject}\n\n{each.text}" for each in letters]
    return "\f".join(told or [f"{_nothing()}\n"]).encode()


def _as_pdf(call: Call, letters: Sequence[Letter]) -> bytes:
    from rmdesk.labels.paper import Pages

    pages = Pages.of(
        call.session.guidelines.paper, call.session.guidelines.centre, call.desk.labels
    )
    for letter in letters:
        pages.begin_page()
        pages.heading(letter.subject)
        pages.text(letter.text)
    if not letters:
        pages.text(_nothing())
    return pages.pdf()


def _nothing() -> str:
    """What is said on a day without letters."""
    return _("Nothing is to be told today.")


def _told(call: Call, letters: Sequence[Letter], done: Round, *, begun: bool) -> Answer:
    """What is due, what became of it, and what is not known to have gone."""
    args, results = call.args, {_of(each.letter): each for each in done.sent}
    perhaps = [row_of(call.session, each) for each in perhaps_sent(call.session)]
    told = [_letter(call, each, results.get(_of(each)), done) for each in letters]
    data = {"letters": told, "perhaps_sent": perhaps}
    problem = _problem(call, done, perhaps)
    blocks: list[Block] = []
    if begun:
        rows = [{**each, "state": _state(each["state"])} for each in told]
        blocks += [TextTable([_said(each) for each in rows], _LETTERS), _counted(done)]
    elif args.preview:
        for each in letters:
            blocks += [f"— {_way(each)}: {each.subject}", "", *each.text.splitlines(), ""]
    else:
        owed = [_owed(call, letter, each) for letter in letters for each in letter.owed]
        blocks.append(TextTable([_said(each) for each in owed], _ROWS))
    if not letters:
        blocks.append(_nothing())
    if perhaps:
        blocks += [_("Perhaps sent:"), TextTable([_said(each) for each in perhaps], _PERHAPS)]
    return Answer(data, blocks, problem)


def _of(letter: Letter) -> tuple[int, str]:
    return letter.person.id, letter.kind


def _letter(call: Call, letter: Letter, result: Sent | None, done: Round) -> dict[str, Any]:
    letter = result.letter if result else letter
    return {
        "kind": letter.kind,
        "step": letter.step,
        "person": letter.person.name,
        "unit": letter.person.unit,
        "phone": letter.person.phone,
        "way": letter.way,
        "address": letter.address,
        "subject": letter.subject,
        "text": letter.text,
        "state": result.state if result else "",
        "why": result.why if result else done.stopped if letter.way == MAIL else "",
        "notices": list(result.notices) if result else [],
        "records": [_owed(call, letter, each) for each in letter.owed],
    }


def _owed(call: Call, letter: Letter, owed: Owed) -> dict[str, Any]:
    return {
        "kind": owed.kind,
        "step": owed.step,
        "days": owed.days,
        "person": owed.person.name,
        "way": letter.way,
        "address": letter.address,
        "key": Describer(call.session).key(owed.holding),
        "title": owed.holding.title,
        "due": owed.due,
        "request": owed.request,
    }


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """A row in words."""
    return {**row, "kind": notice_word(row["kind"]), "way": _way_word(row["way"])}


def _way(letter: Letter) -> str:
    return letter.address or f"{letter.person.name}, {_way_word(PAPER)}"


def _way_word(way: str) -> str:
    return {MAIL: _("e-mail"), PAPER: _("paper")}.get(way, way)


def _state(state: str) -> str:
    return notice_state_word(state) if state else _("still due")


def _counted(done: Round) -> str:
    n = sum(each.state == NoticeState.SENT for each in done.sent)
    return ngettext("{n} letter sent.", "{n} letters sent.", n).format(n=n)


def _problem(
    call: Call, done: Round, perhaps: Sequence[dict[str, Any]] | None = None
) -> DeskError | None:
    """Why a run did not do all that it should have; None if it did."""
    if perhaps is None:
        perhaps = [row_of(call.session, each) for each in perhaps_sent(call.session)]
    told = [done.stopped] if done.stopped else []
    failed = [each for each in done.sent if each.state == NoticeState.FAILED]
    told += [f"{each.letter.person.name}: {each.why}" for each in failed]
    numbers = ", ".join(each["number"] for each in perhaps)
    if numbers:
        told.append(_("Nobody knows whether these went: {numbers}.").format(numbers=numbers))
    if not told:
        return None
    step = _("What did not go stays due.")
    if numbers:
        step = _("Say `rmdesk notice went N` or `rmdesk notice again N`.")
    return DeskError(_("Not every notice went"), " ".join(told), step)


COMMANDS = (
    Command(
        "notices",
        later("tell people what is overdue, recalled, set aside or due soon, each once"),
        _notices,
        (
            argument("--mail", action="store_true", help=later("send those that go by e-mail")),
            argument(
                "--out",
                metavar="FILE",
                help=later("write the letters on paper to a .txt or .pdf; without --mail all"),
            ),
            argument("--format", choices=_FORMATS, help=later("default: by the file's name")),
            FORCE,
            argument(
                "--kind",
                action="append",
                choices=NOTICES,
                help=later("only these; repeatable"),
            ),
            argument("--preview", action="store_true", help=later("show the letters, send none")),
            argument(
                "--dry-run",
                action="store_true",
                help=later("tell what would be done, and do nothing"),
            ),
            argument(
                "--text",
                metavar="KIND",
                help=later("show the words of one sort, as the file in which a site changes them"),
            ),
        ),
        details=later(
            "Without --mail or --out it lists what is due and sends nothing. A step of the ladder "
            "goes once for a loan and its due day, whoever runs it. What surely did not go stays "
            "due; what perhaps went is told at each run, until `notice went` or `notice again` "
            "says which. The exit status is 1 if anything did not go."
        ),
        result="`letters` (each `kind`, `step`, `person`, `unit`, `phone`, `way`, `address`, "
        "`subject`, `text`, `state`, `why`, `notices`, `records`), `perhaps_sent`",
        examples=(
            "rmdesk notices --preview",
            "rmdesk notices --mail --out letters.pdf",
            "rmdesk notices --mail --quiet",
        ),
    ),
)
