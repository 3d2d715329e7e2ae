"""What a code means (R42): barcodes of every kind first, then other codes; two meanings ask.

A code is looked up as it is, then without what its scanner puts around it. A keyboard set to
another language is guessed only to be told: a guess never acts.
"""

from collections.abc import Iterable, Iterator

from data.patterns import pattern
from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.guideline import Scanner
from rmdesk.duties.ticket import bare_numbered, numbered
from rmdesk.model.codes import clean_code, document_number
from rmdesk.model.records import Holding, Person, Place, Request
from rmdesk.model.words import kind_word, later

Meant = Person | Holding | Place | Request
"""What a code may name."""

_AIM = pattern(r"^\][A-Za-z][0-9A-Za-z](?=.)")
"""The symbology identifier some scanners put before the data, such as `]C0`."""

_STARS = pattern(r"\*([^*]+)\*")
"""A code between the start and stop signs of Code 39, which some scanners send with it.

They are no signs of its data (ISO/IEC 16388).
"""


@dataclass(frozen=True)
class Layout:
    """A keyboard on which a scanner for an English one types something else, to be read back.

    `digits` says whether figures come out as figures: on a French keyboard they do not.
    """

    name: str
    typed: str
    meant: str
    digits: bool = True


LAYOUTS = (
    Layout(later("French"), "&é\"'(-è_çàaqzwAQZW,?):!$", "1234567890qawzQAWZmM-./]", digits=False),
    Layout(
        later("German"),
        'yzYZßü+öä#-?"§&/()=`:;ÖÄ_',
        "zyZY-[];'\\/_@#^&*()+><:\"?",
    ),
    Layout(later("British"), '"@£#~¬', '@"#\\|~'),
)


def meanings(session: Session, text: str) -> list[Meant]:
    """All that a code means at its strongest: several only where it is not clear which.

    Barcodes, badges, places' codes and request numbers go before identifiers and addresses, and a
    bare number is a request only where it is nothing else. A `#` number is no code.
    """
    code = clean_code(text)
    if not code or document_number(code) is not None:
        return []
    return _barcodes(session, code) or _codes(session, code) or _bare(session, code)


def _barcodes(session: Session, code: str) -> list[Meant]:
    requests = [] if code.isdecimal() else numbered(session, code)
    return _all(
        session.visible.barcoded(code), session.badges(code), session.shelves(code), requests
    )


def _codes(session: Session, code: str) -> list[Meant]:
    return _all(session.visible.identified(code), session.places_at(code))


def _bare(session: Session, code: str) -> list[Meant]:
    return _all(numbered(session, code) or bare_numbered(session, code))


def _all(*found: Iterable[Meant] | Meant | None) -> list[Meant]:
    every: list[Meant] = []
    for each in found:
        if isinstance(each, Person | Holding | Place | Request):
            every.append(each)
        elif each is not None:
            every += each
    return every


def resolve(session: Session, text: str) -> Meant | None:
    """The one thing that a code names; None for words, and where it may be several."""
    found = meanings(session, text)
    return found[0] if len(found) == 1 else None


def heard_as(session: Session, text: str) -> list[Meant]:
    """All that a scan may mean: as it is, or without what its scanner adds."""
    for reading in readings(session.guidelines.scanner, text):
        if found := meanings(session, reading):
            return found
    return []


def understood(session: Session, text: str) -> Meant | None:
    """The one thing that a scan means; None for words, and where it may be several."""
    found = heard_as(session, text)
    return found[0] if len(found) == 1 else None


def bare_code(session: Session, text: str) -> str:
    """A scan as a field takes it: as what it names is called, else without all its scanner adds.

    A `#` number is as it is: none is ever scanned.
    """
    if document_number(text) is not None:
        return text
    found = readings(session.guidelines.scanner, text)
    return next((each for each in found if meanings(session, each)), found[-1])


def readings(scanner: Scanner, text: str) -> list[str]:
    """What a scan may be: itself, else what is left of it without what scanners put around."""
    plain = _AIM.sub("", text)
    bare = [_bared(scanner, each) for each in (text, plain)]
    framed = (text, plain, *bare, *(_AIM.sub("", each) for each in bare))
    unstarred = (_STARS.sub(r"\1", each) for each in framed if _STARS.fullmatch(each))
    return list(dict.fromkeys((*framed, *unstarred)))


def surely_scanned(scanner: Scanner, text: str) -> bool:
    """Whether a text has around it what only a scanner puts there: no person types that."""
    return bool(_AIM.match(text)) or (
        bool(scanner.prefix or scanner.suffix)
        and (
            text.casefold().startswith(scanner.prefix.casefold())
            and text.casefold().endswith(scanner.suffix.casefold())
        )
    )


def _bared(scanner: Scanner, text: str) -> str:
    """A scan without the site's prefix and suffix, in whatever case they were typed."""
    if scanner.prefix and text.casefold().startswith(scanner.prefix.casefold()):
        text = text[len(scanner.prefix) :]
    if scanner.suffix and text.casefold().endswith(scanner.suffix.casefold()):
        text = text[: -len(scanner.suffix)]
    return text


@dataclass(frozen=True)
class Suggestion:
    """What a code may have been before a keyboard of another language: to be told, not done."""

    code: str
    layout: str
    meant: Meant


def suggestion(session: Session, text: str) -> Suggestion | None:
    """What an unknown scan would be if its keyboard were another than its scanner thinks.

    A text that holds a plain figure cannot come from a French keyboard; without a figure in what
    is meant it is a word.
    """
    misread = list(_misread(text))
    for _layout, meant in misread:
        found = understood(session, meant)
        if found is not None:
            layouts = [_(layout.name) for layout, same in misread if same == meant]
            return Suggestion(meant, _(" or ").join(layouts), found)
    return None


def _misread(text: str) -> Iterator[tuple[Layout, str]]:
    has_digit = any(letter in "0123456789" for letter in text)
    for layout in LAYOUTS:
        meant = text.translate(str.maketrans(layout.typed, layout.meant))
        may_be = layout.digits or not has_digit
        if may_be and meant != text and any(letter in "0123456789" for letter in meant):
            yield layout, meant


def name_of(meant: Meant) -> str:
    """A thing that a code may mean, as it is told apart from the others."""
    if isinstance(meant, Person):
        return _("the badge of {name}").format(name=meant.name)
    if isinstance(meant, Place):
        rooms = (part for part in (meant.building, meant.floor, meant.room) if part)
        return _("the place {place}").format(place=" ".join((*rooms, meant.name)))
    if isinstance(meant, Request):
        return _("the request {number}").format(number=meant.number)
    kind = kind_word(meant.kind) or _("record")
    return f"{kind} {meant.key} {meant.title}".strip()
