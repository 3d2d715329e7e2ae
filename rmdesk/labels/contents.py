"""Which label a record gets, and what stands on it (D5)."""

from collections.abc import Mapping, Sequence
from functools import reduce

from data.plain import dataclass, replace
from data.texts import gettext as _
from rmdesk.access.clearance import joined
from rmdesk.desk.desk import Session
from rmdesk.desk.numbering import check_block
from rmdesk.duties.describe import Describer
from rmdesk.duties.fingerprint import fingerprint_of
from rmdesk.labels.drawing import LabelContent, load_template
from rmdesk.labels.presets import LabelSource, Sort
from rmdesk.labels.slips import on_a_slip, on_a_transmittal
from rmdesk.labels.sources import Labelled, find_records
from rmdesk.model.errors import BadInput
from rmdesk.model.identifier import IdentifierPattern
from rmdesk.model.records import Holding, Person, Place
from rmdesk.model.values import written

_TEMPLATES = {"box": "box", "volume": "volume", "fingerprint-card": "fingerprint"}
"""Those of kinds without a declaration of their own, which says its template itself."""
_ANY_HOLDING = "folder"
_FOR_ALL = "transmittal"
"""The template of one label for a whole accession."""

_ON_ANY_BOX = ("accession", "box", "identifier")
"""What a box shows where it shares a sheet with other holdings (R32)."""

_ASKED_OF_LOANS = frozenset(
    {"borrower", "out", "request", "requester", "needed", "delivery", "contact", "part", "remarks"}
)


@dataclass(frozen=True)
class Wanted:
    """Labels to be made by one template: `total` of them, were it not for a limit.

    `keys` name the records again, whatever happens to the search or the range they came from;
    `kinds` counts the holdings of each kind among which one may choose. `guard` is what one must be
    cleared for to know of all that stands on them.
    """

    template: str
    contents: list[LabelContent]
    total: int = 0
    keys: tuple[str, ...] = ()
    kinds: Mapping[str, int] | None = None
    first: str = ""
    guard: str = ""


def labels_of(
    session: Session, source: LabelSource, template: str = "", *, most: int | None = None
) -> Wanted:
    """The labels of a source's records, at most `most`; `template` is that of their kind if empty.

    Raises NotFound, and BadInput for records whose labels cannot stand on one sheet.
    """
    found = find_records(session, source, most)
    labeller = _Labeller(session, template, [_template_of(session, each) for each in found.records])
    if template == _FOR_ALL and source.sort == Sort.ACCESSION:
        holdings = [each for each in found.records if isinstance(each, Holding)]
        contents, total = [on_a_transmittal(session, source.text.strip(), holdings)], 1
    else:
        contents, total = [labeller.label(each) for each in found.records], found.total
    return Wanted(
        labeller.template,
        contents,
        total,
        tuple(f"#{each.id}" for each in found.records if isinstance(each, Holding)),
        found.kinds,
        _name(found.records[0]) if found.records else "",
        reduce(joined, (each.guard for each in found.records if isinstance(each, Holding)), ""),
    )


def blank_labels(kind: str, barcodes: Sequence[str]) -> Wanted:
    """Labels of barcodes that no record carries yet: of a `holding`, a `place` or a `person`."""
    template = {"place": "place", "person": "badge"}.get(kind, _ANY_HOLDING)
    return Wanted(template, [LabelContent(barcode, {}) for barcode in barcodes], len(barcodes))


def example_of(session: Session, source: LabelSource) -> Wanted:
    """A block of new barcodes as it will look: its first label stands for all, none is issued.

    Raises BadInput for a block that cannot be issued.
    """
    check_block(source.kind, source.count)
    pattern = IdentifierPattern(getattr(session.guidelines.barcodes, source.kind))
    example = pattern.identifier(1, session.now().year)
    return replace(blank_labels(source.kind, [example]), total=source.count)


def _template_of(session: Session, record: Labelled) -> str:
    if isinstance(record, Person):
        return "badge"
    if isinstance(record, Place):
        return "place"
    declared = session.desk.holding_kinds.kinds.get(record.kind)
    return (declared.label if declared else "") or _TEMPLATES.get(record.kind, _ANY_HOLDING)


def _name(record: Labelled) -> str:
    return record.address if isinstance(record, Place) else record.name


class _Labeller:
    """Makes labels that share one template: the one named, or else that of their kind."""

    def __init__(self, session: Session, template: str, templates: Sequence[str]) -> None:
        self._session = session
        self._describer = Describer(session)
        kinds = set(templates)
        self._mixed = not template and len(kinds) > 1
        if len(kinds) > 1 and kinds & {"place", "badge"}:
            raise BadInput(
                _("Labels of several sorts"),
                _("Holdings, places and people do not share a sheet of labels."),
                _("Print them one sort after the other."),
            )
        alone = next(iter(kinds)) if len(kinds) == 1 else _ANY_HOLDING
        self.template = template or alone
        asks = load_template(self.template, session.desk.labels).asks
        self._lends = bool(_ASKED_OF_LOANS & asks)

    def label(self, record: Labelled) -> LabelContent:
        """What stands on the label of one record."""
        if isinstance(record, Person):
            return _badge(record)
        if isinstance(record, Place):
            return _place_label(record)
        fields = self._said(record)
        if self._mixed and record.kind == "box":
            fields = {name: fields[name] for name in _ON_ANY_BOX}
        if self._lends:
            fields |= on_a_slip(self._session, record)
        return LabelContent(record.barcode or record.identifier, fields)

    def _said(self, holding: Holding) -> dict[str, str]:
        """Every field of a holding as text; `box` is its number, `place` its home."""
        described = self._describer.holding(holding)
        said = {name: value for name, value in described.items() if isinstance(value, str)}
        inside = holding.identifier.rpartition("-")[2] if holding.accession else holding.identifier
        said["box"] = holding.container or inside
        said |= self._own(holding)
        said.setdefault("reel", holding.volume or holding.container or holding.identifier)
        said["place"] = said["home"]
        said["identifier"] = holding.identifier or holding.barcode
        return said

    def _own(self, holding: Holding) -> dict[str, str]:
        """What it says in the fields of its kind, in words; a card the formula of its prints."""
        specs = self._session.desk.holding_kinds.of(holding.kind)
        said: dict[str, str] = {}
        for name, value in holding.own.items():
            word = specs[name].word if name in specs else None
            said[name] = word(str(value)) if word else written(value)
        if "width_mm" in said:
            said["width"] = f"{said['width_mm']} mm"
        if holding.kind == "fingerprint-card" and (
            card := fingerprint_of(self._session, holding.id)
        ):
            said["classification"] = card.formula or card.ncic
        return said


def _badge(person: Person) -> LabelContent:
    if not person.barcode:
        raise BadInput(
            _("No badge can be printed"),
            _("{name} has no barcode yet.").format(name=person.name),
            _("Give the person a barcode first, or leave the badge out."),
        )
    fields = {"name": person.name, "unit": person.unit, "phone": person.phone}
    return LabelContent(person.barcode, fields)


def _place_label(place: Place) -> LabelContent:
    names = ("building", "floor", "room", "row", "bay", "shelf", "position")
    fields = {name: str(getattr(place, name)) for name in names} | {"place": place.address}
    return LabelContent(place.barcode or place.address, fields)
