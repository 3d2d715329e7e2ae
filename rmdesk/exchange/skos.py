"""The classification scheme in SKOS, as RDF/XML (https://www.w3.org/TR/skos-reference/).

A class is a concept: its code the notation, its title the preferred label, its terms the others.
What SKOS has no word for stands under our own namespace, by the field's name; what we have no
field for is counted and told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape, quoteattr

from data.texts import gettext as _
from rmdesk.exchange.cells import NOT_XML
from rmdesk.exchange.markup import said
from rmdesk.exchange.rdf import Node, Statement, nodes_of
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


_STRUCTURE = frozenset({"type", "inScheme", "topConceptOf", "narrower"})
"""What tells of the whole, or what the other end of it tells too."""


def concepts_file(path: Path, stream: IO[bytes], columns: Sequence[str]) -> RowsFile:
    """Open a thesaurus as rows of `columns`, the fields of a class. Raises BadInput."""
    reading = _Reading(path, frozenset(columns))
    reading.look(stream)
    if not reading.codes:
        raise unread(path, _("It has no concepts."), _("Name a file of SKOS in RDF/XML."))
    stream.seek(0)
    return RowsFile(path, "xml", list(columns), reading.rows(stream), remarks=reading.remarks)


@dataclass
class _Reading:
    """Two passes through a thesaurus: what its concepts are called, then what each says."""

    path: Path
    columns: frozenset[str]
    remarks: list[str] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)  # of each concept, by its address
    above: dict[str, list[str]] = field(default_factory=dict)
    pieces: Counter[str] = field(default_factory=Counter)  # in how many a concept is written
    left_out: Counter[str] = field(default_factory=Counter)

    def look(self, stream: IO[bytes]) -> None:
        """Note the address and the code of each concept, and which stand below it."""
        notations: dict[str, str] = {}
        for node in nodes_of(self.path, stream):
            self.pieces[node.uri] += 1
            if _is_concept(node):
                self.codes.setdefault(node.uri, "")
            for name, target, element in node.said:
                if name == "notation":
                    notations.setdefault(node.uri, said(element))
                elif name == "narrower":
                    self.above.setdefault(target, []).append(node.uri)
        self.codes = {uri: notations.get(uri) or _last(uri) for uri in self.codes}

    def rows(self, stream: IO[bytes]) -> Iterator[FileRow]:
        """A row for each concept, where the last piece of it stands."""
        waiting: dict[str, list[Statement]] = {}
        number = 0
        for uri, _tag, told in nodes_of(self.path, stream):
            if uri not in self.codes:
                continue
            told = [*waiting.pop(uri, ()), *told]
            self.pieces[uri] -= 1
            if self.pieces[uri]:
                waiting[uri] = told
            else:
                number += 1
                yield FileRow(number, self._cells(uri, told))
        if self.left_out:
            names = ", ".join(f"{name} ({n})" for name, n in self.left_out.most_common())
            self.remarks.append(_("left out, for want of a field: {names}").format(names=names))

    def _cells(self, uri: str, told: Sequence[Statement]) -> dict[str, Cell]:
        cells: dict[str, Cell] = {"code": self.codes[uri]}
        exact = uri.startswith(_URI)
        for tag, target, element in told:
            if link := _LINKS.get(tag):
                self._add(cells, link, self._code(target or said(element)), tag)
            elif name := _TEXTS.get(tag, tag if tag in self.columns else ""):
                text = said(element, exact=exact or name != "scope_note")
                self._add(cells, name, text, tag)
            elif tag not in _STRUCTURE:
                self.left_out[tag] += 1
        for each in self.above.get(uri, ()):
            self._add(cells, "parent", self.codes.get(each, ""), "broader")
        return cells

    def _code(self, target: str) -> str:
        """The code of the class that is meant; addresses may be whole or begin at their #."""
        fragment = "#" + target.rpartition("#")[2]
        return self.codes.get(target) or self.codes.get(fragment) or _last(target)

    def _add(self, cells: dict[str, Cell], name: str, words: str, tag: str) -> None:
        """Put words into a field. A label in a second language is one more term."""
        before = cells.get(name)
        if not words or words == before:
            return
        if name in _SEVERAL:
            cells[name] = [*(before or ()), words]
        elif not before:
            cells[name] = words
        elif name == "title":
            self._add(cells, "terms", words, tag)
        elif name == "scope_note":
            cells[name] = f"{before}\n{words}"
        else:
            self.left_out[tag] += 1


def _is_concept(node: Node) -> bool:
    types = [each.target for each in node.said if each.name == "type"]
    return node.tag == "Concept" or any(each.endswith("#Concept") for each in types)


def _last(uri: str) -> str:
    """What a concept without a notation is called: the end of its address, if it has one."""
    if uri.startswith(("_:", "_ ")):
        return ""
    return unquote(re.split(r"[/#:]", uri.rstrip("/#"))[-1])


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
