"""The words of notices: ours, or the site's own in its `notices` folder, checked as they are read.

A file is named after what it is about: `overdue.toml`, `overdue-180.toml` for one step of the
ladder, `overdue.fr.toml` for people of a language.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from string import Formatter

from data.plain import dataclass, replace
from data.texts import gettext as _
from rmdesk.access.clearance import Clearance
from rmdesk.desk.desk import Session
from rmdesk.desk.mail import one_line
from rmdesk.desk.settings import About, Rule, read_settings, setting
from rmdesk.duties.describe import Describer
from rmdesk.duties.notice import CONCURRENCE, DUE_SOON, FORWARD, OVERDUE, RECALL, SET_ASIDE, Owed
from rmdesk.model.records import Person
from rmdesk.model.words import kind_word

FOLDER = "notices"
LETTER_FIELDS = ("name", "unit", "centre", "today", "count", "records", "number")
RECORD_FIELDS = ("key", "title", "kind", "began", "due", "days", "request", "until")
_LONGEST = 8_000
_MOST = 500
"""Records of one letter."""
_BLANKS = re.compile("\n{3,}")
"""Lines that an empty field leaves blank."""
_LANGUAGES = {"french": "fr", "english": "en", "chinese": "zh", "中文": "zh", "汉语": "zh"}

ABOUT_TEXTS = About(
    lambda: _("The text of a notice cannot be read"),
    lambda: _("Mend the file; `rmdesk notices --text KIND` shows ours as such a file."),
)


def _worded(known: Sequence[str], needs: str = "", *, one: bool = False) -> Rule:
    """A text with these fields in braces, and no others; `needs` must be among them."""

    def fits(value: object) -> bool:
        if not isinstance(value, str) or len(value) > _LONGEST or (one and "\n" in value):
            return False
        try:
            named = list(_named(value))
        except ValueError:
            return False
        return set(named) <= set(known) and (not needs or not value or needs in named)

    return Rule(
        fits,
        lambda: (
            _("a text whose words in braces are of {names}").format(
                names=", ".join(f"{{{name}}}" for name in known)
            )
            + (_(", with {{{name}}} among them").format(name=needs) if needs else "")
        ),
    )


def _named(text: str) -> Iterator[str]:
    """The fields in braces. Raises ValueError for a lone brace, and for more than a name."""
    for _literal, name, spec, conversion in Formatter().parse(text):
        if name is not None:
            if spec or conversion:
                raise ValueError(text)
            yield name


@dataclass(frozen=True)
class NoticeText:
    """The words of one sort of notice; what is empty is as ours. `record` is said of each."""

    subject: str = setting("", _worded(LETTER_FIELDS, one=True))
    text: str = setting("", _worded(LETTER_FIELDS, "records"))
    record: str = setting("", _worded(RECORD_FIELDS, "key"))


@dataclass(frozen=True)
class Letter:
    """What one person is told at once, of one sort: by e-mail to `address`, or on paper."""

    person: Person
    kind: str
    step: int | None
    owed: tuple[Owed, ...]
    way: str
    subject: str
    text: str
    number: str = ""

    @property
    def address(self) -> str:
        """Where it goes by e-mail."""
        return self.person.email if self.way == "mail" else ""


def compose(session: Session, owed: Sequence[Owed], way: str, number: str = "") -> Letter:
    """The letter of what is owed to one person, all of one sort. Raises BadInput for its text."""
    person, kind = owed[0].person, owed[0].kind
    steps = [each.step for each in owed if each.step]
    step = max(steps) if steps else None
    words = words_of(session, kind, step, person.language)
    values = {
        "name": one_line(person.name),
        "unit": one_line(person.unit),
        "centre": session.guidelines.centre,
        "today": session.today(),
        "count": str(sum(len(each.items) or 1 for each in owed)),
        "number": number,
        "records": "\n".join(_records(session, words, owed, way)),
    }
    subject = one_line(words.subject.format_map({**values, "records": ""}))
    text = _BLANKS.sub("\n\n", words.text.format_map(values).strip()) + "\n"
    return Letter(person, kind, step, tuple(owed), way, subject, text, number)


def _records(session: Session, words: NoticeText, owed: Sequence[Owed], way: str) -> Iterator[str]:
    """A line or more for each record; of very many the first ones, and how many more there are."""
    each_of = [
        replace(each, holding=holding, due=holding.ends) if each.items else each
        for each in owed
        for holding in each.items or (each.holding,)
    ]
    for each in each_of[:_MOST]:
        yield words.record.format_map(_of_record(session, each, way))
    if len(each_of) > _MOST:
        yield _("... and {n} more").format(n=f"{len(each_of) - _MOST:,}")


def _of_record(session: Session, owed: Owed, way: str) -> Mapping[str, str]:
    """What is said of a record; of one that must not be named, its barcode alone (R17).

    That is one which the reader is not cleared for today, and by e-mail any with a level, unless
    the site says otherwise.
    """
    holding, request, aside = owed.holding, owed.request, owed.kind == SET_ASIDE
    cleared = Clearance.of(owed.person, session.now().date()).covers(holding.guard)
    bare = way == "mail" and session.guidelines.mail.classified == "barcode" and holding.guard
    named = cleared and not bare
    key = Describer(session).key(holding) if named else holding.barcode or f"#{holding.id}"
    return {
        "key": one_line(key),
        "title": one_line(holding.title) if named else "",
        "kind": kind_word(holding.kind) if named else "",
        "began": owed.began,
        "due": owed.due,
        "days": str(abs(owed.days)),
        "until": _("until {day}").format(day=owed.due) if aside and owed.due else "",
        "request": one_line(request),
    }


def words_of(session: Session, kind: str, step: int | None, language: str) -> NoticeText:
    """The words for one sort of notice: the site's nearest file, and ours for what it leaves out.

    Raises BadInput.
    """
    ours = OURS[kind]()
    for name in _files(kind, step, language):
        path = session.desk.home / FOLDER / f"{name}.toml"
        if path.is_file():
            site = read_settings(path, NoticeText, ABOUT_TEXTS)
            return NoticeText(
                site.subject or ours.subject, site.text or ours.text, site.record or ours.record
            )
    return ours


def _files(kind: str, step: int | None, language: str) -> Iterator[str]:
    """The names that a text may have, the nearest first."""
    told = language.strip().casefold()
    code = _LANGUAGES.get(told, told[:2])
    for tongue in ([f".{code}"] if code.isascii() and code.isalpha() else []) + [""]:
        if step is not None:
            yield f"{kind}-{step}{tongue}"
        yield f"{kind}{tongue}"


def check_texts(folder: Path) -> None:
    """Read every text of a site. Raises BadInput for one that cannot be used."""
    for path in sorted(folder.glob("*.toml")):
        read_settings(path, NoticeText, ABOUT_TEXTS)


def as_file(words: NoticeText) -> str:
    """A text as the file that a site would change."""
    return (
        f'subject = "{words.subject}"\n\ntext = """\n{words.text}"""\n\n'
        f'record = """\\\n{words.record}"""\n'
    )


def _overdue() -> NoticeText:
    return NoticeText(
        _("Overdue records: {count}"),
        _(
            "{name}\n{unit}\n\n{today}\n\n"
            "These records were lent to you by {centre} and are overdue:\n\n"
            "{records}\n\n"
            "Please return them, or tell us if you need them longer or do not have them.\n\n"
            "{centre}\n"
        ),
        _("{key}  {title}\n    lent {began}, due {due}: {days} days ago"),
    )


def _due_soon() -> NoticeText:
    return NoticeText(
        _("Records due soon: {count}"),
        _(
            "{name}\n{unit}\n\n{today}\n\n"
            "These records were lent to you by {centre} and are due soon:\n\n"
            "{records}\n\n"
            "Please return them by then, or ask for them to be renewed.\n\n"
            "{centre}\n"
        ),
        _("{key}  {title}\n    lent {began}, due {due}"),
    )


def _recall() -> NoticeText:
    return NoticeText(
        _("Records recalled: {count}"),
        _(
            "{name}\n{unit}\n\n{today}\n\n"
            "{centre} calls back these records, which are lent to you:\n\n"
            "{records}\n\n"
            "Please return them by the day that stands there. They cannot be renewed.\n\n"
            "{centre}\n"
        ),
        _("{key}  {title}\n    lent {began}, now due {due}"),
    )


def _set_aside() -> NoticeText:
    return NoticeText(
        _("Records set aside for you: {count}"),
        _(
            "{name}\n{unit}\n\n{today}\n\n"
            "These records that you asked for are set aside for you at {centre}:\n\n"
            "{records}\n\n"
            "Please collect them, or tell us if you do not need them any more.\n\n"
            "{centre}\n"
        ),
        _("{key}  {title}\n    set aside {began} {until}  {request}"),
    )


def _concurrence() -> NoticeText:
    return NoticeText(
        _("Records proposed for disposition: {count}"),
        _(
            "{name}\n{unit}\n\n{today}\n\n"
            "The retention of these records of your unit has ended, and {centre} proposes their "
            "disposition. Nothing is done without your agreement in writing:\n\n"
            "{records}\n\n"
            "Please agree, or name the records that are to be kept, and why. No answer is not "
            "taken for consent.\n\n"
            "{centre}\n"
        ),
        _("{key}  {title}\n    kept to {due}  {request}, proposed {began}"),
    )


def _forward() -> NoticeText:
    return NoticeText(
        _("Records brought forward to you: {count}"),
        _(
            "{name}\n{unit}\n\n{today}\n\n"
            "You asked {centre} to have these records again on this day:\n\n"
            "{records}\n\n"
            "Please tell us if you do not need them any more.\n\n"
            "{centre}\n"
        ),
        _("{key}  {title}\n    asked for {began}"),
    )


OURS: Mapping[str, Callable[[], NoticeText]] = {
    OVERDUE: _overdue,
    DUE_SOON: _due_soon,
    RECALL: _recall,
    SET_ASIDE: _set_aside,
    FORWARD: _forward,
    CONCURRENCE: _concurrence,
}
"""Our words for each sort of notice, in the language spoken now."""
