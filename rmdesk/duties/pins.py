"""Badge and PIN: how people sign in at a terminal that several of them use.

A PIN is kept as its scrypt hash alone, and no log tells it. Wrong ones are waited for longer each
time; after some the PIN is locked until another member of the staff unlocks it.
"""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import ClassVar

from tinydb import Query

from data.plain import dataclass
from data.schema import Author
from data.texts import gettext as _
from rmdesk.access.matters import REFUSED_SIGN_IN, SIGN_IN
from rmdesk.desk.acts import Act, Given
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind
from rmdesk.desk.takes import reason
from rmdesk.model.errors import BadInput, NotFound, Reason, Refused
from rmdesk.model.fields import Paths, Record, kept, link
from rmdesk.model.records import Person
from rmdesk.model.roles import ADMINISTER, HANDLE, LOOK, holder_of
from rmdesk.model.words import later

LONGEST = 12
_SETTING = "rmdesk staff pin"
_COST, _BLOCK, _LANES, _SALT = 2**14, 8, 1, 16
"""scrypt: 16 MiB and some fifty milliseconds for each try."""


@dataclass(kw_only=True, slots=True)
class Pin(Record):
    """The PIN of a member of the staff: salt and hash in hexadecimal, and the tries since.

    `failed` counts wrong ones in a row, `tried` is when the last was (ISO instant); with `locked`,
    a day, it opens nothing.
    """

    table: ClassVar[str] = "pins"
    word: ClassVar[str] = later("PIN")
    sparse: ClassVar[tuple[Paths, ...]] = ("person",)
    secured: ClassVar[bool] = True
    unsaid: ClassVar[tuple[str, ...]] = ("salt", "hash")

    person: int | None = link(Person.table, later("person"), "person")
    salt: str = kept("")
    hash: str = kept("")
    set: str = kept("", later("set"))
    set_by: str = kept("", later("set by"))
    failed: int = kept(0, later("wrong tries"))
    tried: str = kept("")
    locked: str = kept("", later("locked"))


def _hashed(pin: str, salt: str) -> str:
    from hashlib import scrypt

    made = scrypt(pin.encode(), salt=bytes.fromhex(salt), n=_COST, r=_BLOCK, p=_LANES, maxmem=2**26)
    return made.hex()


def _same(one: str, other: str) -> bool:
    from hmac import compare_digest  # with the first PIN: every start imports this

    return compare_digest(one, other)


def pin_of(session: Session, person: Person | None) -> Pin | None:
    """The PIN that somebody has; None for none."""
    if person is None:
        return None
    return next(iter(session.where(Pin, Query().person == person.id)), None)


# --- setting one


def set_pin(session: Session, key: str, pin: str, old: str = "") -> Person:
    """Give a member of the staff a PIN; who has one names the `old` one for another of their own.

    Raises Refused (R37), BadInput for one that is guessed too soon, NotFound.
    """
    with session.change("set PIN"):
        person = session.person(key)
        before = pin_of(session, person)
        Refused.for_any(_("Not set"), against_setting(session, person))
        if before is not None and person.login in session.accounts:
            _check_old(before, old)
        _check_shape(session, pin)
        from secrets import token_hex

        made = before or Pin(person=person.id)
        made.salt = token_hex(_SALT)
        made.hash = _hashed(pin, made.salt)
        made.failed, made.tried, made.locked = 0, "", ""
        made.set, made.set_by = session.now().isoformat(timespec="seconds"), session.login
        session.save(made)
    return person


def against_setting(session: Session, person: Person) -> list[Reason]:
    """R37: one's own, or by an administrator; for who signs in by it; a locked one is unlocked."""
    if person.login not in session.accounts and (lacked := session.against(ADMINISTER)):
        return lacked
    if useless := _would_open_nothing(session, person):
        return useless
    made = pin_of(session, person)
    own = person.login in session.accounts
    return [_is_locked(session, made)] if own and made is not None and made.locked else []


