"""Classifying: the tree in people's order, what is found in it, and which class a record may be of.

A suggestion tells its reason: the words that a record and a class share, or where its neighbours
stand. A class without an item of the schedule is taken with a warning that stays (R10). With its
class, that a file is closed says until when it is kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.registering import amend, found
from rmdesk.duties.cutoff import CUT_OFF
from rmdesk.duties.departure import gone
from rmdesk.duties.handled import Handled
from rmdesk.duties.held import against_altering
from rmdesk.duties.holding import edit_holding, holdings_named
from rmdesk.duties.indexing import approved, preferred, term_called
from rmdesk.duties.scheme import SCHEME
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.naming import fold_name
from rmdesk.model.records import Holding, SchemeClass
from rmdesk.model.values import LINE, WORDS
from rmdesk.model.words import later

_NEIGHBOURS = 200
_MOST = 5
_WORD = re.compile(r"[^\W\d_]+")


def order_of(code: str) -> tuple[tuple[int, int, str], ...]:
    """What sorts codes as people do: 1.9 before 1.10, `A 9` before `A 10`, numbers before words."""
    pieces = re.findall(r"[0-9]+|[^\W\d_]+", fold_name(code))
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in pieces)


def classes(session: Session) -> list[SchemeClass]:
    """Every class that this person may know of, in people's order."""
    rows = session.visible.known(SchemeClass.table, session.store.table(SchemeClass.table).all())
    return sorted(map(SchemeClass.from_document, rows), key=lambda each: order_of(each.code))


# --- the tree


@dataclass(frozen=True)
class Branch:
    """A class in the tree, with how deep it stands and what is wrong with its place."""

    item: SchemeClass
    depth: int
    odd: str = ""


def tree(session: Session, code: str = "") -> list[Branch]:
    """The whole scheme, or a class with all below it, as one reads it from the top.

    A class whose parent is not there stands at the top, and says so. Raises NotFound for a code.
    """
    every = classes(session)
    codes = {each.code for each in every}
    below: dict[str, list[SchemeClass]] = {}
    for each in every:
        below.setdefault(each.parent if each.parent in codes else "", []).append(each)
    tops = [found(session, SCHEME, code)] if code else below.get("", [])
    seen: set[str] = set()
    branches = list(_grown(tops, below, 0, seen))
    if not code:  # what lies in a circle hangs from nothing
        circled = [each for each in every if each.code not in seen]
        branches += [Branch(each, 0, _("lies below itself")) for each in circled]
    return [_told_odd(branch, codes) for branch in branches]


def _grown(
    items: Iterable[SchemeClass],
    below: dict[str, list[SchemeClass]],
    depth: int,
    seen: set[str],
) -> Iterator[Branch]:
    for item in items:
        if item.code not in seen:
            seen.add(item.code)
            yield Branch(item, depth)
            yield from _grown(below.get(item.code, []), below, depth + 1, seen)


def _told_odd(branch: Branch, codes: set[str]) -> Branch:
    if branch.odd or not branch.item.parent or branch.item.parent in codes:
        return branch
    odd = _("its class above, {code}, is not there").format(code=branch.item.parent)
    return Branch(branch.item, branch.depth, odd)


# --- found by words, and suggested


@dataclass(frozen=True)
class Suggestion:
    """A class with why it is told; a greater `weight` is a better reason."""

    item: SchemeClass
    reason: str
    weight: float = 0.0


def find_classes(session: Session, text: str) -> list[Suggestion]:
    """The classes whose code, title, index terms or scope note answer to words, best first.

    A word answers with its other forms, as in a search: `finance` is in Financial. A term that a
    class only points from (see) leads to the class it points to.
    """
    wanted = [_meant(word) for word in fold_name(text).split()]
    every = classes(session)
    by_code = {each.code: each for each in every}
    hits: dict[str, Suggestion] = {}
    for item in every:
        hit = _matched(item, wanted)
        if hit is None:
            continue
        for code in item.see:
            if target := by_code.get(code):
                told = _("see from {code} {title}").format(code=item.code, title=item.title)
                hits.setdefault(target.code, Suggestion(target, told, hit.weight))
        if not item.see:
            hits[item.code] = hit
    return sorted(hits.values(), key=lambda each: (-each.weight, order_of(each.item.code)))


