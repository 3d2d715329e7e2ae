"""The site's list of printers: who is not on it is not reached, by any way to a printer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.labels.drawing import LabelJob
from rmdesk.labels.presets import LabelSource, Last, Sort
from rmdesk.labels.printers import printer_allowed, printers_to_choose, strange_printers
from rmdesk.labels.printing import kept, made_new, print_labels, spool_of
from rmdesk.labels.settings import Settings
from rmdesk.labels.spool import JobState
from rmdesk.maintenance.doctor import examine
from rmdesk.model.errors import BadInput, Refused
from rmdesk.opening import init_home


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with init_home(tmp_path / "home", "mlee") as desk:
        yield desk.session("mlee")


LISTED = """\
# the printers of the reading room

lp:laser
tcp://Labels:9100
file:/srv/labels/out.pdf
"""


def site_with(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "printers.txt").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("lp:laser", True),
        ("lp:other", False),
        ("tcp://labels", True),
        ("tcp://LABELS:9100", True),
        ("tcp://labels:9101", False),
        ("tcp://127.0.0.1", False),
        ("tcp://localhost:22", False),
        ("file:/srv/labels/out.pdf", True),
        ("file:/srv/labels/other.pdf", False),
    ],
)
def test_with_a_list_only_the_printers_named_are_used(
    address: str, may: bool, tmp_path: Path
) -> None:
    site = site_with(tmp_path, LISTED)
    if may:
        assert printer_allowed(address, site)
        return
    with pytest.raises(Refused, match=r"is not in .*printers\.txt") as refusal:
        printer_allowed(address, site)
    assert "lp:laser" in refusal.value.next_step


def test_without_a_list_every_printer_is_used(tmp_path: Path) -> None:
    for address in ("lp:any", "tcp://127.0.0.1", "file:labels.pdf"):
        assert printer_allowed(address, tmp_path)


@pytest.mark.parametrize(
    ("line", "address", "other"),
    [
        ("lp:*", "lp:any", "tcp://a"),
        ("file:*", "file:a.pdf", "lp:a"),
        ("tcp:*", "tcp://a:1", "lp:a"),
    ],
)
def test_a_line_may_stand_for_a_whole_kind(
    line: str, address: str, other: str, tmp_path: Path
) -> None:
    site = site_with(tmp_path, line)
    assert printer_allowed(address, site)
    with pytest.raises(Refused):
        printer_allowed(other, site)


def test_an_empty_list_allows_none_and_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        printer_allowed("lp:laser", site_with(tmp_path, "# none yet\n"))
    assert "one address a line" in refusal.value.next_step


def test_a_list_that_cannot_be_read_allows_none(tmp_path: Path) -> None:
    (tmp_path / "printers.txt").write_bytes(b"lp:\xe9")
    with pytest.raises(BadInput, match="not text in UTF-8"):
        printer_allowed("lp:laser", tmp_path)
    assert printers_to_choose(["lp:laser"], tmp_path) == []
    assert "UTF-8" in strange_printers(tmp_path)[0]
    (tmp_path / "printers.txt").unlink()
    (tmp_path / "printers.txt").mkdir()
    with pytest.raises(BadInput, match="list of printers cannot be read"):
        printer_allowed("lp:laser", tmp_path)


def test_a_line_that_names_no_printer_allows_nothing_and_is_told(tmp_path: Path) -> None:
    site = site_with(tmp_path, "laser\n*\nlp:laser\nfile:*\n")
    assert printer_allowed("lp:laser", site)
    for address in ("tcp://a", "lp:other"):
        with pytest.raises(Refused):
            printer_allowed(address, site)
    assert [said.partition(": ")[2] for said in strange_printers(site)] == [
        "“laser” is not the address of a printer.",
        "“*” is not the address of a printer.",
    ]


def test_only_what_may_be_used_is_offered(tmp_path: Path) -> None:
    known = ["file:labels.pdf", "tcp://127.0.0.1", "lp:laser", "no printer"]
    assert printers_to_choose(known, tmp_path) == known[:3]
    site = site_with(tmp_path, "lp:laser\ntcp://labels:9100\nfile:*\nodd\n")
    offered = printers_to_choose(known, site)
    assert offered == ["file:labels.pdf", "lp:laser", "tcp://labels:9100"]


def test_no_way_to_a_printer_goes_round_the_list(session: Session) -> None:
    job = kept(session, LabelJob(1, 1, b"^XA^XZ", ()), "tcp://127.0.0.1:9")
    site_with(session.desk.labels, LISTED)
    before = session.store.receipt()
    settings = Settings(printer="tcp://127.0.0.1:9")
    new = LabelSource(Sort.NEW, kind="holding", count=1)
    for do in (
        lambda: kept(session, LabelJob(1, 1, b"^XA^XZ", ()), "tcp://127.0.0.1:9"),
        lambda: print_labels(session, new, settings, Last()),
        lambda: made_new(session, new, settings),
    ):
        with pytest.raises(Refused, match="is not in"):
            do()
    spool = spool_of(session)
    assert spool.jobs() == [job]
    left = spool.retry(job)  # it waited before there was a list
    assert (left.state, left.tries) == (JobState.WAITING, 0)
    assert "is not in" in left.why
    assert [each.state for each in spool.retry_all()] == [JobState.WAITING]
    assert session.store.receipt() == before  # no barcode was issued


def test_the_doctor_tells_lines_of_the_site_that_are_none(session: Session) -> None:
    site_with(session.desk.labels, "laser\n")
    (session.desk.labels / "stocks.csv").write_text(
        "brand,parts,paper,unit,label_w,label_h,nx,ny,x0,y0,pitch_x,pitch_y\n"
        "Ours,A1,a4,mm,wide,37,3,8,0,0.5,70,37\n"
    )
    findings = "\n".join(examine(session)["findings"])
    assert "“laser” is not the address of a printer" in findings
    assert "stocks.csv, line 2: “label_w” is not a number" in findings
