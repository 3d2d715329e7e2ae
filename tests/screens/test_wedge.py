"""Scanners as they type: a key each millisecond, whatever is shown and whatever they add."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tinydb import Query

from data import Entry
from rmdesk.model.records import Holding
from rmdesk.model.words import Status
from rmdesk.opening import open_desk
from tests.screens.terminal import needs_tmux
from tests.screens.test_terminal import centre_with_no_limit, codes, wait_until_lent
from tests.screens.wedge import Wedge, wedge
from tests.waiting import until

F1, F9, ESC = "\x1bOP", "\x1b[20~", "\x1b"


@contextmanager
def lending(tmp_path: Path, files: int, *, in_tmux: bool = False) -> Iterator[tuple[Wedge, Path]]:
    """A desk where what is scanned goes out to one person."""
    home = tmp_path / "home"
    centre_with_no_limit(home, files)
    with wedge(home, in_tmux=in_tmux) as at:
        at.scan("P1")
        at.wait_for("FOR Keiko Ito")
        yield at, home


@needs_tmux
def test_a_hundred_scans_are_a_hundred_handled_in_order_whatever_goes_on(tmp_path: Path) -> None:
    files = codes(100)
    with lending(tmp_path, 100, in_tmux=True) as (at, home):
        at.scan(*files[:20])
        at.type(F9)  # asks whether to take the last one back: the next Enter is a scan's
        at.scan(*files[20:40], end="\n")
        at.forget()
        at.type("harb", key_s=0.06)
        at.wait_for("Harbour")
        time.sleep(0.6)  # slower than a scanner, as a person is; were it longer, the better
        at.type("\x15")  # the results are shown, and the letters leave
        at.scan(*files[40:60], end="\r\n")
        at.type(F1)
        for number, code in enumerate(files[60:80]):
            at.resize(80 + number, 24 + number % 3)
            at.scan(code, end="\t")
        at.paste("".join(f"{code}\r\n" for code in files[80:90]))
        at.scan(*files[90:], prefix="]C0", end="\x03\r")
        assert wait_until_lent(home, 100) == files


def test_codes_are_known_in_either_case_and_on_a_french_keyboard_which_is_told(
    tmp_path: Path,
) -> None:
    with lending(tmp_path, 3) as (at, home):
        at.scan("f0001", "Fàààé")
        at.wait_for("On a French keyboard it may be F0002")
        at.scan("F0003")
        assert wait_until_lent(home, 2) == [codes(3)[0], codes(3)[2]]


def test_a_scan_in_an_open_form_is_heard_there_and_lends_nothing(tmp_path: Path) -> None:
    with lending(tmp_path, 4) as (at, home):
        at.type("\x1bOQ")
        at.wait_for("new request")
        at.scan("P2", *codes(3))
        at.wait_for("3 records")
        at.type("\x13")
        at.wait_for("R-1001")
        with open_desk(home) as desk:
            files = [desk.session("mlee").visible.one(code) for code in codes(4)]
            assert {each.status for each in files} == {Status.IN}


@needs_tmux
@pytest.mark.slow
def test_ten_thousand_scans_in_one_go_are_ten_thousand_handled_in_order(tmp_path: Path) -> None:
    files = codes(5_000)
    with lending(tmp_path, 5_000, in_tmux=True) as (at, home):
        at.scan(*files, *files)
        wait_until_returned(home, 5_000)
        assert handled(home) == files + files


def wait_until_returned(home: Path, count: int) -> None:
    """Wait until so many holdings are to be refiled, on disk."""
    with open_desk(home) as desk:
        holdings, returned = desk.store.table(Holding.table), Query().status == Status.TO_REFILE
        until(lambda: holdings.count(returned) >= count, 3600)


def handled(home: Path) -> list[str]:
    """The barcodes lent and returned, in the order of the journal."""
    with open_desk(home) as desk:
        entries = desk.store.journal.since(0, 1_000_000)
        acts = {each.act: each.subject for each in entries if _is_scan(each)}
        numbers = [int(subject.partition(":")[2]) for subject in acts.values()]
        barcodes = {each.id: each.barcode for each in desk.session("mlee").visible.many(numbers)}
        return [barcodes[number] for number in numbers]


def _is_scan(entry: Entry) -> bool:
    changes = entry.action in ("charge-out", "return")
    return changes and entry.subject.startswith(f"{Holding.table}:")
