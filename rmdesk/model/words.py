"""The desk's words for people: statuses, priorities, kinds and days, in the language spoken."""

from datetime import datetime
from gettext import gettext as _

from data import Entry
from rmdesk.model.records import RequestStatus, ReservationState, Status


def status_word(status: str) -> str:
    """A holding's status, as said at the desk."""
    return {
        Status.IN: _("in"),
        Status.PICKED: _("picked"),
        Status.WAITING: _("set aside"),
        Status.OUT: _("out"),
        Status.TRANSIT: _("in transit"),
        Status.TO_REFILE: _("to refile"),
        Status.MISSING: _("missing"),
        Status.WITHDRAWN: _("withdrawn"),
        Status.TRANSFERRED: _("transferred"),
        Status.DESTROYED: _("destroyed"),
    }.get(Status(status), status)


_STATUS_ROLES = {
    Status.IN: "good",
    Status.OUT: "warn",
    Status.MISSING: "bad",
    Status.DESTROYED: "bad",
}


def status_span(status: str, due: str, today: str) -> tuple[str, str]:
    """A holding's status with its colour; one that is past its due date is overdue."""
    if status == Status.OUT and due and due < today:
        return _("overdue"), "bad"
    return status_word(status), _STATUS_ROLES.get(Status(status), "name")


def request_word(status: str) -> str:
    """A request's status, as said at the desk."""
    return {
        RequestStatus.NEW: _("new"),
        RequestStatus.ASSIGNED: _("assigned"),
        RequestStatus.PICKING: _("picking"),
        RequestStatus.READY: _("ready"),
        RequestStatus.HANDED_OVER: _("handed over"),
        RequestStatus.CLOSED: _("closed"),
        RequestStatus.WAITING: _("waiting list"),
        RequestStatus.DENIED: _("denied"),
        RequestStatus.NOT_FOUND: _("not found"),
        RequestStatus.CANCELLED: _("cancelled"),
    }.get(RequestStatus(status), status)


def state_word(state: str) -> str:
    """A reservation's state, as said at the desk."""
    return {
        ReservationState.QUEUED: _("to pick"),
        ReservationState.PICKED: _("picked"),
        ReservationState.READY: _("set aside"),
        ReservationState.FILLED: _("handed over"),
        ReservationState.NOT_FOUND: _("not found"),
        ReservationState.CANCELLED: _("cancelled"),
    }.get(ReservationState(state), state)


def type_word(kind: str) -> str:
    """A request's type, as said at the desk."""
    return {
        "loan": _("loan"),
        "consult": _("consult here"),
        "copy": _("copy"),
        "scan": _("scan"),
        "interfile": _("interfile"),
        "withdrawal": _("permanent withdrawal"),
        "research": _("research"),
    }.get(kind, kind)


def kind_word(kind: str) -> str:
    """A kind of holding, as said at the desk; a site's own kinds as they are written."""
    return {
        "box": _("box"),
        "file": _("file"),
        "volume": _("volume"),
        "document": _("document"),
        "reel": _("reel"),
        "microfiche": _("microfiche"),
        "jacket": _("jacket"),
        "aperture-card": _("aperture card"),
        "frame": _("frame"),
        "map": _("map"),
        "photograph": _("photograph"),
        "fingerprint-card": _("fingerprint card"),
        "digital-object": _("digital object"),
        "series": _("series"),
        "class": _("class"),
    }.get(kind, kind)


def clock_word(moment: str, now: datetime) -> str:
    """The end of a request's clock: the hour today, else the day."""
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    if found.date() == now.date():
        return f"{found:%H:%M}"
    return f"{found:%m-%d}" if found.year == now.year else f"{found:%Y-%m-%d}"


def local_time(entry: Entry) -> str:
    """When something was done, by the clock of the desk where it was done."""
    moment = datetime.fromisoformat(entry.time)
    zone = datetime.fromisoformat(f"2000-01-01T00:00:00{entry.offset}").tzinfo
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def action_word(action: str) -> str:
    """What the journal calls an act, as said at the desk."""
    return {
        "add holding": _("registered"),
        "edit holding": _("amended"),
        "charge-out": _("charged out"),
        "return": _("returned"),
        "refile": _("refiled"),
        "renew": _("renewed"),
        "recall": _("recalled"),
        "reserve": _("reserved"),
        "request": _("requested"),
        "pick": _("picked"),
        "ready": _("set aside"),
        "missing": _("missing"),
        "undo": _("taken back"),
        "import": _("imported"),
        "assign": _("assigned"),
        "close": _("closed"),
    }.get(action, action)