@dataclass(frozen=True)
class _Meant:
    """A word that is looked for, as part of a text, and its other forms as whole words of it."""

    word: str
    forms: frozenset[str]

    def is_in(self, text: str, words: Container[str]) -> bool:
        """Whether a folded text, of these words, answers to it."""
        return self.word in text or any(form in words for form in self.forms)


def _meant(word: str) -> _Meant:
    return _Meant(word, _forms(word))


def _forms(word: str) -> frozenset[str]:
    """Other forms of a folded word, as the search has them."""
    from index.language.forms import (
        forms_of,  # many patterns; only who looks for a class needs them
    )

    found = forms_of(word, word)
    return frozenset([*found.alike, *(form.decode() for form, _worth in found.others)])


def _matched(item: SchemeClass, wanted: Sequence[_Meant]) -> Suggestion | None:
    if not wanted:
        return None
    places = (
        (4.0, _("its code"), item.code),
        (3.0, _("its title"), item.title),
        (2.0, _("its index terms"), " ".join(item.terms)),
        (1.0, _("its scope note"), item.scope_note),
    )
    folded = ((weight, where, fold_name(text)) for weight, where, text in places)
    texts = [(weight, where, text, set(_WORD.findall(text))) for weight, where, text in folded]
    met = [
        (weight, where, [each.is_in(text, words) for each in wanted])
        for weight, where, text, words in texts
    ]
    if not all(any(found) for found in zip(*(found for _w, _where, found in met), strict=True)):
        return None
    told = [(weight, where) for weight, where, found in met if any(found)]
    return Suggestion(item, ", ".join(where for _w, where in told), sum(w for w, _where in told))


def suggest(session: Session, holding: Holding) -> list[Suggestion]:
    """Classes that a record may be of, best first, each with its reason."""
    every = classes(session)
    near = _neighbours(session, holding)
    total = sum(near.values())
    said = _words(f"{holding.title} {holding.description} {' '.join(holding.keywords)}")
    words = said.union(*map(_forms, said))
    made = (_suggestion(item, words, near[item.code], total) for item in every)
    best = sorted((each for each in made if each), key=lambda each: -each.weight)
    return best[:_MOST]


def advice(session: Session, key: str) -> list[str]:
    """The same in lines, for who is asked for the class of a record. Raises NotFound, BadInput."""
    text = _("{code} {title}: {reason}")
    return [
        text.format(code=each.item.code, title=each.item.title, reason=each.reason)
        for each in suggest(session, session.visible.one(key))
    ]


def _suggestion(item: SchemeClass, words: set[str], near: int, total: int) -> Suggestion | None:
    shared = words & _words(f"{item.title} {item.scope_note} {' '.join(item.terms)}")
    reasons = []
    if near:
        text = _("{n} of {total} of its neighbours stand in it")
        reasons.append(text.format(n=near, total=total))
    if shared:
        reasons.append(_("its words: {words}").format(words=", ".join(sorted(shared))))
    weight = len(shared) + (2.0 * near / total if total else 0)
    return Suggestion(item, "; ".join(reasons), weight) if reasons else None


def _neighbours(session: Session, holding: Holding) -> Counter[str]:
    """The classes of what stands beside it: in its box, else in its series or accession."""
    table, near = session.visible, Counter[str]()
    for path in ("inside", "accession", "series"):
        value = getattr(holding, path)
        if not value or near:
            continue
        rows = table.page(Query()[path] == value, limit=_NEIGHBOURS).rows
        near.update(row["class"] for row in rows if row.get("class") and row.doc_id != holding.id)
    return near


def _words(text: str) -> set[str]:
    """The words that tell something: four letters or more, and Chinese pairs of characters."""
    folded = fold_name(text)
    latin = set(re.findall(r"[^\W\d_]{4,}", re.sub(r"[\u4e00-\u9fff]", " ", folded)))
    runs = re.findall(r"[\u4e00-\u9fff]{2,}", folded)
    return latin | {run[n : n + 2] for run in runs for n in range(len(run) - 1)}


