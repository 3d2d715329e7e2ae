"""The indexer's desk: a controlled list of terms, proposed by one and approved by another.

A term is preferred, or leads to one that is (see). Records are indexed with approved terms; what
files bring as keywords stays as it is written, and is told. How far a class is indexed is a report.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.desk.registering import found
from rmdesk.desk.takes import reason
from rmdesk.duties.states import TERM, move_batch
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.fields import Paths, Record, given, kept
from rmdesk.model.naming import fold_name
from rmdesk.model.values import LINE, PROSE, WORDS
from rmdesk.model.words import TermStatus, later, term_word


@dataclass(kw_only=True, slots=True)
class IndexTerm(Record):
    """A term of the controlled list; one with `see` is not preferred and leads to another.

    `folded` is the term as it is compared, in any case and without accents.
    """

    table: ClassVar[str] = "index_terms"
    word: ClassVar[str] = later("term")
    unique: ClassVar[tuple[str, ...]] = ("term",)
    indexed: ClassVar[tuple[Paths, ...]] = ("folded", "status")
    sparse: ClassVar[tuple[Paths, ...]] = ("see",)
    called_by: ClassVar[tuple[str, ...]] = ("term",)

    term: str = given(LINE, later("term"), later("as it stands in the index"))
    see: str = given(
        LINE, later("see"), later("the preferred term it leads to"), keyed="index_terms"
    )
    see_also: list[str] = given(WORDS, later("see also"), later("related terms"))
    scope_note: str = given(PROSE, later("scope note"), later("what it is used for"))
    status: str = kept("", later("status"), word=term_word)
    proposed: str = kept("", later("proposed"))
    proposed_by: str = kept("", later("proposed by"))
    decided: str = kept("", later("decided"))
    decided_by: str = kept("", later("decided by"))
    why: str = kept("", later("refused because"))
    folded: str = kept("")


def term_called(session: Session, text: str) -> IndexTerm | None:
    """The term that is written so, in any case and with or without accents."""
    rows = session.store.table(IndexTerm.table).search(Query().folded == fold_name(text))
    terms = [IndexTerm.from_document(row) for row in rows]
    approved = (each for each in terms if each.status == TermStatus.APPROVED)
    return next(approved, terms[0] if terms else None)


def preferred(session: Session, term: IndexTerm) -> IndexTerm:
    """The term that stands for another in the end; itself where it leads nowhere."""
    seen = {term.id}
    while term.see and (to := term_called(session, term.see)) and to.id not in seen:
        seen.add(to.id)
        term = to
    return term


# --- the list


def _complete(term: IndexTerm, values: Values, _remark: Remark) -> None:
    term.amend(values)
    if not term.term:
        raise BadInput(_("Something is missing"), _("Say the term."), field_name="term")
    term.folded = fold_name(term.term)


def _settle(session: Session, term: IndexTerm, _before: Values, remark: Remark) -> None:
    """A new one is proposed; what it refers to and is not there is told."""
    if not term.id:
        move_batch(term, TermStatus.PROPOSED, "add term", TERM)
        term.proposed = session.now().isoformat(timespec="seconds")
        term.proposed_by = session.login
    for other in term.see_also:
        if term_called(session, other) is None:
            remark("see_also", _("“{term}” is not on the list").format(term=other))


def _against(session: Session, term: IndexTerm, _before: Values) -> list[Reason]:
    """R42: no two terms are written alike; R43: what it leads to is there, and leads elsewhere."""
    against: list[Reason] = []
    same = term_called(session, term.term)
    if same is not None and same.id != term.id:
        text = _("“{term}” is on the list already: {status}.")
        told = text.format(term=same.term, status=term_word(same.status))
        against.append(Reason("R42", told, _("amending that"), at="term"))
    if term.see:
        to = term_called(session, term.see)
        if to is None:
            text = _("“{term}” is not on the list.").format(term=term.see)
            against.append(Reason("R43", text, _("proposing it first"), at="see"))
        elif term.folded in _led_through(session, to):
            text = _("“{term}” would lead to itself.").format(term=term.term)
            against.append(Reason("R43", text, _("another term"), at="see"))
    return against


def _led_through(session: Session, term: IndexTerm) -> set[str]:
    seen = {term.folded}
    while term.see and (to := term_called(session, term.see)) and to.folded not in seen:
        seen.add(to.folded)
        term = to
    return seen | ({fold_name(term.see)} if term.see else set())


def decide(session: Session, key: str, given: Given, *, approves: bool) -> IndexTerm:
    """Approve a proposed term, or refuse it for a reason. Raises Refused, NotFound."""
    act = "approve-term" if approves else "refuse-term"
    with session.change(act, given.get("reason")):
        term: IndexTerm = found(session, TERMS, key)
        Refused.for_any(_("Not decided"), against_deciding(session, term))
        move_batch(term, TermStatus.APPROVED if approves else TermStatus.REFUSED, act, TERM)
        term.decided = session.now().isoformat(timespec="seconds")
        term.decided_by, term.why = session.login, given.get("reason") or ""
        session.save(term)
    return term


def against_deciding(session: Session, term: IndexTerm) -> list[Reason]:
    """R5: another decides than who proposed it, and each is decided once."""
    if term.status != TermStatus.PROPOSED:
        text = _("“{term}” is {status}.").format(term=term.term, status=term_word(term.status))
        return [Reason("R35", text, _("proposing it anew"))]
    if term.proposed_by != session.login:
        return []
    text = _("You have proposed “{term}” yourself.").format(term=term.term)
    return [Reason("R5", text, _("another person"))]


# --- records


def approved(session: Session, text: str) -> str:
    """The preferred term for one that is typed. Raises BadInput for what is not approved."""
    term = term_called(session, text)
    end = preferred(session, term) if term else None
    if term is not None and term.status == end.status == TermStatus.APPROVED:  # type: ignore[union-attr]
        return end.term  # type: ignore[union-attr]
    told = (
        _("“{term}” is {status}.").format(term=term.term, status=term_word(term.status))
        if term
        else _("“{term}” is not on the list.").format(term=text)
    )
    raise BadInput(
        _("No term of the list"), told, _("Propose it, and have another approve it: `term new`."),
        field_name="terms",
    )  # fmt: skip


def tell_terms(session: Session, keywords: Iterable[str], remark: Remark) -> None:
    """Remark on keywords that the list, if there is one, has not or leads on from."""
    if not len(session.store.table(IndexTerm.table)):
        return
    for text in keywords:
        term = term_called(session, text)
        if term is None:
            remark("keywords", _("“{term}” is not on the list of terms").format(term=text))
        elif term.see:
            to = preferred(session, term).term
            remark("keywords", _("“{term}”: see “{other}”").format(term=text, other=to))
        elif term.status != TermStatus.APPROVED:
            told = _("“{term}” is {status}").format(term=text, status=term_word(term.status))
            remark("keywords", told)


def led_to(session: Session, text: str) -> str:
    """The preferred term for a text that is just a term which leads on; "" for another."""
    term = term_called(session, text) if len(session.store.table(IndexTerm.table)) else None
    if term is None or not term.see or term.status != TermStatus.APPROVED:
        return ""
    return preferred(session, term).term


def _led_here(session: Session, term: IndexTerm) -> dict[str, list[dict[str, Any]]]:
    """The terms that lead to one."""
    rows = session.store.table(IndexTerm.table).search(Query().see == term.term)
    terms = sorted(row["term"] for row in rows)
    return {"used_for": [{"key": each, "term": each} for each in terms]}


TERMS: RecordKind = RecordKind(
    record=IndexTerm,
    name="terms",
    complete=_complete,
    settle=_settle,
    against=_against,
    parts=_led_here,
    grouped=True,
)
KINDS = (TERMS,)

ACTS = (
    Act(
        name="approve-term",
        on=IndexTerm,
        title=later("Approve the term"),
        help=later("Approve a proposed term: another person than who proposed it does."),
        done=later("Approved: {name}"),
        word=later("approved"),
        against=lambda session, record, _given: against_deciding(session, record),
        do=lambda session, keys, given: decide(session, keys[0], given, approves=True),
    ),
    Act(
        name="refuse-term",
        on=IndexTerm,
        title=later("Refuse the term…"),
        help=later("Refuse a proposed term, for a reason."),
        done=later("Refused: {name}"),
        word=later("refused"),
        takes=(reason(later("Why is it refused?")),),
        against=lambda session, record, _given: against_deciding(session, record),
        do=lambda session, keys, given: decide(session, keys[0], given, approves=False),
    ),
)
