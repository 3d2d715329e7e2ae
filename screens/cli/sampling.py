"""The sample centre of `demo`: made once in a cache folder, copied for each demo."""

from __future__ import annotations

import shutil
import tempfile
import time
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from data.texts import gettext as _
from rmdesk import __version__
from rmdesk.access.account import process_account
from rmdesk.desk.desk import STORE_FILE, Session
from rmdesk.model.errors import BadInput
from screens.cli.call import Call
from screens.cli.command import Answer, Fields, Shown
from screens.cli.opening import open_screens
from screens.cli.printing import Output

_FRESH = 7 * 86_400
"""Seconds after which the sample is made anew: its loans and requests lie around a day."""


COUNTED = ("holdings", "places", "people", "units", "requests", "loans", "classes")


def centre(home: Path, session: Session) -> Answer:
    """What there is in a home folder that this person may know of (R17)."""
    visible = session.visible
    counts = {name: visible.count_in(name) for name in COUNTED}
    return Answer({"home": str(home), "counts": counts}, [Fields({"home": home, **counts})])


def run_demo(call: Call) -> Answer | Shown:
    """Make a home with the sample; then run a command on it, open the desk, or name the home."""
    from screens.app.terminal import unfit

    named = call.named_home
    if named is not None:
        _check_free(named)
    shown = not call.rest and not call.output.as_json and unfit() is None
    home = named or Path(tempfile.mkdtemp(prefix="rmdesk-demo-"))
    kept = named is not None or not (call.rest or shown)
    try:
        shutil.copytree(sample(call.output), home, dirs_exist_ok=True)
        return _use(call, home, shown)
    except BaseException:
        kept = kept and named is not None
        raise
    finally:
        if not kept:
            shutil.rmtree(home, ignore_errors=True)


def _check_free(home: Path) -> None:
    """A sample never goes where records are."""
    if home.exists() and any(home.iterdir()):
        raise BadInput(
            _("Not an empty folder"),
            _("{home} has something in it; the sample needs a folder of its own.").format(
                home=home
            ),
            _("Name another folder, or leave --home out."),
        )


def _use(call: Call, home: Path, shown: bool) -> Answer | Shown:
    if call.rest:
        from screens.cli.running import run

        return Shown(run([*_general(call), *call.rest], home=home))
    with Call(call.args, call.output, home=home) as inside:
        if shown:
            return open_screens(inside)
        return centre(home, inside.session)


def _general(call: Call) -> list[str]:
    """The general options that stood before, for the command that runs on the sample."""
    given = vars(call.args)
    words = ["--json"] if given.get("json") else []
    for flag, name in (("--as", "login"), ("--because", "because"), ("--lang", "lang")):
        words += [flag, given[name]] if given.get(name) else []
    return words


def sample(output: Output) -> Path:
    """The sample in the cache folder, made now if there is none for this program and account."""
    from platformdirs import user_cache_path

    folder = user_cache_path("rmdesk", appauthor=False) / f"sample-{_mark()}"
    made = folder / STORE_FILE
    if made.exists() and time.time() - folder.stat().st_mtime < _FRESH:
        return folder
    draft = Path(tempfile.mkdtemp(prefix="making-", dir=_parent(folder)))
    try:
        _make(draft, output)
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
        _clear_old(folder)
    except OSError:
        if not made.exists():  # unless another demo was quicker
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def _clear_old(folder: Path) -> None:
    """Samples of other days and programs go; one that is being copied now is fresh."""
    for other in folder.parent.glob("sample-*"):
        if time.time() - other.stat().st_mtime > _FRESH:
            shutil.rmtree(other, ignore_errors=True)


def _parent(folder: Path) -> Path:
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder.parent


def _make(home: Path, output: Output) -> None:
    from rmdesk.sample import make_sample
    from screens.cli.progress import ProgressLine

    progress = ProgressLine(output, _("Making the sample centre (once)"))
    progress(0)
    with make_sample(home) as desk:
        desk.finder.catch_up(progress)
    progress.end()


def _mark() -> str:
    """Changes with the program, with what the sample is made of, and with who is supervisor."""
    digest = sha256(f"{__version__} {process_account()}".encode())
    for file in sorted(files("rmdesk.sample").iterdir(), key=lambda file: file.name):
        if file.is_file():
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
