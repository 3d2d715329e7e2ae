"""The command line as processes of its own: what they import, survive, and do to each other."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.conftest import Say, environment
from tests.waiting import LONG_S

pytestmark = pytest.mark.whole

RMDESK = (sys.executable, "-m", "tests.signed_in")
HEAVY = ("textual", "rich", "whoosh", "numpy", "reportlab", "tinydb", "argparse", "sqlite3")


def run(
    *words: object, env: dict[str, str] | None = None, **options: object
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [*RMDESK, *map(str, words)],
        env=env or environment(),
        text=True,
        encoding="utf-8",
        capture_output="stdout" not in options,
        timeout=LONG_S,
        **options,
    )


def imported(*words: object) -> set[str]:
    """The modules that a command line imports."""
    program = "import sys; from screens.cli import main; status = main(sys.argv[1:]); "
    program += "print(*sys.modules, sep='\\n', file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, words)],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=LONG_S,
    )
    return set(done.stderr.splitlines())


def test_the_version_is_answered_before_anything_is_imported() -> None:
    modules = imported("--version")
    assert not modules.intersection(HEAVY)
    assert {name for name in modules if name.startswith(("rmdesk.", "data", "index"))} == set()


@pytest.mark.parametrize(
    ("words", "status"),
    [(("renew", "0001"), 1), (("nope",), 2), (("show", "0099"), 3)],
)
def test_exit_statuses_reach_the_shell(home: Path, words: tuple[str, ...], status: int) -> None:
    assert run("--home", home, *words).returncode == status


def test_a_dumb_terminal_in_the_c_locale_gets_plain_ascii(home: Path) -> None:
    env = environment(TERM="dumb", LC_ALL="C", NO_COLOR="1", RMDESK_HOME=str(home))
    done = run("show", "0002", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    assert "Ecluse de Lachine" in done.stdout
    opened = run(env=env)
    assert opened.returncode == 2
    assert "The screens cannot be shown." in opened.stderr
    assert "Traceback" not in opened.stderr


def test_a_reader_that_leaves_is_no_error(home: Path) -> None:
    words = " ".join([*RMDESK, "--home", str(home), "log", "--limit", "1000"])
    done = subprocess.run(
        ["bash", "-c", f"{words} | true; echo ${{PIPESTATUS[0]}}"],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=LONG_S,
    )
    assert done.stderr == ""
    assert done.stdout.strip() in ("0", "141")


def test_closed_streams_do_not_reach_the_store(home: Path, say: Say) -> None:
    words = " ".join([*RMDESK, "--home", str(home), "--as", "mlee", "charge-out"])
    for key, closing in (("0001", ">&-"), ("0002", "<&- >&- 2>&-")):
        line = f"{words} {key} --to P1 {closing}"
        done = subprocess.run(["bash", "-c", line], env=environment(), timeout=LONG_S, check=False)
        assert done.returncode == 0
    assert say("report", "out").data["totals"]["count"] == 2
    assert say("verify").data["sound"] is True


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_an_answer_that_cannot_be_written_is_told(home: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = run("--home", home, "show", "0001", stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 74
    assert "The answer could not be written." in done.stderr


WAITING = """
import sys
import tests.signed_in
from screens.cli import main
import screens.cli.running, screens.cli.derive, rmdesk.duties.circulation
print("ready", flush=True)
sys.stdin.readline()
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("key", ["0001", *(pytest.param("0001", marks=pytest.mark.slow),) * 20])
def test_two_charge_out_the_same_file_at_the_same_instant(home: Path, key: str) -> None:
    def desk(person: str) -> subprocess.Popen[str]:
        words = ["--home", str(home), "--json", "charge-out", key, "--to", person]
        return subprocess.Popen(
            [sys.executable, "-c", WAITING, *words],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    desks = [desk(person) for person in ("P1", "P2")]
    for each in desks:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    with ThreadPoolExecutor(2) as together:
        answers = list(together.map(lambda each: each.communicate("go\n", timeout=LONG_S), desks))
    assert sorted(each.returncode for each in desks) == [0, 1]
    refused = next(err for out, err in answers if not out)
    assert json.loads(refused)["error"]["reasons"][0]["rule"] == "R14"
    totals = json.loads(run("--home", home, "--json", "report", "out").stdout)["totals"]
    assert totals["count"] == 1


LENDING = """
import sys
import tests.signed_in
from screens.cli import main
home = sys.argv[1]
for line in sys.stdin:
    main(["--home", home, "--as", "mlee", "charge-out", line.strip(), "--to", "P1"])
    sys.stdout.flush()
"""


def killed_in_the_middle(home: Path, keys: list[str], after: int) -> list[str]:
    """Charge out one after the other, kill the process; the keys that were acknowledged.

    It is given as many again once the first are done, and killed over these.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", LENDING, str(home)],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("".join(f"{key}\n" for key in keys[:after]))
    process.stdin.flush()
    told: list[str] = []
    while len([line for line in told if " out " in line]) < after:
        told.append(process.stdout.readline())
        assert told[-1], "it ended by itself"
    process.stdin.write("".join(f"{key}\n" for key in keys[after : 2 * after]))
    process.stdin.flush()
    time.sleep(0.003)  # somewhere in an act, or between two: all the same
    os.kill(process.pid, signal.SIGKILL)
    told += process.stdout.readlines()
    process.stdout.close()
    process.wait()
    with suppress(BrokenPipeError):
        process.stdin.close()
    return [line.split()[0] for line in told if " out " in line and line.endswith("\n")]


def test_a_kill_in_the_middle_of_200_charge_outs_loses_none_acknowledged(
    home: Path, say: Say
) -> None:
    (home / "guidelines.toml").write_text("[loans]\nlimit = 1000\n")
    listed = "".join(f"K{number:04},File {number}\n" for number in range(200))
    # One barcode in small letters: where no record has one, SQLite rightly shuns that index.
    Path("files.csv").write_text(f"barcode,title\nsmall,Small letters\n{listed}")
    assert say("import", "holdings", "files.csv").data["added"] == 201
    keys = [f"K{number:04}" for number in range(200)]
    acknowledged = killed_in_the_middle(home, keys, after=20)
    assert say("verify").data["sound"] is True
    out = {row["barcode"] for row in say("report", "out").data["rows"]}
    assert out.issuperset(acknowledged)
    assert len(acknowledged) <= len(out) <= len(acknowledged) + 1
    assert say("report", "today").data["totals"]["loans"] == len(out)
    assert say("charge-out", *[key for key in keys if key not in out], "--to", "P1").status == 0
    assert say("search", "File 199").data["hits"][0]["status"] == "out"
