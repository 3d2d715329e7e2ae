"""The documents of the desk, each field said once, under the names of the trade."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from data.plain import dataclass, field
from rmdesk.model.fields import Paths, Record, given, kept, link, refers
from rmdesk.model.values import (
    CODE,
    DAY,
    DISPOSITION,
    LEVEL,
    LINE,
    MARK,
    METRES,
    PROSE,
    ROLE,
    WORDS,
    YEARS,
    YES,
    choice,
    known_word,
    line,
)
from rmdesk.model.words import (
    GONE,
    KINDS,
    OUTCOMES,
    PRIORITIES,
    TYPES,
    RequestStatus,
    ReservationState,
    Status,
    absence_word,
    kind_word,
    later,
    outcome_word,
    priority_word,
    request_word,
    state_word,
    status_word,
    type_word,
)

__all__ = [
    "Holding",
    "Loan",
    "OwnValue",
    "Person",
    "Place",
    "Record",
    "Request",
    "Reservation",
    "ScheduleItem",
    "SchemeClass",
    "Unit",
]


@dataclass(kw_only=True, slots=True)
class Holding(Record):
    """Anything kept: a box, a file and its volumes, a reel, a map, a card, a digital object.

    `dates` is as written; `date_from` and `date_to` are ISO dates of any precision (`1950`,
    `1950-03`, `1950-03-07`); `earliest` and `latest` are whole numbers yyyymmdd for queries.
    `home` is where it lives as once written; with a `home_id` its place's address of now counts.
    `home_id`, `place_id` and `bound_id`, to where it is on its way, name places, `inside` the
    container's holding, `holder_id` the borrower. `extent_m` is in metres.
    `guard` is what one must be cleared for to know of it (R17). `folded` and `folded_identifier`
    are its codes as they are compared, where that is another text. `closed` is its cut-off,
    `events` what started its clock; `ends` is the last day on which it is kept (see
    `duties.retention`), `disposed` the disposition in which it went, `permanent` the one that
    decided to keep it for ever. `lost` is the day on which it
    was given up, being missing, `lost_for` why. `came` is the day on which it was registered,
    `left` that on which it was withdrawn, transferred or destroyed. `own` are the fields of its
    kind, by their names (`model.own_fields`); `plain` and `amend` take them like the others.
    """

    table: ClassVar[str] = "holdings"
    word: ClassVar[str] = later("holding")
    unique: ClassVar[tuple[str, ...]] = ("barcode",)
    indexed: ClassVar[tuple[Paths, ...]] = ("identifier", ("status", "due"))
    sparse: ClassVar[tuple[Paths, ...]] = (
        "folded", "folded_identifier", "origin", "inside", "guard", "class", "accession", "home_id",
        ("holder_id", "due"), "ends", ("unit", "ends"), "lost", "came", "left",
    )  # fmt: skip
    needs: ClassVar[tuple[str, ...]] = ("barcode", "identifier", "title")
    called_by: ClassVar[tuple[str, ...]] = ("barcode", "identifier")
    known_by: ClassVar[str] = "guard"
    secures: ClassVar[tuple[str, ...]] = ("caveats",)

    barcode: str = given(MARK, later("barcode"), later("its barcode, of any shape"), zone="code")
    identifier: str = given(MARK, later("code"), later("file number or code"), zone="code")
    kind: str = given(
        known_word(*KINDS), later("kind"), later("kind of holding"), zone="kind", word=kind_word
    )
    title: str = given(LINE, later("title"), zone="title")
    description: str = given(PROSE, later("description"), zone="notes")
    class_: str = given(
        LINE, later("class"), later("class of the scheme"), zone="code", keyed="classes"
    )
    series: str = given(LINE, later("series"), zone="parent")
    accession: str = given(
        LINE, later("accession"), later("accession number"), zone="code", keyed="accessions"
    )
    container: str = given(
        LINE, later("container"), later("barcode or code of the box it lies in"), zone="box",
        keyed="holdings",
    )  # fmt: skip
    volume: str = given(LINE, later("volume"), later("volume or part"), zone="box")
    dates: str = given(CODE, later("dates"), later("dates as written"), zone="dates")
    date_from: str = given(CODE, later("from"), later("first date, ISO"))
    date_to: str = given(CODE, later("to"), later("last date, ISO"))
    extent_m: float | None = given(METRES, later("extent (m)"), later("linear metres"))
    container_type: str = given(
        known_word("box", "us-box"), later("container type"), later("its size, as the site has it")
    )
    medium: str = given(LINE, later("medium"), zone="notes")
    unit: str = given(
        LINE, later("unit"), later("unit that it belongs to"), zone="unit", keyed="units"
    )
    security: str = given(LEVEL, later("security"), later("security level"))
    caveats: list[str] = given(WORDS, later("caveats"))
    home: str = given(
        LINE,
        later("home"),
        later("place where the holding lives: barcode, address or words"),
        zone="place",
        keyed="places",
    )
    keywords: list[str] = given(WORDS, later("keywords"), zone="terms")
    language: str = given(LINE, later("language"))
    notes: str = given(PROSE, later("notes"), zone="notes")
    closed: str = given(DAY, later("closed"), later("day on which it was closed to new papers"))
    events: list[str] = given(
        WORDS, later("events"), later("what its retention waits for, as “superseded: 2026-12-31”")
    )
    origin: str = given(CODE, later("origin"), by="file", told=False)
    status: str = kept(Status.IN, later("status"), word=status_word)
    home_id: int | None = link("places", later("home"), "home")
    place_id: int | None = link("places", later("place"), "place")
    bound_id: int | None = link("places", later("on its way to"), "bound for")
    inside: int | None = link("holdings", later("inside of"))
    holder_id: int | None = link("people", later("holder"), "holder")
    due: str = kept("", later("due"))
    earliest: int | None = kept(None)
    latest: int | None = kept(None)
    guard: str = kept("")
    folded: str = kept("")
    folded_identifier: str = kept("")
    ends: str = kept("")
    disposed: str = kept("", later("disposed of in"), keyed="dispositions")
    permanent: str = kept("", later("kept for ever by"), keyed="dispositions")
    lost: str = kept("", later("given up for lost"))
    lost_for: str = kept("", later("given up because"))
    came: str = kept("")
    left: str = kept("")
    own: dict[str, Any] = field(default_factory=dict)

    def plain(self, names: Iterable[str]) -> dict[str, Any]:
        """These fields by their document keys, those of its kind too; empty ones included."""
        keys, own = self.keys(), self.own
        return {
            name: getattr(self, "class_" if name == "class" else name)
            if name in keys
            else own.get(name, "")
            for name in names
        }

    def amend(self, values: Mapping[str, Any]) -> None:
        """Set fields by their document keys; what no holding has is one of its kind's own."""
        keys = self.keys()
        if keys >= values.keys():
            Record.amend(self, values)  # as most are
            return
        Record.amend(self, {name: value for name, value in values.items() if name in keys})
        if own := {name: value for name, value in values.items() if name not in keys}:
            said = (self.own | own).items()
            self.own = {name: each for name, each in said if each not in ("", None, [])}

    def follow(self, kept: "Holding | None", today: str) -> None:
        """Say since when it is here, and since when no more, by how it was `kept` until now."""
        if not self.id:
            self.came = today
        if not self.is_gone:
            self.left = ""
        else:
            self.left = kept.left if kept is not None and kept.is_gone else today

    @property
    def is_gone(self) -> bool:
        """Whether it has left for good."""
        return self.status in GONE

    @property
    def name(self) -> str:
        """Its title, or the best that stands in for one."""
        return self.title or self.identifier or self.barcode


