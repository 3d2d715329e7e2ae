"""What is done with the marked rows of a list: an act on all of them, with one dry run and one
question; a copy; a file or a print of what is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.files import check
from data.files import output as written
from data.plain import dataclass, replace
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk import duties
from rmdesk.desk.acts import Act, Given, perform
from rmdesk.desk.registering import found
from rmdesk.model.errors import BadInput, Reason
from rmdesk.model.records import Holding, Person
from screens.kit.list_files import list_csv, list_pdf
from screens.kit.listing import Listing, Target
from screens.kit.notice import Told
from screens.kit.options import Asking, Options
from screens.kit.question import Question
from screens.records.actions import offered_on
from screens.records.asking import ask_for

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session
    from screens.kit.host import Host
    from screens.kit.list_files import ListPaper

_NAMED = 6
_PRINTERS = ("cups:", "tcp:", "lp:", "ipp:")


def list_shown(app: Host) -> Listing | None:
    """The list that is shown, or lies right under the palette."""
    return app.lasting if isinstance(app.lasting, Listing) else None


def acts_on_marked(app: Host) -> tuple[list[Target], list[Act]]:
    """What is marked in the list that is shown, and what can be done with such records."""
    shown = list_shown(app)
    targets = shown.targets() if shown else []
    kinds = {target.record for target in targets}
    return targets, list(offered_on(kinds.pop())) if len(kinds) == 1 else []


def act_on_marked(app: Host) -> None:
    """Choose an act, say what it must be told, see what it would do, and do it."""
    targets, acts = acts_on_marked(app)
    n = len(targets)
    app.line.empty()
    app.open(
        Options(
            ngettext("{n} marked record", "{n} marked records", n).format(n=n),
            [(_(act.title).rstrip("…"), _(act.help)) for act in acts],
            lambda number: _told(app, acts[number], targets, {}),
        )
    )


def _told(app: Host, act: Act, targets: Sequence[Target], given: dict[str, Any]) -> None:
    """Ask for what the act must be told and is not yet; then try it."""
    needed = next((each for each in act.takes if each.required and each.name not in given), None)
    if needed is None:
        _try(app, act, targets, given)
        return
    person = app.counter.person
    if needed.names is Person and person is not None:
        _told(app, act, targets, {**given, needed.name: f"#{person.id}"})
        return

    def told(value: Any) -> None:
        _told(app, act, targets, {**given, needed.name: value})

    ask_for(app, needed, _(act.title), told)


# --- one dry run and one question


@dataclass(frozen=True)
class _Tried:
    """What an act can be done with, and what stands against the rest."""

    can: tuple[Target, ...]
    cannot: tuple[tuple[Target, tuple[Reason, ...]], ...]


def _try(app: Host, act: Act, targets: Sequence[Target], given: Given) -> None:
    came: list[_Tried] = []

    def work(session: Session) -> Told:
        tried = _tried(session, act, targets, given)
        if tried.can:
            _perform(session, act, tried.can, given, dry_run=True)
        came.append(tried)
        return _said(act, tried)

    def done(_told: Told) -> None:
        if came and came[0].can:
            _question(app, act, came[0], given)

    app.do(work, done)


def _tried(session: Session, act: Act, targets: Sequence[Target], given: Given) -> _Tried:
    can, cannot = list[Target](), list[tuple[Target, tuple[Reason, ...]]]()
    for target in targets:
        record = _record(session, target)
        against = tuple(act.reasons_against(session, record, given))
        if against:
            cannot.append((target, against))
        else:
            can.append(target)
    return _Tried(tuple(can), tuple(cannot))


def _record(session: Session, target: Target) -> Any:
    if target.record is Holding:
        return session.visible.one(target.key)
    return found(session, duties.kinds()[target.record.table], target.key)


def _perform(
    session: Session, act: Act, targets: Sequence[Target], given: Given, *, dry_run: bool = False
) -> None:
    """All of them or none, as one act (R36). Acts on other records than holdings take one each."""
    keys = [target.key for target in targets]
    if targets[0].record is not Holding:
        one = act.do
        each = replace(act, do=lambda made, some, told: [one(made, [key], told) for key in some])
        perform(session, each, keys, given, dry_run=dry_run)
    else:
        perform(session, act, keys, given, dry_run=dry_run)


def _said(act: Act, tried: _Tried) -> Told:
    n, refused = len(tried.can), len(tried.cannot)
    can = ngettext("{act}: {n} record can be", "{act}: {n} records can be", n)
    text = can.format(act=_(act.title).rstrip("…"), n=n)
    if refused:
        text += _(", {n} cannot").format(n=refused)
    reasons = dict.fromkeys(reason for _target, against in tried.cannot for reason in against)
    role = "dim" if tried.can else "bad"
    return Told(text, "·" if tried.can else "✗", role, reasons=tuple(reasons)[:_NAMED])


def _question(app: Host, act: Act, tried: _Tried, given: Given) -> None:
    n = len(tried.can)
    lines = [ngettext("{n} record:", "{n} records:", n).format(n=n)]
    lines += _names([f"{each.key}  {each.name}" for each in tried.can])
    if tried.cannot:
        m = len(tried.cannot)
        lines.append(ngettext("{n} is left as it is:", "{n} are left as they are:", m).format(n=m))
        lines += _names([f"{each.key}  {why[0].told}" for each, why in tried.cannot])
    title = _(act.title).rstrip("…")
    yes = ngettext("Yes: {act}, {n} record", "Yes: {act}, {n} records", n)
    app.open(
        Question(
            title=title,
            lines=lines,
            yes=yes.format(act=title, n=n),
            then=lambda _reason: _do(app, act, tried.can, given),
        )
    )


def _names(names: Sequence[str]) -> list[str]:
    more = len(names) - _NAMED
    return [*names[:_NAMED], *([_("and {n} more").format(n=more)] if more > 0 else [])]


def _do(app: Host, act: Act, targets: Sequence[Target], given: Given) -> None:
    def work(session: Session) -> Told:
        _perform(session, act, targets, given)
        n = len(targets)
        text = ngettext("Done with {n} record: {act}", "Done with {n} records: {act}", n)
        return Told(text.format(n=n, act=_(act.title).rstrip("…")), "✓", "good")

    def done(_told: Told) -> None:
        if (shown := list_shown(app)) is not None:
            shown.marks.clear()

    app.do(work, done)


# --- away from the screen


def copy_marked(app: Host) -> None:
    """Put the marked rows, or all that are seen, on the terminal's clipboard (OSC 52)."""
    if (shown := list_shown(app)) is None:
        return
    part = shown.part()
    rows = [[str(row[name]) for name in part.heads] for row in part.rows]
    app.copy_to_clipboard("\n".join("\t".join(row) for row in rows))
    n = len(rows)
    told = ngettext("Copied: {n} row", "Copied: {n} rows", n).format(n=n)
    app.tell(Told(told, "✓", "good", _("if your terminal takes it (OSC 52)")))


