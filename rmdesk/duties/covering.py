"""What is named to come under a hold: records, classes, units, and what a saved search finds.

A saved search is asked again whenever records are proposed for disposition or disposed of, and when
somebody asks for it: what it finds anew comes under the hold then.
"""

from collections.abc import Iterable, Iterator, Sequence

from tinydb import Query

from data.texts import gettext as _
from rmdesk.desk.acts import Given
from rmdesk.desk.desk import Session
from rmdesk.duties.held import Coverage, Hold, class_named, coverage_of, in_force
from rmdesk.duties.holding import unit_named
from rmdesk.model.errors import BadInput, NotFound, Reason, Refused
from rmdesk.model.records import Holding, Unit
from rmdesk.model.words import GONE

MOST = 10_000
"""Most records that are found by words and placed one by one; a class or a unit takes any."""


def named_for(session: Session, hold: Hold, given: Given) -> Iterator[Coverage]:
    """What would be covered, by what names it; of words both they and what they find here."""
    if text := given.get("search"):
        yield Coverage(hold=hold.id, search=text)
    here = (each for each in holdings_in(session, given) if each.status not in GONE)
    yield from (Coverage(hold=hold.id, holding=each.id) for each in here)
    if code := given.get("class_"):
        yield Coverage(hold=hold.id, class_=code, scheme=class_named(session, code))
    if name := given.get("unit"):
        if unit_named(session, name) is None:
            raise NotFound.key(_(Unit.word), name)
        yield Coverage(hold=hold.id, unit=name)


def holdings_in(session: Session, given: Given) -> list[Holding]:
    """The records that keys name and words find, each once. Raises BadInput, NotFound."""
    found = _searched(session, given["search"]) if given.get("search") else []
    return list({each.id: each for each in (*keys_in(session, given), *found)}.values())


def keys_in(session: Session, given: Given) -> list[Holding]:
    """The records that keys name, as they were named. Raises BadInput, NotFound."""
    return [session.visible.one(key) for key in given.get("on") or ()]


def _searched(session: Session, text: str) -> list[Holding]:
    """All records that answer to words, and none that are only near. Raises BadInput."""
    from rmdesk.duties.search import search  # the index is opened only by who searches

    answer = search(session, text, limit=MOST)
    near = answer.did_you_mean or (answer.left_out and not answer.besides)
    holdings = [each for each in answer.answers if isinstance(each, Holding)]
    if near or not holdings:
        raise BadInput(_("Nothing found"), _("No record answers to “{text}”.").format(text=text))
    if answer.total > MOST or not answer.exact:
        told = _("{n} records or more answer to “{text}”.").format(n=answer.total, text=text)
        raise BadInput(_("Not to be counted"), told, _("Narrow it, or name a class or a unit."))
    return holdings


def cover(session: Session, hold: Hold, wanted: Iterable[Coverage], why: str) -> int:
    """Keep what is not under a hold yet, inside a transaction; how many."""
    kept_now = {_of(each) for each in in_force(session, hold.id)}
    new = [each for each in wanted if _of(each) not in kept_now]
    for each in new:
        each.placed, each.placed_by = session.now().isoformat(timespec="seconds"), session.login
        each.placed_for = why
        session.save(each)
    return len(new)


def _of(coverage: Coverage) -> tuple[int | None, str, str, str]:
    return coverage.holding, coverage.class_, coverage.unit, coverage.search


# --- saved searches, asked again


def follow_searches(session: Session, only: Hold | None = None) -> int:
    """Bring under their holds what saved searches find anew; how many records that are.

    From what a hold was lifted it stays lifted. Raises Refused where the index cannot tell all that
    a search finds: then nobody knows what is free.
    """
    asked = (Query().hold == only.id) if only else (Query()["search"] > "")
    rows = session.store.table(Coverage.table).search(asked)
    return sum(
        _followed(session, each)
        for each in map(Coverage.from_document, rows)
        if each.search  # words are lifted with their hold alone
    )


def _followed(session: Session, saved: Coverage) -> int:
    hold = session.get(Hold, saved.hold)
    if hold is None or hold.lifted:
        return 0
    once = {each.holding for each in coverage_of(session, hold.id)}
    found = [each for each in _found_now(session, hold, saved.search) if each.id not in once]
    if not found:
        return 0
    why = _("found by “{text}”").format(text=saved.search)
    with session.follow("place", why):
        new = (Coverage(hold=hold.id, holding=each.id) for each in found)
        return cover(session, hold, new, why)


def _found_now(session: Session, hold: Hold, text: str) -> Sequence[Holding]:
    """What a saved search finds now; nothing is no mistake of it."""
    from rmdesk.duties.search import search  # the index is opened only by who searches

    answer = search(session, text, limit=MOST)
    if answer.did_you_mean or (answer.left_out and not answer.besides):
        return ()
    if answer.total > MOST or not answer.exact:
        told = _("What {number} covers by “{text}” cannot be told completely now.")
        reason = Reason("R1", told.format(number=hold.number, text=text), _("narrower words"))
        raise Refused.by(_("Not done"), reason)
    found = (each for each in answer.answers if isinstance(each, Holding))
    return [each for each in found if each.status not in GONE]