def said_in(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """All that a document says, the own fields of its kind among the others."""
    own = document.get("own")
    return {**document, **own} if own else document


@dataclass(kw_only=True, slots=True)
class OwnValue(Record):
    """One value in an own `field` of a holding, as it is compared: the whole of it, or one word.

    `number` is that of a whole value that is one; `whole` says that it is no single word, `filled`
    that it is the first of its field. `kind` is that of the holding.
    """

    table: ClassVar[str] = "own_values"
    word: ClassVar[str] = later("own value")
    follows: ClassVar[bool] = True
    indexed: ClassVar[tuple[Paths, ...]] = (("field", "value"), "holding")
    sparse: ClassVar[tuple[Paths, ...]] = (
        ("field", "number"), ("field", "whole"), ("kind", "field", "filled"),
    )  # fmt: skip
    known_by: ClassVar[str] = "holding"

    holding: int | None = link(Holding.table, later("record"), "holding")
    field: str = kept("")
    value: str = kept("")
    number: float | None = kept(None)
    whole: bool = kept(False)
    filled: bool = kept(False)
    kind: str = kept("")


@dataclass(kw_only=True, slots=True)
class Place(Record):
    """A shelf position, shelf, bay, room or counter; `walk` sorts places in walking order.

    `folded_code` is the barcode as it is compared, where that is another. From the day on which it
    is `closed` it takes nothing more.
    """

    table: ClassVar[str] = "places"
    word: ClassVar[str] = later("place")
    unique: ClassVar[tuple[str, ...]] = ("barcode",)
    indexed: ClassVar[tuple[Paths, ...]] = ("address", "walk")
    sparse: ClassVar[tuple[Paths, ...]] = ("folded_code", "security")
    needs: ClassVar[tuple[str, ...]] = (
        "barcode", "building", "floor", "room", "row", "bay", "shelf", "position",
    )  # fmt: skip
    called_by: ClassVar[tuple[str, ...]] = ("address", "barcode")

    barcode: str = given(MARK, later("barcode"), later("its barcode, of any shape"))
    building: str = given(LINE, later("building"), later("of a place"))
    floor: str = given(LINE, later("floor"), later("of a place"))
    room: str = given(LINE, later("room"), later("of a place"), zone="place")
    row: str = given(LINE, later("row"), later("of a place"))
    bay: str = given(LINE, later("bay"), later("of a place"))
    shelf: str = given(LINE, later("shelf"), later("of a place"))
    position: str = given(LINE, later("position"), later("of a place"))
    capacity_m: float | None = given(
        METRES, later("capacity (m)"), later("metres that a place takes")
    )
    security: str = given(LEVEL, later("security"), later("security level"))
    closed: str = kept("", later("closed"))
    address: str = kept("", later("address"))
    walk: str = kept("")
    folded_code: str = kept("")

    @property
    def name(self) -> str:
        """What people read on it."""
        return self.address or self.barcode


@dataclass(kw_only=True, slots=True)
class Unit(Record):
    """A client unit whose people deposit and draw records.

    `guard` is what one must be cleared for to know of any record that made it known (R17).
    """

    table: ClassVar[str] = "units"
    word: ClassVar[str] = later("unit")
    unique: ClassVar[tuple[str, ...]] = ("name",)
    sparse: ClassVar[tuple[Paths, ...]] = ("guard",)
    known_by: ClassVar[str] = "guard"

    name: str = kept("", later("name"))
    guard: str = kept("")


@dataclass(kw_only=True, slots=True)
class Person(Record):
    """A borrower, requester or member of the staff.

    `clearance_until` and `valid_until` are ISO dates; `custodian` may draw the records of `unit`,
    `authorised` names further units whose custodians let this person draw (R15). Staff have a
    `login` and their roles in `role` (`rmdesk.model.roles`), none for a technician. `folded` is
    the name as it is compared, `ordered` the same whatever the order of its parts, `folded_code`
    the barcode as it is compared.
    """

    table: ClassVar[str] = "people"
    word: ClassVar[str] = later("person")
    unique: ClassVar[tuple[str, ...]] = ("barcode", "login")
    indexed: ClassVar[tuple[Paths, ...]] = ("name", "folded", "ordered")
    sparse: ClassVar[tuple[Paths, ...]] = (("custodian", "unit"), "folded_code", "email")
    needs: ClassVar[tuple[str, ...]] = ("name", "barcode")
    called_by: ClassVar[tuple[str, ...]] = ("name", "barcode")
    secures: ClassVar[tuple[str, ...]] = ("clearance_until", "caveats", "login", "role")

    barcode: str = given(MARK, later("barcode"), later("the person's badge"))
    name: str = given(LINE, later("name"), later("a person's full name"))
    unit: str = given(LINE, later("unit"), later("unit that the person belongs to"), keyed="units")
    email: str = given(LINE, later("e-mail"), later("of a person"))
    phone: str = given(LINE, later("phone"), later("of a person"))
    language: str = given(LINE, later("language"))
    clearance: str = given(
        LEVEL, later("clearance"), later("highest level that a person is cleared for")
    )
    clearance_until: str = given(
        DAY, later("cleared until"), later("day on which the clearance ends")
    )
    caveats: list[str] = given(WORDS, later("caveats"), later("caveats that a person holds"))
    valid_until: str = given(DAY, later("valid until"), later("day on which the registration ends"))
    custodian: bool = given(YES, later("custodian"), later("yes: may draw the records of the unit"))
    authorised: list[str] = given(
        WORDS,
        later("authorised for"),
        later("further units whose records the person may draw"),
    )
    login: str = given(LINE, later("account"), later("account of a member of the staff"))
    role: str = given(
        ROLE,
        later("role"),
        later(
            "viewer, technician, supervisor, security officer, administrator; several with commas"
        ),
    )
    folded: str = kept("")
    ordered: str = kept("")
    folded_code: str = kept("")


@dataclass(kw_only=True, slots=True)
class Request(Record):
    """What somebody asked for. `due` is the end of its service-level clock, ISO with offset.

    `answered` is when that clock stopped: it was handed over, or ended otherwise. A loan keeps it
    open until it is `closed` by its return. Of what came by a file only `closed` is known.
    `minutes` is the time that was spent on it, such as on research, as who closed it says.
    """

    table: ClassVar[str] = "requests"
    word: ClassVar[str] = later("request")
    indexed: ClassVar[tuple[Paths, ...]] = (
        "number", "received", "closed", ("status", "due"), ("status", "rank", "due"),
        ("status", "received"),
    )  # fmt: skip
    sparse: ClassVar[tuple[Paths, ...]] = ("answered",)
    needs: ClassVar[tuple[str, ...]] = ("number",)
    called_by: ClassVar[tuple[str, ...]] = ("number",)
    known_through: ClassVar[tuple[str, str] | None] = ("reservations", "request")

    number: str = given(LINE, later("number"), by="file")
    received: str = given(CODE, later("received"), by="file")
    closed: str = given(CODE, later("closed"), by="file")
    requester: str = given(LINE, later("requester"), by="file")
    requester_id: int | None = link("people", later("requester"), "requester")
    unit: str = given(LINE, later("unit"), by="file")
    contact: str = given(LINE, later("contact"), later("whom to tell, and how"), by="hand")
    authority: str = given(LINE, later("authority"), later("on whose authority"), by="hand")
    text: str = given(PROSE, later("text"), later("what is wanted, in free words"))
    type: str = given(choice(*TYPES), later("type"), empty="loan", word=type_word)
    priority: str = given(
        choice(*PRIORITIES), later("priority"), later("how urgent"), empty="routine",
        word=priority_word,
    )  # fmt: skip
    rank: int = kept(0)
    delivery: str = given(
        LINE, later("delivery"), later("counter, internal mail, courier, e-mail"), by="hand"
    )
    collector: str = given(
        LINE, later("collected by"), later("who collects it, if not the requester"), by="hand"
    )
    collector_id: int | None = link("people", later("collected by"), "collector")
    needed_by: str = given(LINE, later("needed by"), later("when it is needed"), by="hand")
    remarks: str = given(LINE, later("remarks"), later("anything else"), by="hand")
    status: str = kept(RequestStatus.NEW, later("status"), word=request_word)
    technician: str = kept("", later("technician"))
    outcome: str = given(
        known_word(*OUTCOMES, read=line), later("outcome"), by="file", word=outcome_word
    )
    answered: str = kept("", later("answered"))
    due: str = kept("", later("due"))
    minutes: int | None = kept(None, later("minutes"))


@dataclass(kw_only=True, slots=True)
class Reservation(Record):
    """A person's claim on a holding, with or without a request.

    First come, first served within priority (R20): the queue is the order of `rank` (0 is most
    urgent), then of `made`, then of `id`; what was picked or set aside for a claim stays with it
    (R38). `since` is when its state began, `outcome` what became of it in the end (`lent`,
    `copied`, `not-found`). `take_out` names the container in which its holding came back, until
    it is seen to be taken out (R41); `absence` is why it was not on its shelf when it was last to
    be fetched. `part` is what of it is wanted, such as some frames of a film.
    """

    table: ClassVar[str] = "reservations"
    word: ClassVar[str] = later("claim")
    indexed: ClassVar[tuple[Paths, ...]] = (("holding", "open"), "person")
    sparse: ClassVar[tuple[Paths, ...]] = ("request", ("open", "rank"))
    known_by: ClassVar[str] = "holding"

    holding: int = refers("holdings", later("record"), "holding")
    person: int = refers("people", later("person"), "person")
    request: int | None = link("requests", later("request"), "request")
    rank: int = kept(0)
    made: str = kept("", later("made"))
    state: str = kept(ReservationState.QUEUED, later("state"), word=state_word)
    since: str = kept("", later("since"))
    outcome: str = kept("", later("outcome"), word=outcome_word)
    part: str = kept("", later("part wanted"))
    take_out: int | None = link("holdings", later("still inside of"))
    absence: str = kept("", later("not on its shelf"), word=absence_word)
    open: bool = kept(False)


@dataclass(kw_only=True, slots=True)
class Loan(Record):
    """A charge-out until its return. `with_container` is the container's loan (R24).

    `due_before` is the day on which one that was recalled by itself was due until then,
    `recalled_to` the day of that recall; `due_along` that on which one was due which was recalled
    with its container, and not by itself. `overrode`
    names the rules that were overridden for it, `overrode_for` why (R37). `claimed` is the day on
    which the borrower said that it was returned. What is lent `here` is read in the room. `by` is
    who collected it for the borrower.
    """

    table: ClassVar[str] = "loans"
    word: ClassVar[str] = later("loan")
    indexed: ClassVar[tuple[Paths, ...]] = (("holding", "open"), ("person", "open"))
    sparse: ClassVar[tuple[Paths, ...]] = (
        "open", "with_container", "overrode", "claimed", ("here", "open"), "out", "returned",
    )  # fmt: skip
    known_by: ClassVar[str] = "holding"

    holding: int = refers("holdings", later("record"), "holding")
    person: int = refers("people", later("person"), "person")
    request: int | None = link("requests", later("request"), "request")
    out: str = kept("", later("out"))
    out_by: str = kept("", later("out by"))
    due: str = kept("", later("due"))
    returned: str = kept("", later("returned"))
    returned_by: str = kept("", later("returned by"))
    renewals: int = kept(0, later("renewals"))
    recalled: str = kept("", later("recalled"))
    due_before: str = kept("", later("due before its recall"))
    due_along: str = kept("", later("due before its container's recall"))
    recalled_to: str = kept("", later("recalled to"))
    claimed: str = kept("", later("said to be returned"))
    by: int | None = link("people", later("collected by"), "collected by")
    here: bool = kept(False, later("read in the room"))
    overrode: str = kept("", later("rule overridden"))
    overrode_for: str = kept("", later("overridden because"))
    with_container: int | None = link("loans", later("with its container"))
    open: bool = kept(False)


@dataclass(kw_only=True, slots=True)
class SchemeClass(Record):
    """A class of the classification scheme, with its cross-references and index terms.

    `security` says who may know of the class, `default_level` what its records are where they say
    nothing themselves (see `duties.class_level`).
    """

    table: ClassVar[str] = "classes"
    word: ClassVar[str] = later("class")
    unique: ClassVar[tuple[str, ...]] = ("code",)
    sparse: ClassVar[tuple[Paths, ...]] = ("security", "schedule", "parent")
    needs: ClassVar[tuple[str, ...]] = ("code",)
    known_by: ClassVar[str] = "security"

    code: str = given(LINE, later("code"), later("code of the class"), zone="code")
    parent: str = given(
        LINE, later("parent"), later("code of the class above"), zone="parent", keyed="classes"
    )
    title: str = given(LINE, later("title"), zone="title")
    scope_note: str = given(PROSE, later("scope note"), zone="notes")
    see: list[str] = given(WORDS, later("see"), zone="terms")
    see_also: list[str] = given(WORDS, later("see also"), zone="terms")
    terms: list[str] = given(WORDS, later("terms"), zone="terms")
    schedule: str = given(
        LINE, later("schedule"), later("item of the retention schedule"), keyed="schedule_items"
    )
    opr: str = given(
        LINE, later("OPR"), later("office of primary responsibility: who signs off"), keyed="units"
    )
    default_level: str = given(
        LEVEL, later("default level"), later("level of records put in it that say none")
    )
    security: str = given(LEVEL, later("security"), later("level of the class itself"))


@dataclass(kw_only=True, slots=True)
class ScheduleItem(Record):
    """An item of the retention schedule; periods in years. An authority is not a period (R4).

    `rule` is the text of the schedule, `understood` what the desk reads in it and in the other
    fields, `unread` why it cannot (see `plans`); `version` counts its amendments.
    `active_period` and `semi_active_period` are what is written where the number of years does not
    say all of it: `100 days`, `permanent`, `until superseded` (see `periods`).
    """

    table: ClassVar[str] = "schedule_items"
    word: ClassVar[str] = later("schedule item")
    unique: ClassVar[tuple[str, ...]] = ("code",)
    sparse: ClassVar[tuple[Paths, ...]] = ("authority",)
    needs: ClassVar[tuple[str, ...]] = ("code",)

    code: str = given(LINE, later("code"), later("code of the item"))
    title: str = given(LINE, later("title"))
    description: str = given(PROSE, later("description"))
    trigger: str = given(LINE, later("trigger"), later("what starts the clock"))
    rule: str = given(PROSE, later("rule"), later("the whole rule, as the schedule has it"))
    active_years: float | None = given(YEARS, later("active (years)"))
    semi_active_years: float | None = given(YEARS, later("semi-active (years)"))
    active_period: str = given(LINE, later("active period"), by="file", told=False)
    semi_active_period: str = given(LINE, later("semi-active period"), by="file", told=False)
    disposition: str = given(DISPOSITION, later("disposition"), later("what finally becomes of it"))
    authority: str = given(LINE, later("authority"), later("disposition authority number"))
    citation: str = given(PROSE, later("citation"))
    vital: bool = given(YES, later("vital"), later("yes: an essential record"))
    review_years: float | None = given(
        METRES, later("reviewed (years)"), later("years from review to review of a vital record")
    )
    reviewed: str = kept("", later("last reviewed"))
    media: list[str] = given(
        WORDS, later("by medium"), later("periods of single media, as “microfilm: permanent”")
    )
    understood: str = kept("", later("understood"))
    unread: str = kept("", later("not understood"))
    version: int = kept(1, later("version"))