def _would_open_nothing(session: Session, person: Person) -> list[Reason]:
    """R37: why nobody would sign in as a person by any PIN, and who mends it."""
    name, found = person.name, []
    if not person.login:
        text = _("{name} is not of the staff: nobody else signs in.").format(name=name)
        found.append(Reason("R37", text, holder_of(ADMINISTER)))
    elif lacked := Session(session.desk, person.login).against(LOOK):
        text = _("{name} is no longer registered here, and signs in nowhere.").format(name=name)
        found.append(Reason("R37", text, lacked[0].lifted_by))
    if not person.barcode:
        text = _("{name} has no badge: a PIN alone opens nothing.").format(name=name)
        found.append(Reason("R37", text, _giving_a_badge(session, person)))
    elif len(session.badges(person.barcode)) > 1:
        text = _("Several people have the badge {badge}: it opens nothing.")
        told = text.format(badge=person.barcode)
        found.append(Reason("R37", told, _giving_a_badge(session, person)))
    return found


def _giving_a_badge(session: Session, person: Person) -> str:
    """Who gives a badge, and how: nobody gives one to themselves."""
    who = holder_of(HANDLE)
    if person.login in session.accounts:
        who = _("another: {who}").format(who=who)
    return _("{who}, by: {command}").format(
        who=who, command=f"rmdesk edit {person.login or f'#{person.id}'} --barcode BADGE"
    )


def against_locking(session: Session, *, left: bool = False) -> list[Reason]:
    """R37: why whoever is at this screen could not open it again, and the way out.

    Who acts for another has only a badge and a PIN of their own. One that is `left` is hidden also
    where the PIN was locked: that is unlocked by another.
    """
    person = keeper_of(session)
    if person is None:
        return session.against(LOOK)
    made = pin_of(session, person)
    found = _would_open_nothing(session, person)
    if made is None:
        text = _("You have no PIN, which would open the screen again.")
        found.append(Reason("R37", text, _("setting one: {command}").format(command=_SETTING)))
    elif made.locked and not left:
        found.append(_is_locked(session, made))
    return found


def keeper_of(session: Session) -> Person | None:
    """Who is at the keys of a session: who acts, also for another; None for a stranger."""
    return Session(session.desk, session.by or session.login).staff


def nobody_signs_in(session: Session) -> bool:
    """Whether no member of the staff has a PIN: a terminal of several lets nobody in then."""
    return not len(session.store.table(Pin.table))


def _check_old(before: Pin, old: str) -> None:
    if not _same(_hashed(old, before.salt), before.hash):
        raise BadInput(
            _("Not set"), _("The PIN until now is another."), _("An administrator sets it anew.")
        )


def _check_shape(session: Session, pin: str) -> None:
    least = session.guidelines.terminal.pin_digits
    steps = {int(b) - int(a) for a, b in pairwise(pin) if pin.isdecimal()}
    if not (pin.isascii() and pin.isdecimal() and least <= len(pin) <= LONGEST):
        why = _("A PIN has {least} to {most} digits.").format(least=least, most=LONGEST)
    elif len(steps) == 1 and steps <= {-1, 0, 1}:
        why = _("Digits that are alike or in a row are guessed at once.")
    else:
        return
    raise BadInput(_("Not set"), why, _("Take others."))


# --- signing in


def sign_in(terminal: Session, badge: str, pin: str) -> Session:
    """The session of who holds a badge and knows its PIN, at a terminal.

    Raises Refused in the same words for a badge that nobody has, one without a PIN and a wrong PIN,
    after as long a time; and where it is locked or tried too soon.
    """
    person = _holder(terminal, badge)
    with terminal.follow(SIGN_IN) as transaction:  # one try after the other, whoever tries
        made = pin_of(terminal, person)
        against = _not_now(terminal, made) if made is not None else []
        right = not against and _is_right(made, pin)
        known = right and person is not None and _registered(terminal, person)
        if made is not None and not against:
            _count(terminal, made, right=right)
        action = SIGN_IN if known else REFUSED_SIGN_IN
        subject = f"{Person.table}:{person.id}" if person is not None else "badge"
        transaction.note(action, subject)
    if not known:
        wrong = Reason("R37", _("This badge and PIN open nothing."), holder_of(ADMINISTER))
        raise Refused.by(_("Not signed in"), *(against or [wrong]))
    assert person is not None
    session = Session(terminal.desk, person.login)
    session.author = Author(person.login, terminal.author.session)
    return session