# --- classifying


def classify(session: Session, keys: Sequence[str], given: Given) -> list[Handled]:
    """Give records a class of the scheme, all of them or none (R36). Raises Refused, NotFound."""
    with session.change("classify", given.get("reason")):
        class_: SchemeClass = found(session, SCHEME, given["class_"])
        done = []
        remarks: list[str] = []

        def remark(_name: str, text: str) -> None:
            remarks.append(text)

        for holding in holdings_named(session, keys):
            remarks.clear()
            amended: Holding = amend(
                session,
                session.desk.kinds[Holding.table],
                f"#{holding.id}",
                {"class": class_.code},
                remark=remark,
            )
            done.append(Handled(amended, amended.status, amended.due, next="; ".join(remarks)))
        return done


def against_classifying(session: Session, holding: Holding, _given: Given) -> list[Reason]:
    """R1: not what is under a hold; R8, R28: not a stub."""
    return gone(holding) or against_altering(session, holding)


# --- index terms


def index(session: Session, keys: Sequence[str], given: Given) -> list[Handled]:
    """Give records approved `terms`, all of them or none; for one that leads on, the preferred.

    Terms that they have and that lead on become the preferred ones, too. Raises Refused, NotFound,
    BadInput.
    """
    with session.change("index", given.get("reason")):
        holdings = holdings_named(session, keys)
        terms = [approved(session, text) for text in given["terms"]]
        Refused.for_any(
            _("Not indexed"), [r for each in holdings for r in against_indexing(session, each, {})]
        )
        return [_indexed(session, each, terms) for each in holdings]


def _indexed(session: Session, holding: Holding, terms: Sequence[str]) -> Handled:
    known = [term_called(session, each) for each in holding.keywords]
    was = [
        preferred(session, term).term if term else text
        for term, text in zip(known, holding.keywords, strict=True)
    ]
    keywords = list(dict.fromkeys((*was, *terms)))
    if keywords != holding.keywords:
        holding = edit_holding(session, f"#{holding.id}", {"keywords": keywords})
    return Handled(holding, holding.status, holding.due, next="; ".join(keywords))


def against_indexing(session: Session, holding: Holding, _given: Given) -> list[Reason]:
    """R8, R28: what is gone stays as it was described; R1: what is under a hold."""
    return gone(holding) or against_altering(session, holding)


ACTS = (
    Act(
        name="classify",
        on=Holding,
        title=later("Classify it…"),
        help=later("Give holdings a class of the scheme, all of them or none (R36)."),
        done=later("Classified: {name}"),
        word=later("classified"),
        takes=(
            Takes(
                name="class_",
                flag="--class",
                help=later("code of the class"),
                label=later("Which class? Its code"),
                kind=LINE,
                metavar="CODE",
                required=True,
            ),
            Takes(name="reason", help=later("why, for the log"), kind=LINE),
        ),
        against=against_classifying,
        do=classify,
        advises=advice,
        also=("class", "file plan"),
    ),
    Act(
        name="index",
        on=Holding,
        title=later("Index it…"),
        help=later(
            "Give holdings approved terms of the list; what leads on becomes what it means."
        ),
        done=later("Indexed: {name}"),
        word=later("indexed"),
        takes=(
            Takes(
                name="terms",
                flag="--term",
                help=later("a term of the list; several with semicolons"),
                label=later("Which terms? Several with semicolons"),
                kind=WORDS,
                metavar="TERMS",
                required=True,
            ),
        ),
        against=against_indexing,
        do=index,
        examples=("rmdesk index R100001U --term harbours",),
        also=("terms", "keywords", "subject"),
    ),
    CUT_OFF,
)


def told_class(branch: Branch) -> dict[str, Any]:
    """A class of the tree as plain values."""
    item = branch.item
    names = (
        "code",
        "title",
        "parent",
        "schedule",
        "default_level",
        "security",
        "see",
        "see_also",
        "terms",
    )
    return {**item.plain(names), "depth": branch.depth, "odd": branch.odd}
