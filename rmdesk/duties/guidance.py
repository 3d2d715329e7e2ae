"""What the guidelines mean: why a loan is due when it is, and what another file would change."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tinydb import Query

from data.plain import dataclass, field
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.desk.guideline import Guidelines, explain_due, read_guidelines
from rmdesk.duties.loan import open_loan, type_of
from rmdesk.duties.recall import least_until
from rmdesk.model.days import day_of, instant_of, iso_day, long_day
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Holding, Loan, Person, Request, Unit
from rmdesk.model.words import KINDS, PRIORITIES

_MONTH = timedelta(days=30)
_LOOKED_BACK = 1000
"""Entries of one loan that are looked through for its last renewal."""


@dataclass(frozen=True)
class DueChange:
    """What another file would have made of a loan or a request: `what` says which of them it is."""

    what: str
    key: str
    since: str
    due: str
    would_be: str
    why: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class GuidelineCheck:
    """A file of guidelines run against the loans and requests since a day.

    `left_out` are loans whose due day is no longer that of their lending: renewed, recalled, or
    lent inside a container.
    """

    file: str
    since: date
    loans: int
    requests: int
    left_out: int
    changes: list[DueChange]
    doubts: list[str]


def explain_loan(session: Session, key: str) -> list[str]:
    """Why a loan of a holding is due when it is, in sentences.

    Raises NotFound, Refused, BadInput.
    """
    holding = session.visible.one(key)
    loan = open_loan(session, holding.id)
    if loan is None:
        text = _("{key} is not out.").format(key=holding.key)
        raise Refused.by(_("No such loan"), Reason("R14", text))
    said = []
    if loan.with_container and (outer := session.get(Loan, loan.with_container)):
        container = session.visible.get(outer.holding)
        if container is None:
            return [_("It went out inside its container, and is due with it.")]
        told = _("It went out inside {container}, and is due with it.")
        if loan.due_before:  # it was recalled by itself
            told = _("It went out inside {container}.")
        said.append(told.format(container=container.key))
        holding, loan = (holding, loan) if loan.due_before else (container, outer)
    return said + _explained(session, holding, loan)


def _explained(session: Session, holding: Holding, loan: Loan) -> list[str]:
    due = iso_day(loan.due)
    if loan.recalled:
        return _recall_explained(session, loan, due)
    borrower = session.get(Person, loan.person) or Person()
    said = []
    start = _lent_on(session, loan)
    if loan.renewals:
        start = _renewed_on(session, loan) or start
        told = ngettext(
            "Renewed once, on {day}.", "Renewed {n} times, last on {day}.", loan.renewals
        )
        said.append(told.format(n=loan.renewals, day=long_day(start)))
    type_ = type_of(session, loan)
    said += explain_due(session.guidelines, holding, borrower, start, type_)
    if session.guidelines.due_date(holding, borrower, start, None, type_) != due:
        told = _("It is due {due} instead: that day was given by hand, or by other guidelines.")
        said.append(told.format(due=long_day(due)))
    return said


def _recall_explained(session: Session, loan: Loan, due: date) -> list[str]:
    told = _("It was recalled on {day}: due {due}.")
    said = [told.format(day=long_day(iso_day(loan.recalled)), due=long_day(due))]
    least = session.guidelines.loans.minimum_days
    if least and due == least_until(session, loan):
        text = ngettext(
            "A loan lasts {n} day at least (loans.minimum_days).",
            "A loan lasts {n} days at least (loans.minimum_days).",
            least,
        )
        said.append(text.format(n=least))
    if loan.due_before:
        text = _("Until then it was due {day}, and is again if the recall is lifted.")
        said.append(text.format(day=long_day(iso_day(loan.due_before))))
    return said


def _lent_on(session: Session, loan: Loan) -> date:
    return day_of(loan.out, session.now().tzinfo) or session.now().date()


def _renewed_on(session: Session, loan: Loan) -> date | None:
    entries = session.store.journal.of(f"{Loan.table}:{loan.id}", limit=_LOOKED_BACK)
    renewed = (entry.time for entry in entries if entry.action == "renew")
    last = next(renewed, None)
    return day_of(last, session.now().tzinfo) if last else None


def check_guidelines(session: Session, path: Path) -> GuidelineCheck:
    """What a file would have made of the loans and requests of the last thirty days.

    Only those that this person may know of. Raises BadInput for a file that cannot be used.
    """
    if not path.exists():
        raise BadInput(
            _("No such file"), _("{file} is not there.").format(file=path), "", file=str(path)
        )
    guidelines = read_guidelines(path)
    today = session.now().date()
    since = today - _MONTH
    loans = list(_loans_since(session, since))
    plain = [loan for loan in loans if not (loan.renewals or loan.recalled or loan.with_container)]
    requests = list(_requests_since(session, since))
    changes = [each for loan in plain if (each := _loan_change(session, guidelines, loan))]
    changes += [each for one in requests if (each := _request_change(session, guidelines, one))]
    return GuidelineCheck(
        file=str(path),
        since=since,
        loans=len(loans),
        requests=len(requests),
        left_out=len(loans) - len(plain),
        changes=changes,
        doubts=doubts_about(session, guidelines),
    )


def doubts_about(session: Session, guidelines: Guidelines) -> list[str]:
    """What is allowed by guidelines and yet perhaps not meant here, in sentences."""
    unknown = _("{key} names the unit “{unit}”, to which nobody here belongs.")
    return [
        *guidelines.doubts(KINDS, session.now().date()),
        *(
            unknown.format(key=key, unit=unit)
            for key, unit in guidelines.units
            if not _is_known(session, unit)
        ),
        *_columns_unknown(session, guidelines),
    ]


def _columns_unknown(session: Session, guidelines: Guidelines) -> Iterator[str]:
    """Lists of what there is none of, and columns that are no field: no list shows them."""
    kinds = session.desk.kinds
    for table, columns in guidelines.lists.columns.items():
        if table not in kinds:
            text = _("[lists] columns names “{table}”, which is no list; there are {known}.")
            yield text.format(table=table, known=", ".join(sorted(kinds)))
            continue
        fields = kinds[table].specs
        for name in (each.partition(":")[0] for each in columns):
            if name not in fields:
                text = _("[lists] columns.{table} names “{name}”, which is no field of it.")
                yield text.format(table=table, name=name)


def _is_known(session: Session, unit: str) -> bool:
    """Whether there is a unit of this name, that this person may know of, in whatever case."""
    wanted = unit.strip().casefold()
    rows = session.visible.all_in(Unit.table, Query().name > "", order_by="name")
    return any(row["name"].strip().casefold() == wanted for row in rows)


def _loans_since(session: Session, since: date) -> Iterator[Loan]:
    """The loans of these days, the newest first: their numbers rise with time."""
    for rows in session.store.table(Loan.table).pages(descending=True):
        kept = [Loan.from_document(row) for row in session.visible.known(Loan.table, rows)]
        yield from (loan for loan in kept if _lent_on(session, loan) >= since)
        if rows and (day_of(rows[-1]["out"], session.now().tzinfo) or since) < since:
            return


def _requests_since(session: Session, since: date) -> Iterator[Request]:
    """The requests of these days that have a clock."""
    near = Query().received >= (since - timedelta(days=1)).isoformat()
    for document in session.visible.all_in(Request.table, near, order_by="received"):
        request = Request.from_document(document)
        received = day_of(request.received, session.now().tzinfo)
        if request.due and request.priority in PRIORITIES and received and received >= since:
            yield request


def _loan_change(session: Session, guidelines: Guidelines, loan: Loan) -> DueChange | None:
    holding = session.visible.get(loan.holding)
    if holding is None:
        return None
    borrower, lent = session.get(Person, loan.person) or Person(), _lent_on(session, loan)
    type_ = type_of(session, loan)
    due = guidelines.due_date(holding, borrower, lent, None, type_).isoformat()
    if due == loan.due:
        return None
    why = explain_due(guidelines, holding, borrower, lent, type_)
    return DueChange("loan", holding.key, lent.isoformat(), loan.due, due, why)


def _request_change(session: Session, guidelines: Guidelines, request: Request) -> DueChange | None:
    zone = session.now().tzinfo
    received, kept = instant_of(request.received, zone), instant_of(request.due, zone)
    if received is None or kept is None:
        return None
    due = guidelines.service.due(received.astimezone(zone), request.priority)
    told = due.isoformat(timespec="minutes")
    if instant_of(told, zone) == kept:
        return None
    return DueChange("request", request.number, request.received, request.due, told)
