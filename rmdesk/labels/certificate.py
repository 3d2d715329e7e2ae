"""The certificate of a disposition as PDF: its number, who did what, each record, and its seal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.duties.batch import (
    Concurrence,
    DisposalItem,
    Disposition,
    concurrences_of,
    items_of,
    known_items,
)
from rmdesk.duties.sealing import certified, is_sound
from rmdesk.labels.list_on_paper import ListOnPaper
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Person
from rmdesk.model.words import ItemState, item_word

_DONE = (ItemState.DESTROYED, ItemState.TRANSFERRED)
_WIDTHS = (30, 62, 24, 24, 18, 16)
"""Of the columns of the list, in millimetres."""


def certificate_pdf(session: Session, number: str) -> tuple[Disposition, bytes]:
    """The certificate of an executed disposition, and what it certifies.

    Raises Refused before it is executed, to who may not know of all of it (R16), and where the
    journal does not say any more what was sealed; NotFound.
    """
    batch = certified(session, number)
    items = known_items(session, batch.id)
    if len(items) < len(items_of(session, batch.id)):
        text = _("{number} holds records that you are not cleared for.")
        reason = Reason("R16", text.format(number=batch.number), _("the security officer"))
        raise Refused.by(_("No certificate"), reason)
    if not is_sound(session, batch):
        text = _("The journal does not hold what {number} was sealed with.")
        raise Refused.by(_("No certificate"), Reason("R34", text.format(number=batch.number)))
    holdings = {each.id: each for each in session.visible.many([i.holding for i in items])}
    paper = ListOnPaper(
        title=_("Certificate of disposition {number}").format(number=batch.certificate),
        statement=_(
            "The records listed here were disposed of as stated. Each was looked at once more at "
            "the moment of execution: none of them was under a legal hold then, and none was "
            "permanent, out, missing or not due. Their descriptions are kept for ever."
        ),
        facts=list(_facts(session, batch, items, holdings)),
        heads=(_("record"), _("title"), _("dates"), _("item"), _("kept to"), _("state")),
        widths=_WIDTHS,
        rows=list(_list(items, holdings)),
        foot=f"{batch.certificate}  {batch.sealed[:16]}",
    )
    return batch, paper.drawn(session.desk.labels)


# --- what stands on it


def _facts(
    session: Session,
    batch: Disposition,
    items: Sequence[DisposalItem],
    holdings: Mapping[int, Holding],
) -> Iterator[tuple[str, str]]:
    done = [item for item in items if item.state in _DONE]
    gone = [holdings[item.holding] for item in done]
    yield _("Disposition"), f"{batch.number}: {batch.reason}"
    yield _("Owned by"), _several(item.unit for item in done)
    yield _("Series"), _several(each.series or each.class_ for each in gone)
    yield _("Inclusive dates"), _span(gone)
    yield _("Schedule"), _several(_versioned(item) for item in done)
    yield _("Disposition authority"), _several(item.authority for item in done)
    yield _("Quantity"), _quantity(session, gone)
    yield _("Eligible since"), _eligible(done)
    yield _("Method"), batch.method
    if batch.recipient:
        yield _("Handed over to"), batch.recipient
    yield _("Proposed by"), _did(session, batch.proposed_by, batch.proposed)
    yield _("Agreed to by"), _agreed(session, concurrences_of(session, batch.id))
    yield _("Approved by"), _did(session, batch.approved_by, batch.approved)
    yield _("Executed by"), _did(session, batch.executed_by, batch.executed)
    yield _("Witnessed by"), ", ".join(batch.witnesses) or _("nobody: none was asked for (R5)")
    yield _("Not disposed of"), _left(items)
    yield _("Journal"), _sealed(batch)


def _versioned(item: DisposalItem) -> str:
    return _("{code} (version {n})").format(code=item.schedule, n=item.version)


def _several(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(filter(None, texts))) or "-"


def _span(gone: Sequence[Holding]) -> str:
    first = [each.date_from for each in gone if each.date_from]
    last = [each.date_to for each in gone if each.date_to]
    undated = sum(not each.date_from and not each.date_to for each in gone)
    span = f"{min(first, default='?')} – {max(last, default='?')}" if first or last else "-"
    text = ngettext("{span}; {n} undated", "{span}; {n} undated", undated)
    return text.format(span=span, n=undated) if undated else span


def _quantity(session: Session, gone: Sequence[Holding]) -> str:
    """How many, how long in all with what went in boxes, and of how many that is not known."""
    told = ngettext("{n} record", "{n} records", len(gone)).format(n=f"{len(gone):,}")
    extents = [extent for _each, extent in session.guidelines.containers.outermost(gone)]
    measured = [extent for extent in extents if extent is not None]
    unknown = len(extents) - len(measured)
    if measured:
        told += "; " + _("{metres:.2f} linear metres").format(metres=sum(measured))
    if unknown:
        text = ngettext("the extent of {n} is not known", "the extent of {n} is not known", unknown)
        told += "; " + text.format(n=f"{unknown:,}")
    return told


def _eligible(done: Sequence[DisposalItem]) -> str:
    days = sorted({item.due for item in done if item.due})
    return "-" if not days else _("after {day}").format(day=" – ".join(dict.fromkeys(
        (days[0], days[-1])
    )))  # fmt: skip


def _did(session: Session, login: str, moment: str) -> str:
    found = session.store.table(Person.table).one("login", login)
    name = f"{found['name']} ({login})" if found and found.get("name") != login else login
    return f"{name}, {moment[:16].replace('T', ' ')}"


def _agreed(session: Session, answers: Sequence[Concurrence]) -> str:
    told = []
    for each in answers:
        person = session.get(Person, each.person)
        by = f"{each.unit}: {person.name if person else '?'}, {each.told[:10]}"
        told.append(f"{by} ({each.evidence})" if each.evidence else by)
    return "; ".join(told) or "-"


def _left(items: Sequence[DisposalItem]) -> str:
    counts: dict[str, int] = {}
    for item in items:
        if item.state not in _DONE:
            word = item_word(item.state)
            counts[word] = counts.get(word, 0) + 1
    return ", ".join(f"{n} {word}" for word, n in counts.items()) or _("none")


def _sealed(batch: Disposition) -> str:
    text = _("{n} entries; SHA-256 of their hashes: {seal}")
    return text.format(n=f"{batch.entries:,}", seal=batch.sealed)


def _list(
    items: Sequence[DisposalItem], holdings: Mapping[int, Holding]
) -> Iterator[tuple[str, ...]]:
    """A line for each record, those that stayed with why."""
    for item in items:
        holding = holdings[item.holding]
        title = holding.title or holding.identifier
        yield (
            holding.key,
            f"{title} [{item.reason}]" if item.reason else title,
            holding.dates or holding.date_to,
            item.schedule,
            item.due,
            item_word(item.state),
        )