def _holder(session: Session, badge: str) -> Person | None:
    try:
        return session.badge(badge)
    except (NotFound, BadInput):
        return None


def _registered(session: Session, person: Person) -> bool:
    return bool(person.login) and not Session(session.desk, person.login).against(LOOK)


def _is_right(made: Pin | None, pin: str) -> bool:
    """Whether a PIN is the one; where there is none it takes as long."""
    salt = made.salt if made is not None else "00" * _SALT
    same = _same(_hashed(pin[: LONGEST + 1], salt), made.hash if made else "")
    return made is not None and same


def _not_now(session: Session, made: Pin) -> list[Reason]:
    if made.locked:
        return [_is_locked(session, made)]
    if not made.failed:
        return []
    until = datetime.fromisoformat(made.tried) + timedelta(seconds=2 ** min(made.failed, 10))
    left = (until - session.now()).total_seconds()
    if left <= 0:
        return []
    text = _("It was wrong {n} times: the next try is in {seconds} seconds.")
    told = text.format(n=made.failed, seconds=int(left) + 1)
    return [Reason("R37", told, _("waiting"))]


def _is_locked(session: Session, made: Pin) -> Reason:
    """R37: that it is locked, and who unlocks it: not even the only administrator their own."""
    text = _("This PIN was locked on {day}.").format(day=made.locked)
    who = _("another: {who}").format(who=holder_of(ADMINISTER))
    if ADMINISTER in session.permissions:
        who = _("another administrator; where there is none, register one first")
    return Reason("R37", text, who)


def _count(session: Session, made: Pin, *, right: bool) -> None:
    """Keep how often it was wrong in a row, and lock it after so many."""
    if right and not made.failed:
        return
    made.failed = 0 if right else made.failed + 1
    made.tried = "" if right else session.now().isoformat(timespec="milliseconds")
    if made.failed >= session.guidelines.terminal.tries:
        made.locked = session.today()
    session.save(made)


# --- unlocking one


def unlock(session: Session, key: str, given: Given) -> Person:
    """Let a PIN that was locked open again. Raises Refused, NotFound."""
    with session.change("unlock", given.get("reason")):
        person = session.person(key)
        Refused.for_any(_("Not unlocked"), against_unlocking(session, person, given))
        made = pin_of(session, person)
        assert made is not None  # the rules have seen it
        made.failed, made.tried, made.locked = 0, "", ""
        session.save(made)
    return person


def against_unlocking(session: Session, person: Person, _given: Given) -> list[Reason]:
    """R37: nobody unlocks their own; and it is locked at all."""
    if person.login and person.login in session.accounts:
        text = _("Nobody unlocks their own PIN.")
        return [Reason("R37", text, _("another: {who}").format(who=holder_of(ADMINISTER)))]
    made = pin_of(session, person)
    if made is None or not made.locked:
        return [Reason("R37", _("{name} has no locked PIN.").format(name=person.name))]
    return []


KINDS = (RecordKind(record=Pin, name="pins", by_hand=False),)

ACTS = (
    Act(
        name="unlock",
        on=Person,
        title=later("Unlock the PIN"),
        help=later("Let a PIN open again that was locked after wrong tries."),
        done=later("Unlocked: {name}"),
        word=later("PIN unlocked"),
        takes=(reason(later("Why? Who was it that tried?")),),
        against=against_unlocking,
        do=lambda session, keys, given: unlock(session, keys[0], given),
        permission=ADMINISTER,
    ),
)
