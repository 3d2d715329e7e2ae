"""What a shell and a packager want: completion, help and version as others have them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rmdesk import __version__, duties
from rmdesk.duties.report import REPORTS
from rmdesk.exchange import file_kinds
from screens.cli.catalogue import commands, names
from screens.cli.command import word
from screens.cli.completing import SHELLS, completion
from tests.cli.conftest import Say, environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("completion") / "rmdesk.bash"
    path.write_text(completion("bash"))
    return path


LINES: dict[tuple[str, ...], set[str]] = {
    ("rep",): {"report"},
    ("report", ""): set(REPORTS),
    ("import", ""): set(file_kinds()),
    ("export", "peo"): {"people"},
    ("list", ""): {word(kind.name) for kind in duties.kinds().values()},
    ("hold", "n"): {"new"},
    ("--lang", ""): {"en", "fr", "zh"},
    ("--home", "hold", "hold", "n"): {"new"},
    ("--json", "hold", "new", "--au"): {"--authority"},
    ("import", "holdings", "list.csv", "--map", "atom-i"): {"atom-isad"},
    ("completion", ""): set(SHELLS),
    ("show", "--js"): {"--json"},
    ("show", ""): set(),  # left to the shell: files
    ("export", "holdings", "--format", "nd"): {"ndjson"},
}


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_completes_what_is_declared(script: Path) -> None:
    asked = "\n".join(
        f"COMP_WORDS=(rmdesk {' '.join(repr(word) for word in line)}); "
        f"COMP_CWORD={len(line)}; COMPREPLY=(); _rmdesk; echo ${{COMPREPLY[*]}}"
        for line in LINES
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", f"source {script}\n{asked}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not done.stderr
    told = [set(line.split()) for line in done.stdout.split("\n")[: len(LINES)]]
    assert dict(zip(LINES, told, strict=True)) == LINES


@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish here")
def test_fish_completes_what_is_declared(tmp_path: Path) -> None:
    (path := tmp_path / "rmdesk.fish").write_text(completion("fish"))
    lines = {
        line: offered for line, offered in LINES.items() if offered
    }  # else files of the folder
    asked = "\n".join(f"complete -C 'rmdesk {' '.join(line)}'; echo" for line in lines)
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source {path}\n{asked}"],
        capture_output=True, text=True, check=True, cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert not done.stderr
    told = [each.splitlines() for each in done.stdout.split("\n\n")]
    offered = [{line.partition("\t")[0] for line in each} for each in told]
    assert dict(zip(lines, offered, strict=False)) == lines


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_is_completed(shell: str) -> None:
    text = completion(shell)
    assert not [name for name in names() if name not in text]
    children = [each.name for command in commands() for each in command.children]
    assert not [name for name in children if name not in text]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_reads_its_script(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    path = tmp_path / "script"
    path.write_text(completion(shell))
    done = subprocess.run([shell, "-n", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_script_is_printed(say: Say) -> None:
    assert say("completion", "bash", json=False).out == completion("bash")


@pytest.mark.parametrize("words", [["help"], ["help", "hold", "new"], ["help", "show"]])
def test_help_is_a_command_too(say: Say, words: list[str]) -> None:
    asked = say(*words, json=False)
    assert asked.status == 0
    assert asked.out == say(*words[1:], "--help", json=False).out
    assert say("help", "nothing").status == 2


@pytest.mark.parametrize("words", [["-m", "rmdesk", "-V"], ["-m", "screens.cli", "--version"]])
def test_it_runs_as_a_module_and_tells_its_version(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=True, cwd=os.sep,
        env=environment(),
    )  # fmt: skip
    assert done.stdout == f"rmdesk {__version__}\n"


@pytest.mark.parametrize("kind", [kind.name for kind in duties.kinds().values()])
def test_a_kind_that_is_offered_is_listed(say: Say, kind: str) -> None:
    assert say("list", word(kind)).status == 0
