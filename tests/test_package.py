"""The package as it is installed, and what importing it costs."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.whole

ROOT = Path(__file__).parents[1]
ROOMS = ("rmdesk", "screens", "index", "data")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from a copy of the checkout without asking for anything else."""
    copy = tmp_path_factory.mktemp("checkout") / "rmdesk"
    ignored = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "*.egg-info", "tests")
    shutil.copytree(ROOT, copy, ignore=ignored)
    build = "import setuptools.build_meta as b; b.build_wheel('dist')"
    subprocess.run([sys.executable, "-c", build], cwd=copy, check=True, capture_output=True)
    (built,) = (copy / "dist").glob("rmdesk-*.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_holds_every_file_of_the_four_rooms(wheel: zipfile.ZipFile) -> None:
    inside = set(wheel.namelist())
    for room in ROOMS:
        kept = (path for path in (ROOT / room).rglob("*") if path.is_file())
        expected = {str(path.relative_to(ROOT)) for path in kept if "__pycache__" not in path.parts}
        assert expected <= inside, sorted(expected - inside)


def test_the_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(ROOMS)


def test_the_wheel_gives_the_command(wheel: zipfile.ZipFile) -> None:
    (entry,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "rmdesk = rmdesk.start:start" in wheel.read(entry).decode()


def imported_by(statement: str) -> set[str]:
    """The top-level modules that a statement brings in, in a Python of its own."""
    code = f"import sys; {statement}; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, env=environment, check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_the_core_knows_no_screen_and_loads_nothing_heavy() -> None:
    names = ("circulation", "request", "report", "scan", "search")
    duties = "import " + ", ".join(f"rmdesk.duties.{name}" for name in names)
    heavy = {"textual", "rich", "whoosh", "numpy", "reportlab", "xlsxwriter", "python_calamine"}
    assert not imported_by(duties) & heavy


def test_the_index_and_the_store_load_nothing_heavy_at_import() -> None:
    assert not imported_by("import index, data") & {"whoosh", "numpy", "textual", "rmdesk"}
