"""Every example that help and docs/cli.md give is done on the sample centre."""

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from datetime import date
from grp import getgrgid
from io import StringIO
from pathlib import Path
from pwd import getpwuid

import pytest

from screens.cli import main
from screens.cli.catalogue import command_named, commands
from screens.cli.command import Command
from screens.cli.parsing import GENERAL, parse
from screens.cli.printing import Output
from screens.cli.sampling import sample
from tests.staff import signed_in

pytestmark = pytest.mark.whole


def examples() -> Iterator[str]:
    def of(command: Command) -> Iterator[str]:
        yield from command.examples
        for child in command.children:
            yield from of(child)

    for command in commands():
        yield from of(command)


EVERY = list(examples())

ELSEWHERE = {
    "sudo rmdesk": "root alone makes accounts",
    "rmdesk guideline closures": "its own test has a library, or stands in for one",
    "rmdesk calibrate laser": "no printer is here",
    "rmdesk label --accession": "no printer is here",
    "rmdesk label --places": "no printer is here",
    "rmdesk notices --mail": "no mail server is here",
    "rmdesk --quiet backup /var": "a folder of the machine",
    "rmdesk backup /media": "a folder of the machine",
    "rmdesk backup records.age": "the key is left out",
    "rmdesk completion": "it goes into a folder of one's own",
}
"""What needs another machine: it is understood, and done where a test has that."""

BY_RULE = {
    "rmdesk collect": "R39",
    "rmdesk override": "R37",
    "rmdesk move": "R24",
    "rmdesk digitize capture": "R35",
    "rmdesk film pass-film": "R5",
    "rmdesk accession accept": "R12",
    "rmdesk transfer new": "R7",
}
"""What the sample's records of today do not let happen: it is refused by a rule, all is known."""

BEFORE = {
    "rmdesk take-back": ["rmdesk import holdings boxes.csv --map boxes.toml"],
    "rmdesk census scan": ["rmdesk census start --scope A-01"],
    "rmdesk census settle": [
        "rmdesk census start --scope A-01",
        "rmdesk census scan C-2026-0001 scanned.txt",
    ],
}

FILES = {
    "boxes.csv": "No,What\nX1,Ferry plans\n",
    "boxes.toml": '[columns]\nbarcode = "No"\ntitle = "What"\n',
    "descriptions.csv": "legacyId,identifier,title,levelOfDescription\n1,F-1,Ferries,Fonds\n",
    "list.csv": "No,What\nX1,Ferry plans\n",
    "people.ndjson": '{"name": "Nia Okafor", "barcode": "S7"}\n',
    "scanned.txt": "L00001N\n",
    "a.tif": "II*\0",
    "new-guidelines.toml": "[loans]\ndays = 7\n",
}


@pytest.fixture
def centre(sample_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample centre, in whose folder lie the files that examples name."""
    signed_in(monkeypatch, getpwuid(os.getuid()).pw_name)  # whose sample it is
    monkeypatch.setenv("XDG_CACHE_HOME", str(sample_cache))
    home = shutil.copytree(sample(Output(as_json=True)), tmp_path / "home")
    monkeypatch.setenv("RMDESK_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return home


def today(line: str) -> str:
    """An example with the numbers that the sample has this year, and with days that lie ahead."""
    year = date.today().year  # noqa: DTZ011  (the sample lies around it)
    line = re.sub(r"(--on|--until) 2026-", rf"\1 {year + 1}-", line)
    return re.sub(r"2026-(?=[0-9]{4}\b)", f"{year}-", line)


def begins(line: str, table: dict[str, str] | dict[str, list[str]]) -> str:
    return next((each for each in table if line.startswith(each)), "")


def words_of(line: str) -> list[str]:
    """The words behind `rmdesk`, without what the shell does with the rest."""
    line = re.sub(r"^cat (\S+) \| (.+) -$", r"\2 \1", line).partition(" > ")[0]
    return [word for word in shlex.split(line) if word != "sudo"][1:]


@pytest.mark.parametrize("line", EVERY)
def test_the_example_does_what_it_says(
    line: str,
    centre: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = words_of(today(line))
    assert parse(words).command is not None
    if begins(line, ELSEWHERE):
        return
    if "--home" in words and words[0] == "--home":
        words[1] = "a-new-home"
        if "--group" in words:
            words[words.index("--group") + 1] = getgrgid(os.getgid()).gr_name
    monkeypatch.setattr("sys.stdin", StringIO(today("2026-0001-01\n")))  # for a hyphen
    for before in BEFORE.get(begins(line, BEFORE), []):
        assert main(words_of(today(before))) == 0, capfdbinary.readouterr().err
    status = main(words)
    told = capfdbinary.readouterr().err.decode()
    rule = BY_RULE.get(begins(line, BY_RULE))
    assert status == (1 if rule else 0), told
    assert not rule or f"{rule}:" in told, told


@pytest.mark.parametrize("table", [ELSEWHERE, BY_RULE, BEFORE])
def test_no_exception_is_kept_for_an_example_that_is_gone(table: dict[str, str]) -> None:
    assert [each for each in table if not any(line.startswith(each) for line in EVERY)] == []


ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_calls_a_command_is_one(page: Path) -> None:
    """Also within a sentence, where words in capitals stand for others."""
    text = page.read_text("utf-8")
    blocks = "".join(re.findall(r"^```.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    said = re.findall(r"^(?:sudo )?rmdesk ([^`\n]+)", blocks, re.MULTILINE)
    said += re.findall(r"`(?:sudo )?rmdesk ([^`\n]+)`", text)
    general = r"(?:--(?:home|as|because|lang) \S+ |--(?:json|quiet) )*"
    for line in said:
        words = re.sub(f"^{general}", "", line.strip() + " ").split()
        name = words[0] if words else ""
        if not re.fullmatch("[a-z][a-z-]+", name):  # -V, COMMAND, …
            continue
        command = command_named(name)
        assert command is not None or name == "help", line
        if command and command.children and words[1:] and re.fullmatch("[a-z-]+", words[1]):
            assert words[1] in {each.name for each in command.children}, line
            command = next(each for each in command.children if each.name == words[1])
        known = (
            {flag for each in (*GENERAL, *command.arguments) for flag in each.flags}
            if command
            else ()
        )
        options = re.findall(r"(?<!\S)\[?(--?[a-z][a-z_-]*)", line)
        assert command is None or command.rest or set(options) <= {*known, "-h", "--help"}, line
