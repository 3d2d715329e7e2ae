"""`./run` and the installed command run no code of the folder they are started in."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.whole

ROOT = Path(__file__).parents[1]
NAMES = ("data", "json", "whoosh", "queue", "argparse", "re", "pathlib", "sitecustomize", "tinydb")
PACKAGES = ("index", "screens", "rmdesk", "importlib_metadata")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder of modules that leave a mark when they are run."""
    folder = tmp_path / "hostile"
    mark = f"open({str(folder / 'RUN')!r}, 'a').write(__name__ + ' ')\n"
    for package in PACKAGES:
        (folder / package).mkdir(parents=True)
        (folder / package / "__init__.py").write_text(mark)
    for name in NAMES:
        (folder / f"{name}.py").write_text(mark)
    return folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What `./run` starts from, with an environment that is made already."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in ("rmdesk", "screens", "index", "data"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "run", folder)
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    shutil.copy(ROOT / "requirements.lock", folder)
    (folder / ".venv").symlink_to(sys.prefix)
    # The environment is stubbed: what makes it is told to be done.
    with (folder / ".ci" / "setup.sh").open("a") as setup:
        setup.write("environment() { :; }\n")
    return folder


def say(*line: object, cwd: Path, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [str(word) for word in line],
        cwd=cwd,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_run_executes_nothing_of_the_folder_it_is_started_in_nor_of_pythonpath(
    checkout: Path, hostile: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    run = checkout / "run"
    for words in (
        ("--version",),
        ("init",),
        ("add", "holding", "--barcode", "B1", "--title", "Bridge"),
        ("search", "bridge"),
        ("reindex",),
        ("label", "B1", "--out", tmp_path / "b.pdf"),
    ):
        told = say(run, "--home", home, *words, cwd=hostile, home=tmp_path, PYTHONPATH=str(hostile))
        if words == ("--version",):
            told = say(run, *words, cwd=hostile, home=tmp_path, PYTHONPATH=str(hostile))
        assert told.returncode == 0, told
    assert not (hostile / "RUN").exists(), (hostile / "RUN").read_text()
    assert "Bridge" in say(run, "--home", home, "show", "B1", cwd=hostile, home=tmp_path).stdout


def test_the_scripts_look_for_python_without_running_anything_here(
    hostile: Path, tmp_path: Path
) -> None:
    script = f'. {ROOT}/.ci/setup.sh; find_python; find_pip "$(find_python)"'
    say("sh", "-c", script, cwd=hostile, home=tmp_path, PYTHONPATH=str(hostile))
    assert not (hostile / "RUN").exists()


def test_what_runs_the_tests_executes_nothing_of_the_folder_it_is_started_in(
    checkout: Path, hostile: Path, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "test", checkout)
    with (checkout / ".ci" / "setup.sh").open("a") as setup:
        setup.write("system_packages() { :; }\nfind_pip() { echo :; }\n")
    for tools in (".tools", ".tools-lowest"):
        (bin_ := checkout / tools / "bin").mkdir(parents=True)
        (bin_ / "python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        for tool in ("ruff", "mypy", "lint-imports"):
            (bin_ / tool).write_text("#!/bin/sh\n")
        for each in bin_.iterdir():
            each.chmod(0o755)
    for script in (("test", "--version"), (".ci/versions", "lowest")):
        name, *words = script
        told = say(checkout / name, *words, cwd=hostile, home=tmp_path, PYTHONPATH=str(hostile))
        assert "pytest" in told.stdout + told.stderr or "no tests ran" in told.stdout, told
    assert not (hostile / "RUN").exists(), (hostile / "RUN").read_text()


def installed(tmp_path: Path) -> Path:
    """The command as a wheel gives it, beside the packages."""
    site = tmp_path / "site"
    site.mkdir()
    for name in ("rmdesk", "screens", "index", "data"):
        shutil.copytree(ROOT / name, site / name)
    command = tmp_path / "rmdesk-command"
    command.write_text(
        f"import sys; sys.path.append({str(site)!r})\n"
        "from rmdesk.start import start\nsys.exit(start())\n"
    )
    return command


def test_the_installed_command_takes_no_room_from_the_folder_or_from_pythonpath(
    hostile: Path, tmp_path: Path
) -> None:
    shutil.rmtree(hostile / "rmdesk")  # which no code of ours could outrun
    (hostile / "sitecustomize.py").unlink()
    command, home = installed(tmp_path), tmp_path / "home"
    for name in ("re", "pathlib"):  # what Python itself imports before us
        (hostile / f"{name}.py").unlink()
    told = say(
        sys.executable, command, "--home", home, "init",
        cwd=hostile, home=tmp_path, PYTHONPATH=str(hostile),
    )  # fmt: skip
    assert told.returncode == 0, told
    assert not (hostile / "RUN").exists(), (hostile / "RUN").read_text()


@pytest.mark.parametrize("room", ["data", "index", "screens"])
def test_another_package_in_the_place_of_a_room_is_told(
    tmp_path: Path, hostile: Path, room: str
) -> None:
    command = installed(tmp_path)
    (other := tmp_path / "other" / room).mkdir(parents=True)
    (other / "__init__.py").touch()
    text = command.read_text()
    command.write_text(f"import sys; sys.path.insert(1, {str(other.parent)!r})\n{text}")
    told = say(sys.executable, command, "init", cwd=tmp_path, home=tmp_path)
    assert told.returncode == 70
    assert told.stderr.startswith("rmdesk cannot start: another package stands in the place")
    assert f"  {room}: {other}\n" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_room_that_another_package_has_overwritten_is_told(tmp_path: Path) -> None:
    command = installed(tmp_path)
    (tmp_path / "site" / "data" / "files.py").unlink()
    told = say(sys.executable, command, "init", cwd=tmp_path, home=tmp_path)
    assert (told.returncode, "  data: " in told.stderr) == (70, True)


def test_an_extra_is_installed_into_the_environment_of_the_checkout(
    checkout: Path, tmp_path: Path
) -> None:
    with (checkout / ".ci" / "setup.sh").open("a") as setup:
        setup.write('find_pip() { echo "echo pip"; }\n')
    done = say(checkout / "run", "--with", "holidays", cwd=tmp_path, home=tmp_path)
    wanted = f"pip --python {checkout}/.venv/bin/python install"
    assert (done.returncode, done.stdout[: len(wanted)]) == (0, wanted)
    assert done.stdout.endswith(" holidays\n")
    both = say(checkout / "run", "--with", "holidays", "-V", cwd=tmp_path, home=tmp_path)
    assert both.stdout.splitlines()[1].startswith("rmdesk ")
    assert say(checkout / "run", "--with", cwd=tmp_path, home=tmp_path).returncode == 2