def ask_to_write(app: Host) -> None:
    """Ask where the rows that are seen go: into a file, or to a printer."""
    if (shown := list_shown(app)) is None:
        return
    paper = shown.paper()
    n = sum(len(part.rows) for part in paper.parts)
    asks = ngettext(
        "{n} row: name a file (.csv, .pdf), or a printer (cups:NAME)",
        "{n} rows: name a file (.csv, .pdf), or a printer (cups:NAME)",
        n,
    )
    title = _("Write or print: {name}").format(name=paper.title)
    app.open(Asking(title, asks.format(n=n), lambda text: _write(app, paper, text)))


def _write(app: Host, paper: ListPaper, target: str) -> None:
    if is_printer(target):
        app.printing.do(
            lambda session: (printed(session, paper.title, list_pdf(session, paper), target), None)
        )
    else:
        app.do(lambda session: _in_a_file(session, paper, target))


def is_printer(target: str) -> bool:
    """Whether something that was named is a printer, and no file."""
    return target.startswith(_PRINTERS)


def printed(session: Session, title: str, pdf: bytes, printer: str) -> Told:
    """Send paper to a printer, and tell what came of it."""
    from rmdesk.labels.drawing import LabelJob
    from rmdesk.labels.printing import sent
    from rmdesk.labels.spool import JobState

    made = LabelJob(0, 1, pdf, ())
    job = sent(session, made, printer, _("A list"), guard=session.visible.utmost)
    if job.state is JobState.PRINTED:
        return Told(_("Printed: {name}").format(name=title), "✓", "good")
    next_step = _("nothing is lost: F12 shows what waits, F8 tries it again")
    text = _("Not printed yet: {why}").format(why=job.why.rstrip("."))
    return Told(text, "!", "warn", next_step)


def _in_a_file(session: Session, paper: ListPaper, target: str) -> Told:
    path = Path(target).expanduser()
    form = path.suffix.lower()
    if form != ".pdf" and (form != ".csv" or len(paper.parts) > 1):
        raise BadInput(
            _("Unknown format"),
            _("“{name}” ends in nothing that this list is written as.").format(name=target),
            _("Name a .pdf, or a .csv for a list of one part."),
        )
    check(path)
    data = list_pdf(session, paper) if form == ".pdf" else list_csv(paper.parts[0]).encode()
    with written(path) as draft:
        draft.path.write_bytes(data)
    n = sum(len(part.rows) for part in paper.parts)
    told = ngettext("{n} row written to {file}", "{n} rows written to {file}", n)
    where = _("on the machine that rmdesk runs on")
    return Told(told.format(n=n, file=path.resolve()), "✓", "good", where)
