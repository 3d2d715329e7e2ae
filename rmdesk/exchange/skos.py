"""The classification scheme in SKOS, as RDF/XML (https://www.w3.org/TR/skos-reference/).

A class is a concept: its code the notation, its title the preferred label, its terms the others.
What SKOS has no word for stands under our own namespace, by the field's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from data.texts import gettext as _
from rmdesk.exchange.cells import NOT_XML
from rmdesk.exchange.markup import records_of, said
from rmdesk.exchange.rows_file import FileRow, RowsFile
from rmdesk.exchange.trouble import unread
from rmdesk.model.values import Cell

__all__ = ["concepts_file", "write_concepts"]

_OURS = "urn:rmdesk:scheme#"
_URI = "urn:rmdesk:class:"
_TEXTS = {
    "notation": "code",
    "prefLabel": "title",
    "scopeNote": "scope_note",
    "definition": "scope_note",
    "altLabel": "terms",
    "hiddenLabel": "terms",
}
_LINKS = {
    "broader": "parent",
    "related": "see_also",
    "seeAlso": "see_also",
    "isReplacedBy": "see",
}
_ELEMENTS = {
    "code": "skos:notation",
    "title": "skos:prefLabel",
    "scope_note": "skos:scopeNote",
    "terms": "skos:altLabel",
    "parent": "skos:broader",
    "see_also": "skos:related",
    "see": "dct:isReplacedBy",
}
_SEVERAL = ("terms", "see", "see_also")


def concepts_file(path: Path, stream: IO[bytes], columns: Sequence[str]) -> RowsFile:
    """Open a thesaurus as rows of `columns`, the fields of a class. Raises BadInput."""
    codes: dict[str, str] = {}
    above: dict[str, str] = {}
    for concept in _concepts(path, stream):
        uri = concept.get("about", "")
        codes[uri] = next((said(each) for each in concept.iter("notation")), "") or _last(uri)
        above |= {each.get("resource", ""): uri for each in concept.iter("narrower")}
    if not codes:
        raise unread(path, _("It has no concepts."), _("Name a file of SKOS in RDF/XML."))
    stream.seek(0)
    concepts = _concepts(path, stream)
    rows = (
        FileRow(number, _cells(concept, codes, above, columns))
        for number, concept in enumerate(concepts, 1)
    )
    return RowsFile(path, "xml", list(columns), rows)


def _concepts(path: Path, stream: IO[bytes]) -> Iterator[Element]:
    for chain in records_of(path, stream, lambda name: name in ("Concept", "Description")):
        concept = chain[-1]
        types = [each.get("resource", "") for each in concept.iter("type")]
        if concept.tag == "Concept" or any(each.endswith("#Concept") for each in types):
            yield concept


def _last(uri: str) -> str:
    """What a concept without a notation is called: the end of its address."""
    return unquote(re.split(r"[/#:]", uri.rstrip("/#"))[-1])


def _cells(
    concept: Element, codes: Mapping[str, str], above: Mapping[str, str], columns: Sequence[str]
) -> dict[str, Cell]:
    uri = concept.get("about", "")
    cells: dict[str, Cell] = {"code": codes[uri]}
    if uri in above:
        cells["parent"] = codes[above[uri]]
    for each in concept:
        if name := _LINKS.get(each.tag):
            target = each.get("resource", "") or said(each)
            _add(cells, name, codes.get(target, _last(target)))
        elif name := _TEXTS.get(each.tag, each.tag if each.tag in columns else ""):
            _add(cells, name, said(each, exact=name != "scope_note"))
    return cells


def _add(cells: dict[str, Cell], name: str, words: str) -> None:
    """Put words into a field. A label in a second language is one more term."""
    before = cells.get(name)
    if not words or words == before:
        return
    if name in _SEVERAL:
        cells[name] = [*(before or ()), words]
    elif not before:
        cells[name] = words
    elif name == "title":
        _add(cells, "terms", words)
    elif name == "scope_note":
        cells[name] = f"{before}\n{words}"


def write_concepts(path: Path, rows: Iterable[Mapping[str, Any]], fields: Sequence[str]) -> int:
    """Write the classes, each a mapping of its `fields`; how many."""
    count = 0
    with path.open("w", encoding="utf-8") as lines:
        lines.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            ' xmlns:skos="http://www.w3.org/2004/02/skos/core#"'
            f' xmlns:dct="http://purl.org/dc/terms/" xmlns:desk="{_OURS}">\n'
        )
        for row in rows:
            count += 1
            lines.write(f"<skos:Concept rdf:about={quoteattr(_uri(row['code']))}>\n")
            for name in fields:
                lines.writelines(_statements(name, row.get(name)))
            lines.write("</skos:Concept>\n")
        lines.write("</rdf:RDF>\n")
    return count


def _uri(code: str) -> str:
    return _URI + quote(code, safe="")


def _statements(name: str, value: Any) -> Iterator[str]:
    if value in ("", None, [], False):
        return
    element = _ELEMENTS.get(name, f"desk:{name}")
    for each in value if isinstance(value, list) else [value]:
        text = NOT_XML.sub("", "yes" if each is True else str(each))
        if name in _LINKS.values():
            yield f"  <{element} rdf:resource={quoteattr(_uri(text))}/>\n"
        else:
            yield f"  <{element}>{escape(text)}</{element}>\n"
