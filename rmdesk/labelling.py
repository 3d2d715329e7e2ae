"""Which label a record gets, and what stands on it (D5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _

from rmdesk.describe import Describer
from rmdesk.desk import Session
from rmdesk.errors import BadInput, NotFound
from rmdesk.label import LabelContent
from rmdesk.records import Holding, Person, Place
from rmdesk.scan import resolve

__all__ = ["Wanted", "blank_labels", "labels_for"]

_TEMPLATES = {
    "box": "box",
    "volume": "volume",
    "reel": "reel",
    "microfiche": "fiche",
    "fingerprint-card": "fingerprint",
}
_ANY_HOLDING = "folder"


@dataclass(frozen=True)
class Wanted:
    """Labels to be made by one template."""

    template: str
    contents: list[LabelContent]


def labels_for(session: Session, keys: Sequence[str]) -> Wanted:
    """The labels of the holdings, places or people that keys name, in their order.

    Holdings of several kinds share the folder label. Raises NotFound, and BadInput for records
    whose labels cannot stand on one sheet.
    """
    describer = Describer(session)
    made = [_label(describer, _record(session, key)) for key in keys]
    templates = {template for template, _content in made}
    if len(templates) > 1:
        if templates - {_ANY_HOLDING, *_TEMPLATES.values()}:
            raise BadInput(
                _("Labels of several sorts"),
                _("Holdings, places and people do not share a sheet of labels."),
                _("Print them one sort after the other."),
            )
        templates = {_ANY_HOLDING}
    return Wanted(templates.pop() if templates else _ANY_HOLDING, [content for _t, content in made])


def blank_labels(kind: str, barcodes: Sequence[str]) -> Wanted:
    """Labels of barcodes that no record carries yet: of a `holding`, a `place` or a `person`."""
    template = {"place": "place", "person": "badge"}.get(kind, _ANY_HOLDING)
    return Wanted(template, [LabelContent(barcode, {}) for barcode in barcodes])


def _record(session: Session, key: str) -> Holding | Person | Place:
    found = resolve(session, key) or session.sight.one(key)
    if isinstance(found, Holding | Person | Place):
        return found
    raise NotFound.key(_("record with a label"), key)


def _label(describer: Describer, record: Holding | Person | Place) -> tuple[str, LabelContent]:
    if isinstance(record, Person):
        fields = {"name": record.name, "unit": record.unit, "phone": record.phone}
        return "badge", LabelContent(record.barcode, fields)
    if isinstance(record, Place):
        names = ("building", "floor", "room", "row", "bay", "shelf", "position")
        fields = {name: getattr(record, name) for name in names} | {"place": record.address}
        return "place", LabelContent(record.barcode or record.address, fields)
    template = _TEMPLATES.get(record.kind, _ANY_HOLDING)
    return template, LabelContent(record.barcode or record.identifier, _said(describer, record))


def _said(describer: Describer, holding: Holding) -> dict[str, str]:
    """Every field of a holding as text; `box`, `reel` and `place` are its number and its home."""
    said = {
        name: value for name, value in describer.holding(holding).items() if isinstance(value, str)
    }
    number = holding.volume or holding.container
    inside = holding.identifier.rpartition("-")[2] if holding.accession else holding.identifier
    said["box"] = holding.container or inside
    said["reel"] = number or holding.identifier
    said["place"] = said["home"]
    said["identifier"] = holding.identifier or holding.barcode
    return said
