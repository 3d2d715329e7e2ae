"""`shift`: the hand-over of the desk, on the screen, as a file, on paper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data.plain import asdict
from data.streams import is_standard_output
from data.texts import gettext as _
from rmdesk.duties.headings import heading
from rmdesk.duties.shift import Shift, parts_of, shift
from rmdesk.model.days import moment_said
from rmdesk.model.errors import BadInput
from rmdesk.model.words import later, notice_word, priority_word, request_word
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, Fields, Shown, TextTable, argument
from screens.cli.printing import field_lines, table_lines
from screens.cli.writing import FORCE, output_file, write_output

_FORMATS = ("txt", "pdf")
_WORDS = {"kind": notice_word, "priority": priority_word, "status": request_word}
_SHARES = {
    "title": 3, "reasons": 3, "subject": 3, "number_of_act": 0.5, "days_waiting": 0.7,
    "requester": 1.4, "since": 1.3, "due": 1.3, "identifier": 1.3, "barcode": 1.2,
}  # fmt: skip
"""How wide the columns of paper are beside each other; others are 1."""
_HIDDEN = ("can_be_undone",)


def _shift(call: Call) -> Answer | Shown:
    if call.args.out:
        output_file(call, call.args.out)
        _form(call)
    made = shift(call.session)
    data = asdict(made)
    if not call.args.out:
        return Answer(data, _blocks(made))
    text = _as_pdf(call, made) if _form(call) == "pdf" else _as_text(made)
    write_output(call, call.args.out, text)
    if is_standard_output(call.args.out):
        return Shown(0)
    told = _("Written to {file}.").format(file=call.args.out)
    return Answer({**data, "file": call.args.out}, [told])


def _form(call: Call) -> str:
    suffix = Path(call.args.out).suffix.lower().removeprefix(".")
    form = str(call.args.format or suffix or "txt")
    if form not in _FORMATS:
        raise BadInput(
            _("Unknown format"),
            _("“{form}” is no format of a hand-over.").format(form=form),
            _("Formats are: {names}.").format(names=", ".join(_FORMATS)),
        )
    return form


def _blocks(made: Shift) -> list[Block]:
    """The figures, then each part that has anything."""
    blocks: list[Block] = [Fields(made.counts)]
    for title, rows in parts_of(made):
        if rows:
            blocks += ["", f"{title} ({len(rows)})", TextTable(*_worded(rows))]
    return blocks


def _worded(rows: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Rows in words, and their columns: those in which some row says something."""
    said = [
        {
            name: _WORDS[name](value) if name in _WORDS and value else _cell(value)
            for name, value in row.items()
            if name not in _HIDDEN
        }
        for row in rows
    ]
    return said, [name for name in said[0] if any(row[name] for row in said)]


def _cell(value: Any) -> Any:
    if value is False:
        return ""
    return moment_said(value) if isinstance(value, str) else value


def _as_text(made: Shift) -> bytes:
    lines = [f"{_title(made)}", ""]
    for block in _blocks(made):
        if isinstance(block, TextTable):
            lines += table_lines(block, None)
        elif isinstance(block, Fields):
            lines += field_lines(block.values)
        else:
            lines.append(block)
    return ("\n".join(lines) + "\n").encode()


def _title(made: Shift) -> str:
    return _("Hand-over {day}, {login}").format(day=made.day, login=made.login)


def _as_pdf(call: Call, made: Shift) -> bytes:
    from rmdesk.labels.paper import Column, Pages

    pages = Pages.of(call.session.guidelines.paper, _title(made), call.desk.labels)
    pages.heading(_title(made))
    pages.text("\n".join(field_lines(made.counts)))
    for title, rows in parts_of(made):
        if rows:
            said, names = _worded(rows)
            pages.gap()
            pages.heading(f"{title} ({len(rows)})")
            pages.table(
                [Column(heading(name), _SHARES.get(name, 1)) for name in names],
                [[_on_paper(row[name]) for name in names] for row in said],
            )
    return pages.pdf()


def _on_paper(value: Any) -> str:
    return _("yes") if value is True else "" if value is None else str(value)


COMMANDS = (
    Command(
        "shift",
        later("hand the desk over: what is to be fetched, late, set aside, odd, and your own acts"),
        _shift,
        (
            argument(
                "--out",
                metavar="FILE",
                help=later("write it to a .txt or .pdf; - is standard output"),
            ),
            argument("--format", choices=_FORMATS, help=later("default: by the file's name")),
            FORCE,
        ),
        details=later(
            "Your acts of today are numbered from the first: `rmdesk undo --act N` undoes one, "
            "if nothing was built on it since."
        ),
        result="`day`, `login`, `counts`, and lists `pulls`, `late`, `set_aside`, `to_refile`, "
        "`missing`, `left`, `passed_over`, `perhaps_sent`, `acts` (`number_of_act`, `time`, "
        "`action`, `subject`, `reason`, `undone`, `can_be_undone`); `file` if written",
        examples=("rmdesk shift", "rmdesk shift --out shift.pdf"),
    ),
)
