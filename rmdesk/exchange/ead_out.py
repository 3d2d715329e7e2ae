"""EAD out: holdings as a finding aid, which is read back as the same records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring
from xml.sax.saxutils import escape

from data.texts import gettext as _
from rmdesk.exchange.cells import NOT_XML
from rmdesk.exchange.finding_aids import LEVEL_OF_KIND, MADE_BY, OPEN_END, Dialect, spot_of

__all__ = ["DIALECTS", "write_finding_aid"]

_EAD_2002 = Dialect("type", parts=False)
_EAD3 = Dialect("localtype", parts=True)
DIALECTS = {"ead": _EAD_2002, "ead3": _EAD3}
"""The versions of EAD, by the names that an export gives them."""

_LIST, _COMBINED_LIST = "<dsc>", '<dsc type="combined">'
_PROSE = ("scopecontent", "odd", "accessrestrict")
"""Elements that hold paragraphs."""


def write_finding_aid(
    path: Path, rows: Iterable[Mapping[str, Any]], fields: Sequence[str], day: str, dialect: Dialect
) -> int:
    """Write records, each a mapping of its `fields`; how many. `day` is an ISO date."""
    count = 0
    with path.open("w", encoding="utf-8") as lines:
        lines.write("<?xml version='1.0' encoding='UTF-8'?>\n")
        lines.writelines(_head(day, dialect))
        for row in rows:
            component = _component(row, fields, dialect)
            lines.write(tostring(component, encoding="unicode") + "\n")
            count += 1
        lines.write("</dsc>\n</archdesc>\n</ead>\n")
    return count


def _head(day: str, dialect: Dialect) -> Iterator[str]:
    title = escape(_("Holdings of the records centre"))
    if dialect is _EAD3:
        yield (
            '<ead xmlns="http://ead3.archivists.org/schema/">\n<control>'
            f"<recordid>{MADE_BY}-{day}</recordid><filedesc><titlestmt><titleproper>{title}"
            '</titleproper></titlestmt></filedesc><maintenancestatus value="derived"/>'
            f"<maintenanceagency><agencyname>{MADE_BY}</agencyname></maintenanceagency>"
            '<maintenancehistory><maintenanceevent><eventtype value="created"/>'
            f'<eventdatetime standarddatetime="{day}">{day}</eventdatetime>'
            f'<agenttype value="machine"/><agent>{MADE_BY}</agent>'
            "</maintenanceevent></maintenancehistory></control>\n"
        )
    else:
        yield (
            f'<ead xmlns="urn:isbn:1-931666-22-9">\n<eadheader><eadid>{MADE_BY}-{day}</eadid>'
            f"<filedesc><titlestmt><titleproper>{title}</titleproper></titlestmt></filedesc>"
            f"<profiledesc><creation>{MADE_BY} <date>{day}</date></creation></profiledesc>"
            "</eadheader>\n"
        )
    yield (
        f'<archdesc level="collection"><did><unittitle>{title}</unittitle></did>\n'
        f"{_LIST if dialect is _EAD3 else _COMBINED_LIST}\n"
    )


def _component(row: Mapping[str, Any], fields: Sequence[str], dialect: Dialect) -> Element:
    component = Element("c", _level(row.get("kind") or ""))
    SubElement(component, "did")
    for name in sorted(fields, key=lambda field: spot_of(field).path[0] != "did"):
        for value in _values(name, row):
            _put(component, name, value, row, dialect)
    return component


def _level(kind: str) -> dict[str, str]:
    if level := LEVEL_OF_KIND.get(kind):
        return {"level": level}
    return {"level": "otherlevel", "otherlevel": _clean(kind)} if kind else {}


def _values(name: str, row: Mapping[str, Any]) -> list[str]:
    """What a field has, as texts; dates also where only their ends are known."""
    values = row.get(name)
    if name in _ELSEWHERE or values in (None, [], False):
        return []
    if values == "":
        return [""] if name == "dates" and _normal(row) else []
    return [_text(value) for value in (values if isinstance(values, list) else [values])]


_ELSEWHERE = ("kind", "date_from", "date_to")
"""Fields that stand in attributes of others."""


def _put(
    component: Element, name: str, text: str, row: Mapping[str, Any], dialect: Dialect
) -> None:
    spot = spot_of(name)
    parent = component
    for tag in spot.path[:-1]:
        found = parent.find(tag)
        parent = SubElement(parent, tag) if found is None else found
    element = SubElement(parent, spot.path[-1])
    if spot.type:
        element.set(dialect.type, spot.type)
    if name == "dates":
        element.attrib.update(_normal(row))
    holder = element
    if spot.path[-1] in _PROSE:
        for paragraph in text.split("\n"):
            SubElement(element, "p").text = paragraph
        return
    if spot.path[-1] == "origination":
        holder = SubElement(element, "corpname")
    if dialect.parts and (holder is not element or spot.path[-1] == "subject"):
        holder = SubElement(holder, "part")
    holder.text = f"{text} m" if name == "extent_m" else text


def _normal(row: Mapping[str, Any]) -> dict[str, str]:
    first, last = row.get("date_from") or "", row.get("date_to") or ""
    if first == last:
        return {"normal": first} if first else {}
    return {"normal": f"{first or OPEN_END}/{last or OPEN_END}"}


def _text(value: Any) -> str:
    if isinstance(value, float):
        return repr(value)
    return _clean("yes" if value is True else str(value))


def _clean(text: str) -> str:
    return NOT_XML.sub("", text)
