"""A paste that never ends: memory and time are bounded, and Esc ends it."""

from __future__ import annotations

import random
from importlib import import_module
from typing import Any

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from screens.app import terminal
from screens.app.terminal import PasteGate, bound_pastes

BEGINS, ENDS = "\x1b[200~", "\x1b[201~"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "LONGEST_PASTE", 20)


def pieces(text: str, sizes: random.Random) -> list[str]:
    """A text as a terminal may send it."""
    found = []
    while text:
        size = sizes.choice((1, 2, 3, 7, 50))
        found.append(text[:size])
        text = text[size:]
    return found


@pytest.mark.parametrize("text", [
    "", "F0001\r", f"{BEGINS}F0001\nF0002\n{ENDS}", f"a{BEGINS}b{ENDS}c{BEGINS}d{ENDS}\x1b[A",
    "\x1b[20~\x1b[200x\x1b[201~", f"{BEGINS}\x1b[A\x1b[200~x\x1b[20{ENDS}z", f"{BEGINS}{ENDS}",
])  # fmt: skip
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.usefixtures("small")
def test_what_is_no_longer_than_that_goes_through_as_it_is(text: str, seed: int) -> None:
    gate = PasteGate()
    assert "".join(map(gate.let, pieces(text, random.Random(seed)))) == text


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.usefixtures("small")
def test_what_is_too_much_is_left_out_up_to_the_end(seed: int) -> None:
    gate = PasteGate()
    text = f"a{BEGINS}{'x' * 500}{ENDS}F0001\r"
    passed = "".join(map(gate.let, pieces(text, random.Random(seed))))
    before, _begins, rest = passed.partition(BEGINS)
    pasted, _ends, after = rest.partition(ENDS)
    assert (before, after) == ("a", "F0001\r")
    assert pasted == "x" * len(pasted)
    assert 10 < len(pasted) <= 20


@pytest.mark.usefixtures("small")
def test_escape_ends_a_paste_that_never_ends() -> None:
    gate = PasteGate()
    passed = gate.let(BEGINS) + "".join(gate.let("x" * 100) for _ in range(100))
    assert passed == BEGINS + "x" * 20
    assert gate.let("\x1b") == ENDS
    assert gate.let("F0001\r") == "F0001\r"


@pytest.mark.usefixtures("small")
def test_textual_reads_the_terminal_through_it(monkeypatch: pytest.MonkeyPatch) -> None:
    linux_driver: Any = import_module("textual.drivers.linux_driver")
    monkeypatch.setattr(linux_driver, "XTermParser", XTermParser)
    bound_pastes()
    bound_pastes()
    parser = linux_driver.XTermParser(False)
    assert type(parser).__mro__.count(XTermParser) == 1
    told = [*parser.feed(BEGINS), *parser.feed("x" * 1_000), *parser.feed(ENDS), *parser.feed("a")]
    pastes = [each.text for each in told if isinstance(each, events.Paste)]
    assert pastes == ["x" * 20]
    assert [each.key for each in told if isinstance(each, events.Key)] == ["a"]
