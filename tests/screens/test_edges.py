"""What surrounds the screens: odd text, odd terminals, other sessions, crashes, documents."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size

from pages.keys import key_sheet
from pages.keys import main as write_keys
from rmdesk.desk.presence import Presence
from screens.app.terminal import unfit
from screens.kit import paint as drawing
from screens.kit.crash import write_crash_log
from screens.kit.language import LANGUAGES, use_language
from screens.kit.paint import Column, cells, fit, fitted, paint, widths, wrap
from screens.kit.sanitize import plain
from tests.screens.centre import NOON, Desktop, at_the_desk


@given(st.text())
def test_plain_text_is_printable_and_keeps_what_is(text: str) -> None:
    assert plain(text).isprintable()
    if text.isprintable():
        assert plain(text) == text


@given(st.text(), st.integers(0, 30))
def test_fitted_text_takes_exactly_its_cells(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


@given(st.text(max_size=60), st.integers(4, 20))
def test_wrapped_lines_are_no_wider_than_asked(text: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in wrap(text, width))


@given(st.lists(st.text(max_size=30), min_size=3, max_size=3), st.integers(12, 140))
def test_a_row_fits_its_width(texts: list[str], width: int) -> None:
    columns = (Column("a", 10), Column("b", 20, 3), Column("c", 8, 1, wide=True))
    line = cells(columns, width, [(text, "") for text in texts])
    assert paint(line, width).cell_length == width


def test_a_home_that_can_only_be_read_keeps_no_mark_and_opens(tmp_path: Path) -> None:
    (tmp_path / "sessions").touch()  # where no mark can be made
    mine = Presence(tmp_path, "mlee")
    assert mine.count() == 1
    mine.leave()


def test_sessions_are_counted_while_they_live(tmp_path: Path) -> None:
    mine = Presence(tmp_path, "mlee")
    other = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from rmdesk.desk.presence import Presence;"
            "mark = Presence(Path(sys.argv[1]), 'x/../y'); print('here', flush=True); input()",
            str(tmp_path),
        ],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    )
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == "here\n"
        assert mine.count() == 2
        other.kill()
    assert mine.count() == 1
    assert len(list((tmp_path / "sessions").iterdir())) == 1
    mine.leave()
    mine.leave()
    assert mine.count() == 0


def test_a_dumb_or_absent_terminal_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "needs a terminal" in str(unfit()).replace("need a", "needs a")
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "dumb")
    assert "“dumb”" in str(unfit())
    monkeypatch.setenv("TERM", "xterm")


def test_a_crash_is_logged_without_values(tmp_path: Path) -> None:
    def ask(pin: str) -> None:
        raise KeyError("no such door")

    secret = "".join(reversed("1174"))
    try:
        ask(secret)
    except KeyError as error:
        path = write_crash_log(tmp_path, error, NOON)
    assert path is not None
    assert "no such door" in path.read_text("utf-8")
    assert secret not in path.read_text("utf-8")
    assert path.stat().st_mode & 0o077 == 0


def test_an_unknown_error_ends_the_app_with_a_status(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        desk.app.call_later(lambda: 1 // 0)
        await desk.pilot.pause(0.3)

    with pytest.raises(ZeroDivisionError):
        at_the_desk(tmp_path, does)
    assert list((tmp_path / "log").glob("crash-*.log"))


def test_every_language_can_be_spoken_at_once() -> None:
    for code in (*LANGUAGES, "en"):
        use_language(code)
    with pytest.raises(ValueError, match="de"):
        use_language("de")


def test_the_key_sheet_is_not_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["keys", "--check"])
    assert write_keys() == 0, "run python -m pages.keys"
    assert "| `F9` |" in key_sheet()


@pytest.mark.parametrize("text", ["x" * 100_000, "字" * 100_000, "a\u0301" * 50_000, "x " * 50_000])
@pytest.mark.parametrize("limit", [20, 5_000])
def test_a_text_without_blanks_is_looked_at_once(
    monkeypatch: pytest.MonkeyPatch, text: str, limit: int
) -> None:
    """Not all of what is left for each line: it would take half a minute."""
    measured = 0

    def counted(part: str) -> int:
        nonlocal measured
        measured += len(part)
        return cell_len(part)

    def cut(part: str, width: int) -> str:
        nonlocal measured
        measured += len(part)
        return set_cell_size(part, width)

    monkeypatch.setattr(drawing, "cell_len", counted)
    monkeypatch.setattr(drawing, "set_cell_size", cut)
    lines = wrap(text, 40, limit)
    assert len(lines) <= limit
    assert all(cell_len(line) <= 40 for line in lines)
    assert measured < 40 * len(text)
    if len(lines) < limit:
        assert "".join(lines) == "".join(text.split()) or " " in text


@pytest.mark.parametrize("total", [40, 60, 80, 100, 120, 200])
@pytest.mark.parametrize(
    "texts",
    [
        ("R1", "A short title", "Finance"),
        ("R1", "A title that is a good deal longer than its column " * 3, "Finance"),
        ("2026-0067-000123", "x", "The unit with the longest name of all of them"),
        ("", "", ""),
    ],
)
def test_a_column_gives_what_it_has_no_use_for(total: int, texts: tuple[str, ...]) -> None:
    columns = [Column("code", 8, 1), Column("title", 12, 9), Column("unit", 8, 1)]
    wanted = [max(len(c.head), len(t)) for c, t in zip(columns, texts, strict=True)]
    before = widths(columns, total)
    after = widths(fitted(columns, [[(text, "") for text in texts]], total), total)
    assert sum(after) + 4 <= total
    for now, then, want in zip(after, before, wanted, strict=True):
        assert now >= min(then, want), (
            "none is narrower than it was, but for what it has no use for"
        )
    if sum(wanted) + 4 <= total:
        assert all(now >= want for now, want in zip(after, wanted, strict=True)), "all is whole"
    elif any(now < want for now, want in zip(after, wanted, strict=True)):
        assert all(now <= want for now, want in zip(after, wanted, strict=True)), "nothing is idle"
