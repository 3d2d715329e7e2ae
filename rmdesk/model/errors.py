"""What the desk says when it cannot do a thing: a title, what happened, and what to do next."""

from collections.abc import Iterable

from data.errors import PlainError
from data.plain import dataclass, field
from data.texts import gettext as _


@dataclass
class DeskError(PlainError):
    """The root of what the desk refuses or cannot do."""


@dataclass(frozen=True)
class Reason:
    """One reason for a refusal: the rule (`R14`), why in plain words, and who can lift it.

    `at` is the field that it stands at in a form, where it is about one. `breach` is set where the
    attempt itself is one (R18): the subject, the guard and the key of the record, for the journal.
    """

    rule: str
    text: str
    lifted_by: str = ""
    at: str = ""
    breach: tuple[str, str, str] | None = field(default=None, compare=False)

    @property
    def told(self) -> str:
        """For people: the rule, and why."""
        return f"{self.rule}: {self.text}"

    @property
    def plain(self) -> dict[str, str]:
        """As JSON has it."""
        return {"rule": self.rule, "text": self.text, "lifted_by": self.lifted_by}


@dataclass
class Refused(DeskError):
    """A rule of the records centre stands in the way; every reason is given at once (R14)."""

    reasons: list[Reason] = field(default_factory=list)

    @classmethod
    def by(cls, title: str, *reasons: Reason) -> "Refused":
        """Refuse for these reasons, at least one."""
        return cls(title, " ".join(reason.text for reason in reasons), reasons=list(reasons))

    @classmethod
    def for_any(cls, title: str, reasons: Iterable[Reason]) -> None:
        """Raise it where there is a reason; each is told once."""
        if told := dict.fromkeys(reasons):
            raise cls.by(title, *told)


@dataclass
class NotFound(DeskError):
    """Nothing that this person may know of answers to the key (R17: hidden reads as absent)."""

    @classmethod
    def key(cls, what: str, key: str, next_step: str = "") -> "NotFound":
        """Say that no such thing (`what` is its plain name) answers to `key`."""
        return cls(
            _("Not found"),
            _("No {what} answers to “{key}”.").format(what=what, key=key),
            next_step or _("Check the number, or search for words of its title."),
        )


@dataclass
class NoCentre(DeskError):
    """The home folder holds no records centre."""


@dataclass
class BadInput(DeskError):
    """A file, a value or an option that cannot be taken; names the file, the row and the field."""

    file: str = ""
    row: int | None = None
    field_name: str = ""
