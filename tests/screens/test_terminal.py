"""The desk in a real terminal: bursts of scans, odd sizes, the ways out."""

from pathlib import Path

import pytest

from rmdesk.desk.desk import Desk, system_now
from rmdesk.model.records import Loan
from rmdesk.opening import open_desk
from tests.screens.centre import be_patient, make_centre
from tests.screens.terminal import Terminal, needs_tmux, terminal
from tests.staff import colleague
from tests.waiting import until

pytestmark = needs_tmux


def codes(count: int) -> list[str]:
    """The barcodes of the centre's files."""
    return [f"F{number:04}" for number in range(1, count + 1)]


def lent_in_order(desk: Desk) -> list[str]:
    """The barcodes lent, in the order of the loans."""
    session = desk.session("mlee")
    loans = desk.store.table(Loan.table).page(limit=20_000).rows
    holdings = {
        each.id: each.barcode for each in session.visible.many([r["holding"] for r in loans])
    }
    return [holdings[row["holding"]] for row in loans]


def centre_with_no_limit(home: Path, files: int) -> None:
    """A centre where one person may have everything, and a scanner may be as late as can be.

    This machine may be too busy to press its keys in time.
    """
    make_centre(home, files, system_now).close()
    be_patient(home)
    guidelines = home / "guidelines.toml"
    text = guidelines.read_text("utf-8")
    assert "limit = 50 " in text
    guidelines.write_text(text.replace("limit = 50 ", "limit = 100000 "), "utf-8")


def wait_until_lent(home: Path, count: int) -> list[str]:
    """Wait until so many loans are on disk."""
    with open_desk(home) as desk:
        loans = desk.store.table(Loan.table)
        until(lambda: len(loans) >= count)
        return lent_in_order(desk)


def test_thirty_barcodes_back_to_back_are_thirty_handled_in_order(tmp_path: Path) -> None:
    home = tmp_path / "home"
    centre_with_no_limit(home, 30)
    with terminal(home) as at:
        at.wait_for("waiting 0")
        at.text("P1\r")
        at.wait_for("FOR Keiko Ito")
        for code in codes(30):
            at.keys(code, "Enter")
        assert wait_until_lent(home, 30) == codes(30)
        at.wait_for("out 30")
        at.keys("C-q")
        at.wait_for("exit 0")


@pytest.mark.slow
def test_scans_in_one_burst_with_screens_opened_among_them(tmp_path: Path) -> None:
    home, count, first, second = tmp_path / "home", 100, 40, 70
    centre_with_no_limit(home, count)
    with terminal(home) as at:
        at.wait_for("waiting 0")
        at.text("P1\r")
        burst(at, codes(count)[:first])
        at.keys("F1")
        burst(at, codes(count)[first:second])
        at.tmux("resize-window", "-x", "100", "-y", "30")
        at.keys("Escape")
        burst(at, codes(count)[second:])
        assert wait_until_lent(home, count) == codes(count)


def burst(at: Terminal, scanned: list[str]) -> None:
    """All of it in one write, as a scanner with a full buffer does."""
    at.text("".join(f"{code}\r" for code in scanned))


def test_another_sessions_change_is_seen_without_a_key(tmp_path: Path) -> None:
    home = tmp_path / "home"
    make_centre(home, 4, system_now).close()
    with terminal(home) as at:
        at.wait_for("out 0")
        with open_desk(home) as desk:
            from rmdesk.duties.circulation import charge_out

            charge_out(colleague(desk, "other"), ["F0001"], "P2")
        at.wait_for("out 1")


def test_ctrl_c_quits_and_asks_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    make_centre(home, 4, system_now).close()
    with terminal(home) as at:
        at.wait_for("waiting 0")
        at.keys("C-c")
        at.wait_for("exit 0")


def desk_in(shell: int) -> Path:
    """The process of the desk that a terminal's shell started."""
    (child,) = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
    assert "tests.signed_in" in Path(f"/proc/{child}/cmdline").read_text()
    return Path(f"/proc/{child}")


def test_a_closed_connection_leaves_nothing_half_done(tmp_path: Path) -> None:
    home = tmp_path / "home"
    centre_with_no_limit(home, 60)
    with terminal(home) as at:
        at.wait_for("waiting 0")
        at.text("P1\r")
        burst(at, codes(60))
        desk_process = desk_in(int(at.tmux("display-message", "-p", "#{pane_pid}")))
        at.tmux("kill-session")
    until(lambda: not desk_process.exists())
    with open_desk(home) as desk:
        assert lent_in_order(desk) == codes(60)[: len(lent_in_order(desk))]
        assert desk.store.verify().sound
        assert not list((home / "log").glob("*")) if (home / "log").exists() else True


def test_a_tiny_window_says_so_and_still_takes_scans(tmp_path: Path) -> None:
    home = tmp_path / "home"
    centre_with_no_limit(home, 4)
    with terminal(home, "40x10") as at:
        at.wait_for("40x10 is small")
        at.text("P1\r")
        at.wait_for("FOR Keiko Ito")
        at.text("F0001\r")
        at.wait_for("Out to Keiko Ito")


def test_without_colour_the_mark_is_seen(tmp_path: Path) -> None:
    home = tmp_path / "home"
    make_centre(home, 4, system_now).close()
    with terminal(home, environment={"NO_COLOR": "1"}) as at:
        at.wait_for("waiting 0")
        at.text("contract")
        at.wait_for("▸ 1250-001")
        at.keys("Down", "Up")
        painted = at.wait_for_paint(r"7m(\x1b\[\d+m)*▸ 1250-001")
        assert "\x1b[36" not in painted
