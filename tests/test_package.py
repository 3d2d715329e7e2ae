"""The package as it is installed, and what importing it costs."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from pages.man import manual
from screens.cli.catalogue import names

pytestmark = pytest.mark.whole

ROOT = Path(__file__).parents[1]
ROOMS = ("rmdesk", "screens", "index", "data")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout, to be built from."""
    copy = tmp_path_factory.mktemp("checkout") / "rmdesk"
    ignored = shutil.ignore_patterns(
        ".git", ".venv*", ".tools*", ".*_cache", ".hypothesis", "__pycache__", "build", "dist",
        "*.egg-info",
    )  # fmt: skip
    shutil.copytree(ROOT, copy, ignore=ignored)
    return copy


def build(folder: Path, what: str) -> Path:
    """What setuptools builds there, without asking for anything else."""
    code = f"import setuptools.build_meta as b; print(b.build_{what}('dist'))"
    run = [sys.executable, "-c", code]
    told = subprocess.run(run, cwd=folder, check=True, capture_output=True, text=True)
    return folder / "dist" / told.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def sdist(checkout: Path) -> Path:
    return build(checkout, "sdist")


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from the sdist: what is missing there is missing here."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as packed:
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # 3.11.4
        packed.extractall(folder, **safely)  # type: ignore[arg-type]
    (unpacked,) = folder.iterdir()
    return zipfile.ZipFile(build(unpacked, "wheel"))


def test_the_wheel_holds_every_file_of_the_four_rooms(wheel: zipfile.ZipFile) -> None:
    inside = set(wheel.namelist())
    for room in ROOMS:
        kept = (path for path in (ROOT / room).rglob("*") if path.is_file())
        expected = {str(path.relative_to(ROOT)) for path in kept if "__pycache__" not in path.parts}
        assert expected <= inside, sorted(expected - inside)


def test_the_wheel_holds_the_manual_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    names = {name for name in wheel.namelist() if name.split("/")[0] not in ROOMS}
    others = {name for name in names if ".dist-info/" not in name}
    (manual,) = others
    assert manual.endswith(".data/data/share/man/man1/rmdesk.1")
    assert wheel.read(manual) == (ROOT / "docs" / "man" / "rmdesk.1").read_bytes()


def test_the_wheel_gives_the_command(wheel: zipfile.ZipFile) -> None:
    (entry,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "rmdesk = rmdesk.start:start" in wheel.read(entry).decode()


def test_the_sdist_holds_tests_docs_and_locks(sdist: Path) -> None:
    with tarfile.open(sdist) as packed:
        inside = {name.partition("/")[2] for name in packed.getnames()}
    wanted = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "run", "test", "setup.py"}
    wanted |= {"requirements.lock", "requirements-dev.lock", "pyproject.toml"}
    for folder in ("tests", "docs", "pages", "benchmarks", "contrib", ".ci", *ROOMS):
        found = (path for path in (ROOT / folder).rglob("*") if path.is_file())
        wanted |= {str(p.relative_to(ROOT)) for p in found if "__pycache__" not in p.parts}
    assert wanted <= inside, sorted(wanted - inside)


def test_an_index_shows_the_readme_with_links_that_lead_somewhere(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    about = message_from_bytes(wheel.read(name))
    urls = dict(each.split(", ", 1) for each in about.get_all("Project-URL", []))
    assert urls.keys() == {"Source", "Documentation", "Changelog", "Issues"}
    assert about["Description-Content-Type"] == "text/markdown"
    needed = wheel.read(name).decode().splitlines()
    assert "Requires-Dist: textual<9,>=8.2.5" in needed
    assert "Requires-Dist: ppf-datamatrix<0.3,>=0.2" in needed  # for everybody, and no extra
    shown, links = str(about.get_payload()), r"\]\(([^)\s]+)\)"
    found = re.findall(links, shown)
    beside = re.findall(links, (ROOT / "README.md").read_text("utf-8"))
    assert len(found) == len(beside) > 10
    assert all(each.startswith(("https://", "http://", "#")) for each in found)
    assert f"({urls['Source']}/raw/main/docs/desk.svg)" in shown
    assert f"({urls['Source']}/blob/main/docs/cli.md)" in shown


# --- the manual


def test_the_manual_is_not_stale() -> None:
    page = ROOT / "docs" / "man" / "rmdesk.1"
    assert page.read_text("utf-8") == manual(), "run: python -m pages.man"


def test_the_manual_tells_of_every_command() -> None:
    assert not [each for each in names() if f"\n.SS {each}\n".replace("-", "\\-") not in manual()]


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff here")
def test_the_manual_is_read_without_a_complaint() -> None:
    page = ROOT / "docs" / "man" / "rmdesk.1"
    run = ["groff", "-K", "utf8", "-man", "-ww", "-rLL=100n", "-T", "utf8", "-z", str(page)]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


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
