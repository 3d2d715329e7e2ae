"""What the desk tells about a scan or a command: said once, shown beside the desk line."""

from collections.abc import Sequence

from data.errors import PlainError
from data.plain import dataclass, replace
from data.texts import gettext as _
from rmdesk.duties.scan import Heard, ScanOutcome
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.fields import Record
from rmdesk.model.records import Holding, Person, Place, Request
from screens.kit.paint import Line, Span, wrap


@dataclass(frozen=True)
class Told:
    """What happened, what to do next, and against a refusal every reason.

    `role` says good, bad or neither in colour, `mark` in a character. `words` means that the text
    named nothing: it is something to search for; `code` is what a field takes of it, where that is
    not all that was entered. `shows` means that its holding is to be opened, `opens` is what was
    named by typing, and is opened for that. `asks`: it may mean several things, to be chosen among
    the results. `command`: it is no code, but what a command is called. `moves`: whether that
    record shall live at the place from now on is asked; `would` is what it would mean.
    """

    text: str
    mark: str = "·"
    role: str = ""
    next: str = ""
    reasons: Sequence[Reason] = ()
    at: str = ""
    words: bool = False
    code: str = ""
    shows: bool = False
    holding: Holding | None = None
    person: Person | None = None
    place: Place | None = None
    request: Request | None = None
    opens: Record | None = None
    asks: bool = False
    command: bool = False
    moves: Holding | None = None
    would: Sequence[str] = ()

    @property
    def of_now(self) -> bool:
        """Whether it says only who or where is current: no news once nobody is."""
        return self.mark == "▸" and bool(self.person or self.place)

    @property
    def passes(self) -> bool:
        """Whether it says only why nothing was done: no news once something else is begun."""
        return self.role == "warn" and self.mark in ("?", "✗", "·")

    def lines(self, width: int) -> list[Line]:
        """In full: the text, the next step, each reason with its rule and who can lift it."""
        head: list[Span] = [(f"{self.mark} ", self.role)]
        first, *rest = wrap(self.text, width - 2, 6) or [""]
        found: list[Line] = [[*head, (first, "bold")]]
        found += [[("  ", ""), (line, "bold")] for line in rest]
        for reason in self.reasons:
            found += _reason_lines(reason, width)
        if self.next:
            found += [
                [("  → " if not number else "    ", self.role), (line, "")]
                for number, line in enumerate(wrap(self.next, width - 4, 3))
            ]
        return found

    def short(self) -> Line:
        """In one line, for the log."""
        tail = f" → {self.next}" if self.next else ""
        reasons = " ".join(reason.text for reason in self.reasons)
        return [(f"{self.mark} ", self.role), (f"{self.at} {self.text}", ""),
                (tail or f" {reasons}" if reasons or tail else "", "dim")]  # fmt: skip


def _reason_lines(reason: Reason, width: int) -> list[Line]:
    lifted = _("Lifted by: {who}.").format(who=reason.lifted_by) if reason.lifted_by else ""
    first, *rest = wrap(f"{reason.text} {lifted}", width - 7) or [""]
    rule = f"  {reason.rule:<4} "
    return [[(rule, "bad"), (first, "")], *([(" " * 7, ""), (line, "")] for line in rest)]


_MARKS = {
    Heard.PERSON: ("▸", "name"),
    Heard.PLACE: ("▸", "name"),
    Heard.COUNTED: ("✓", "good"),
    Heard.ODD: ("!", "warn"),
    Heard.CHARGED_OUT: ("✓", "good"),
    Heard.RETURNED: ("✓", "good"),
    Heard.REFILED: ("✓", "good"),
    Heard.FOUND: ("✓", "good"),
    Heard.TAKEN_OUT: ("✓", "good"),
    Heard.RECEIVED: ("✓", "good"),
    Heard.AGAIN: ("·", "dim"),
    Heard.ASKS: ("?", "warn"),
    Heard.SUGGESTED: ("?", "warn"),
    Heard.BLOCKED: ("✗", "bad"),
}


def told_of_answer(answer: ScanOutcome) -> Told:
    """What a scan did, as it is shown."""
    mark, role = _MARKS.get(answer.heard, ("·", ""))
    due = _("due {day}").format(day=answer.due) if answer.due else ""
    step = " · ".join(part for part in (due, answer.next) if part)
    words = answer.heard is Heard.WORDS
    told = Told(answer.message, mark, role, step, words=words, asks=bool(answer.asks))
    return replace(
        told,
        shows=answer.heard is Heard.SHOWN,
        holding=answer.holding,
        person=answer.person,
        place=answer.place,
        request=answer.request,
        moves=answer.moves,
        would=answer.would,
    )


def told_of_error(error: PlainError) -> Told:
    """What the store cannot do; a refusal with every reason, or what else could not be done."""
    if isinstance(error, Refused) and error.reasons:
        return Told(error.title, "✗", "bad", error.next_step, tuple(error.reasons))
    return Told(f"{error.title}: {error.message}", "✗", "bad", error.next_step)
