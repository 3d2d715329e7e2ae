"""What a start imports: most of its time goes there, and each duty that moves in would add to it.

Modules are counted, not seconds, so that it holds on any machine (docs/decisions).
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from rmdesk import duties
from rmdesk.access.account import process_account
from rmdesk.opening import init_home

ROOT = Path(__file__).resolve().parent.parent

SELDOM = {
    "data.copying", "email.message", "index.query", "numpy", "openpyxl", "python_calamine",
    "reportlab", "rmdesk.dates", "rmdesk.desk.postbox", "rmdesk.exchange", "rmdesk.labels.drawing",
    "rmdesk.maintenance", "rmdesk.model.clauses", "rmdesk.model.clocks", "rmdesk.model.periods",
    "rmdesk.model.understanding", "rmdesk.sample", "smtplib", "whoosh", "xlsxwriter",
}  # fmt: skip
"""What neither the first screen nor a look at a record needs: it is imported by who does."""

TELL = """
import gc, json, re, sys
ours = [m for n, m in sys.modules.items() if n.split('.')[0] in ('rmdesk', 'screens', 'data')]
made = [v for m in ours for v in vars(m).values()
        if isinstance(v, type) and v.__module__ == m.__name__]
json.dump({
    'modules': sorted(sys.modules),
    'frozen': gc.get_freeze_count(),
    'dear': sorted({f'{c.__module__}.{c.__qualname__}' for c in made
                    if '__dataclass_params__' in vars(c) and c.__dataclass_params__.repr}),
    'patterns': sorted({f'{m.__name__}.{n}' for m in ours for n, v in vars(m).items()
                        if isinstance(v, re.Pattern)}),
}, sys.stderr)
"""


@dataclass(frozen=True)
class Start:
    """What a process has imported, and what it made at that: classes and patterns of ours."""

    modules: frozenset[str]
    dear: list[str]
    patterns: list[str]
    frozen: int

    @property
    def ours(self) -> set[str]:
        return {
            each for each in self.modules if each.split(".")[0] in ("rmdesk", "screens", "data")
        }

    def has(self, names: set[str]) -> set[str]:
        """Those of some modules and packages that were imported."""
        return {n for n in names if n in self.modules}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    with init_home(folder, process_account()) as desk:
        session = desk.session(process_account())
        from rmdesk.duties.holding import add_holding

        add_holding(session, {"barcode": "0001", "title": "Harbour bridge"})
    return folder


def started(program: str) -> Start:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", program + TELL],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    told = json.loads(done.stderr)
    return Start(frozenset(told["modules"]), told["dear"], told["patterns"], told["frozen"])


@pytest.fixture(scope="module")
def look(home: Path) -> Start:
    return started(f"from screens.cli import main; main(['--home', {str(home)!r}, 'show', '0001'])")


@pytest.fixture(scope="module")
def first_screen(home: Path) -> Start:
    """All until the app runs: the terminal is the only thing that is not there."""
    return started(
        "import screens.app.terminal as terminal; terminal.unfit = lambda: None\n"
        "import screens.app.running as running\n"
        "running.run_desk = lambda desk, session: running.DeskApp(desk, session) and 0\n"
        f"from screens.cli import main; main(['--home', {str(home)!r}])"
    )


def test_a_look_at_a_record_imports_what_it_uses(look: Start) -> None:
    assert not look.has(
        SELDOM
        | {"dataclasses", "index", "inspect", "platformdirs", "rich", "string", "tempfile"}
        | {"textual", "tomllib", "traceback"}
    )
    assert not look.has({f"rmdesk.duties.{name}" for name in duties.WITHOUT_RECORDS})
    assert "rmdesk.duties.describe" in look.modules  # it did look
    assert len(look.ours) < 150


def test_the_first_screen_imports_what_it_shows(first_screen: Start) -> None:
    assert not first_screen.has(SELDOM)
    assert "screens.views.desk" in first_screen.modules
    assert "rmdesk.duties.ending" not in first_screen.modules  # the acts come with the palette
    assert len(first_screen.ours) < 195


def test_what_a_start_imports_makes_its_classes_and_patterns_cheaply(
    look: Start, first_screen: Start
) -> None:
    assert not look.dear + first_screen.dear
    assert not look.patterns
    assert len(first_screen.patterns) < 10


def test_what_was_imported_is_looked_through_by_no_collection_of_a_process_that_ends(
    look: Start, home: Path
) -> None:
    ending = started(
        f"import sys; sys.argv = ['rmdesk', '--home', {str(home)!r}, 'show', '0001']\n"
        "from rmdesk.start import start; start()"
    )
    assert ending.frozen > 10_000
    assert look.frozen == 0  # who goes on with other things


def test_the_duties_without_records_are_those_that_keep_none() -> None:
    without = {
        module.__name__.rpartition(".")[2]
        for module in duties.modules()
        if not getattr(module, "KINDS", ())
    }
    assert without == duties.WITHOUT_RECORDS
