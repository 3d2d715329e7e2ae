"""What a document in RDF/XML says of its nodes (https://www.w3.org/TR/rdf-syntax-grammar/).

One graph is written in many ways: a node within another or beside it, texts as elements or as
attributes, a node in several pieces. Here all of them are the same statements of the same node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import IO, NamedTuple
from xml.etree.ElementTree import Element

from rmdesk.exchange.markup import records_of

__all__ = ["Node", "Statement", "nodes_of"]

_AROUND = frozenset(
    {"RDF", "ConceptScheme", "Collection", "OrderedCollection", "hasTopConcept", "member"}
)
"""Elements that only hold nodes: those in them are read one at a time."""

_SYNTAX = frozenset({"about", "ID", "nodeID", "resource", "datatype", "parseType", "lang", "base"})
"""Attributes that say nothing of a node but how it is written."""


class Statement(NamedTuple):
    """What a node says: of the property `name`, a text in `element`, or the node `target`."""

    name: str
    target: str
    element: Element


class Node(NamedTuple):
    """A node, or a piece of one: its address, the element it stands in, and what that says."""

    uri: str
    tag: str
    said: list[Statement]


def nodes_of(path: Path, stream: IO[bytes]) -> Iterator[Node]:
    """Each node of a document, or piece of one, those that hold others first. Raises BadInput."""
    nameless = count(1)
    records = records_of(path, stream, lambda name: name not in _AROUND, outermost=True)
    for (element,) in records:
        yield from _read(element, lambda: f"_ {next(nameless)}")


def _read(element: Element, name: Callable[[], str], uri: str = "") -> Iterator[Node]:
    """The node of an element and those within it."""
    node = Node(uri or _address(element, "about") or name(), element.tag, [])
    within: list[tuple[Element, str]] = []
    for key, text in element.attrib.items():
        if key not in _SYNTAX:
            node.said.append(Statement(key, text if key == "type" else "", _text(key, text)))
    for each in element:
        target = _address(each, "resource")
        if not target and len(each) and "parseType" not in each.attrib:
            inner = each[0]
            target = _address(inner, "about") or name()
            within.append((inner, target))
        node.said.append(Statement(each.tag, target, each))
    yield node
    for inner, target in within:
        yield from _read(inner, name, target)


def _address(element: Element, attribute: str) -> str:
    """Which node an element is, or names; "" where it does not say.

    One without a name in the document is told by `_:`, one without any by `_ ` and its number.
    """
    if name := element.get("ID"):
        return f"#{name}" if attribute == "about" else ""
    if name := element.get("nodeID"):
        return f"_:{name}"
    return element.get(attribute, "")


def _text(name: str, text: str) -> Element:
    element = Element(name)
    element.text = text
    return element
