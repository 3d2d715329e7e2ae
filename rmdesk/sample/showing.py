"""The sample centre's films, maps, photographs, fingerprint cards and index terms."""

from __future__ import annotations

from collections.abc import Iterator

from rmdesk.desk.desk import Session
from rmdesk.desk.registering import register
from rmdesk.duties.classification import index
from rmdesk.duties.digitizing import DIGITIZATIONS
from rmdesk.duties.film import FILM_JOBS, MOUNTINGS, check_film
from rmdesk.duties.fingerprint import FINGERPRINTS
from rmdesk.duties.held import against_altering
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.indexing import TERMS, decide
from rmdesk.model.prints import read_prints
from rmdesk.model.records import Holding
from rmdesk.model.words import Status
from rmdesk.sample.keeping import MANAGER

_PAGE = 1000
_OF_EACH = 12
_CARDS, _PLANS = 2, 4

_ENTRIES = (
    ("Tremblay, Marie, baptism", "3 March 1874", "17"),
    ("Gagnon, Joseph, baptism", "11 May 1874", "23"),
    ("Côté, Rosalie, burial", "2 January 1875", "41-42"),
    ("O'Neill, Patrick, marriage", "19 October 1875", "58"),
)
"""What is to be read on the frames of the first film."""

_PRINTS = (
    "U12 U9 U11 U13 U5 U17 U10 U10 U14 U8", "PI PI PM DO U9 XO CI PM DI U8",
    "A R5 T U14 U9 PI A A A T", "U18 U9 A A A U17 R3 T U2 PI12",
    "U11 U9 U10 U13 A U11 U9 U10 U13 U7", "U12 U10 U11 U14 A U16 U10 U11 U14 A",
    "U14 U9 U11 U13 U7/T U17 U10 U10 U14 U8", "XX U1 U1 U1 A U17 U1 U1 U1 SR",
)  # fmt: skip

_TERMS = (
    ("Harbours", ""), ("Ports", "Harbours"), ("Bridges", ""), ("Water supply", ""),
    ("Waterworks", "Water supply"), ("Surveys", ""),
)  # fmt: skip
"""Terms of the index, each with the one it leads to."""


def show_kinds(session: Session) -> None:
    """Say in the fields of each kind what its records say, as work that was done lately."""
    boss = session.desk.session(MANAGER)
    found = _in_their_places(session)
    films = _films(session, found["reel"])
    _expose(session, boss, films, found["file"])
    _fiches(session, films, found["microfiche"])
    for number, each in enumerate(found["map"], 1):
        drawn = {"drawer": f"{(number - 1) // 4 + 1}", "sheet": f"{number:02}", "scale": "1:2500"}
        kind = {"kind": "plan"} if number > _OF_EACH - _PLANS else {}
        edit_holding(session, f"#{each.id}", kind | drawn)
    for number, each in enumerate(found["photograph"], 1):
        shot = {"drawer": "P1", "negative": f"N-{number:04}", "process": "gelatin silver"}
        edit_holding(session, f"#{each.id}", shot)
    for each, prints in zip(found["fingerprint-card"], _PRINTS, strict=False):
        register(session, FINGERPRINTS, {"card": each.barcode, "prints": read_prints(prints)})
    _terms(session, boss, found["file"])
    for each in found["file"][-2:]:
        register(session, DIGITIZATIONS, {"record": each.barcode, "batch": "council minutes"})


def _in_their_places(session: Session) -> dict[str, list[Holding]]:
    """Some records of each kind that are in, that nobody waits for, and that anybody may see."""
    found: dict[str, list[Holding]] = {
        kind: [] for kind in ("reel", "microfiche", "map", "photograph", "fingerprint-card", "file")
    }
    for each in _holdings(session):
        if each.kind not in found or len(found[each.kind]) == _OF_EACH:
            continue
        open_to_all = not each.guard or each.kind == "fingerprint-card"
        if each.status == Status.IN and open_to_all and not against_altering(session, each):
            found[each.kind].append(each)
    return found


def _holdings(session: Session) -> Iterator[Holding]:
    for rows in session.store.table(Holding.table).pages(limit=_PAGE):
        yield from map(Holding.from_document, session.visible.known(Holding.table, rows))


def _films(session: Session, reels: list[Holding]) -> list[Holding]:
    """Masters, each with a use copy, and a finding aid of the first."""
    half = len(reels) // 2
    about = {"width_mm": 35.0, "reduction": 14.0, "frames": "1-600"}
    for number, (master, copy) in enumerate(zip(reels[:half], reels[half:], strict=False), 1):
        said = {**about, "film": "C-13", "reel": str(number)}
        edit_holding(
            session, f"#{master.id}", {**said, "generation": "master", "polarity": "negative"}
        )
        edit_holding(
            session,
            f"#{copy.id}",
            {**said, "generation": "use-copy", "polarity": "positive", "copy_of": master.barcode},
        )
    for title, dates, frames in _ENTRIES if reels else ():
        add_holding(
            session,
            {
                "kind": "frame", "title": title, "dates": dates, "frames": frames,
                "container": reels[0].barcode, "unit": reels[0].unit,
            },
        )  # fmt: skip
    return reels


def _fiches(session: Session, films: list[Holding], fiches: list[Holding]) -> None:
    """Microfiches, and aperture cards with a frame each of the first film."""
    about = {"width_mm": 105.0, "reduction": 24.0, "polarity": "negative", "generation": "use-copy"}
    for each in fiches[_CARDS:]:
        edit_holding(
            session, f"#{each.id}", {**about, "frames": "1-98", "targets": ["start", "end"]}
        )
    for number, each in enumerate(fiches[:_CARDS], 300):
        made = {"kind": "aperture-card", "width_mm": 35.0, "frames": str(number)}
        edit_holding(session, f"#{each.id}", made)
        mounted = {"carrier": each.barcode, "film": films[0].barcode, "frames": str(number)}
        register(session, MOUNTINGS, {**mounted, "counted": 1})


def _expose(session: Session, boss: Session, films: list[Holding], files: list[Holding]) -> None:
    """The camera's log of one film: passed, to be retaken, taken again, and to be checked."""
    if not films:
        return
    film = films[0].barcode

    def job(frames: str, of: Holding, **more: str) -> str:
        values = {"film": film, "frames": frames, "record": of.barcode, "batch": "B-12", **more}
        number: str = register(session, FILM_JOBS, values).number
        return number

    check_film(boss, job("1-120", files[0]), {"density": 1.05, "resolution": 120}, passes=True)
    faulty = job("121-240", files[1])
    given = {"density": 0.72, "resolution": 85, "reason": "out of focus from frame 180 on"}
    check_film(boss, faulty, given, passes=False)
    job("121-240", files[1], retakes=faulty)
    jacket = {"kind": "jacket", "title": "Council minutes, jacket 1", "barcode": "JACKET-0001"}
    add_holding(session, {**jacket, "home": films[0].home, "unit": films[0].unit})
    mounted = {"carrier": "JACKET-0001", "film": film, "frames": "1-60", "counted": 60}
    register(session, MOUNTINGS, {**mounted, "channels": 5, "in_channel": 12})


def _terms(session: Session, boss: Session, files: list[Holding]) -> None:
    """A controlled list with two terms that lead on, one still to be decided, and what has some."""
    for term, see in _TERMS:
        register(session, TERMS, {"term": term, "see": see})
        decide(boss, term, {}, approves=True)
    register(session, TERMS, {"term": "Dredging"})
    index(session, [f"#{each.id}" for each in files[:6]], {"terms": ["Harbours", "Surveys"]})
