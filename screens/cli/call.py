"""One call of the command line: where its home is, who acts, and what it was given."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from data.errors import StoreError
from data.files import STORE_FILE
from data.private import private_folder
from data.streams import STANDARD_INPUT, gives_stream, keep_stream
from data.texts import gettext as _
from rmdesk.desk.acts import Takes
from rmdesk.desk.kinds import RecordKind, read_values
from rmdesk.model.errors import BadInput, NoCentre, Reason, Refused
from rmdesk.model.values import DATE, DAY
from screens.cli.command import Command, readable
from screens.cli.printing import Output
from screens.cli.progress import ProgressLine

if TYPE_CHECKING:
    from rmdesk.desk.desk import Desk, Session


def default_home() -> Path:
    """`RMDESK_HOME`, or the folder that the platform keeps a person's data in."""
    if given := os.environ.get("RMDESK_HOME"):
        return Path(given)
    from platformdirs import user_data_path

    return user_data_path("rmdesk", appauthor=False)


class Call:
    """What a command works with. The desk is opened when first asked for, and closed at the end."""

    def __init__(
        self, args: Namespace, output: Output, rest: Sequence[str] = (), home: Path | None = None
    ) -> None:
        self.args = args
        self.output = output
        self.rest = list(rest)
        self._home = home
        self._streams: dict[Path, str] = {}
        self._held = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._held:  # what was read of pipes goes in any case
            if isinstance(error, BadInput) and error.file:
                error.file = self.called(error.file)
            if "session" in self.__dict__:
                self.desk.close()

    def input_file(self, source: str) -> Path:
        """What a command is to read, as a file: a pipe or standard input is read to its end first.

        Raises BadInput where there is none.
        """
        if not gives_stream(source):
            path = Path(source)
            if not path.is_file():
                raise _no_file(path)
            return path
        known = {name: path for path, name in self._streams.items()}
        if source in known:  # said twice, it is the same
            return known[source]
        from tempfile import gettempdir

        folder = self._held.enter_context(private_folder(Path(gettempdir())))
        path = keep_stream(source, folder)
        self._streams[path] = source
        return path

    def called(self, path: str | Path) -> str:
        """A file as the person named it: a pipe that was read first has its own name."""
        return self._streams.get(Path(path), str(path))

    def beside(self, path: Path) -> Path:
        """The file beside which rows that cannot be taken are written; a pipe's go here."""
        if path not in self._streams:
            return path
        return Path("stdin" if path.name == STANDARD_INPUT else path.name)

    @property
    def named_home(self) -> Path | None:
        """The home folder that `--home` named."""
        given: str | None = getattr(self.args, "home", None)
        return Path(given) if given else None

    @property
    def home(self) -> Path:
        """The home folder of this call."""
        return self._home or self.named_home or default_home()

    @property
    def login(self) -> str:
        """Who acts: by the account of the process, or whom `--as` names."""
        from rmdesk.access.account import process_account

        return getattr(self.args, "login", None) or process_account()

    @property
    def desk(self) -> Desk:
        """The desk of the home folder. Raises NoCentre where there is none, Refused."""
        return self.session.desk

    @cached_property
    def session(self) -> Session:
        """Who acts, at the desk of the home folder. Raises NoCentre, Refused."""
        from rmdesk.desk.admission import admit
        from rmdesk.opening import open_desk

        desk = open_desk(self.home)
        desk.channel = "command"
        try:
            given = vars(self.args)
            return admit(desk, given.get("login") or "", given.get("because") or "")
        except BaseException:
            desk.close()
            raise

    def permit(self, command: Command) -> None:
        """Let nobody do what they have no permission for. Raises Refused."""
        if not command.permission or (command.homeless and not (self.home / STORE_FILE).exists()):
            return
        if "--home" in command.own:
            return  # which home it is it tells apart itself; each change asks for the permission
        if against := self.session.against(command.permission):
            raise Refused.by(_("Not done"), *against)

    def permit_unopened(self, against: Callable[[Session], Sequence[Reason]]) -> bool:
        """Ask what stands against looking after a store that may be beyond opening; shut it again.

        Whether this person may know of everything there.

        Of one that cannot be opened nobody can say who may: then it is for who owns it. Raises
        Refused.
        """
        try:
            found, knows_all = against(self.session), self.session.visible.knows_all
            self.desk.close()
            del self.session
        except (StoreError, NoCentre, BadInput):
            if _owns(self.home):
                return True
            text = _("The store cannot be opened, and {home} is not yours.")
            raise Refused.by(
                _("Not done"),
                Reason("R37", text.format(home=self.home), _("the owner of the folder")),
            ) from None
        if found:
            raise Refused.by(_("Not done"), *found)
        return knows_all

    def progress(self, what: str) -> ProgressLine:
        """Progress of something long, shown on a terminal."""
        return ProgressLine(self.output, what)

    def keys(self) -> list[str]:
        """The keys that were given; `-` stands for those on standard input, one a line."""
        return self.typed(self.args.keys)

    def typed(self, keys: Sequence[str]) -> list[str]:
        """Keys as they were given, with those on standard input for a `-`."""
        found: list[str] = []
        for key in keys:
            found += self._typed_in() if key == "-" else [key]
        return found

    def _typed_in(self) -> list[str]:
        """The lines of standard input, without what a scanner adds to a code."""
        from rmdesk.duties.lookup import bare_code

        return [bare_code(self.session, line) for line in _typed_in()]


def _no_file(path: Path) -> BadInput:
    return BadInput(
        _("The file cannot be read"),
        _("There is no file {path}.").format(path=path),
        _("Look at its name and its folder."),
        file=str(path),
    )


def _owns(home: Path) -> bool:
    """Whether a folder, or that in which it would be made, is of this process's account."""
    near = next(each for each in (home.absolute(), *home.absolute().parents) if each.exists())
    return os.getuid() in (0, near.stat().st_uid)


def _typed_in() -> list[str]:
    """The lines of standard input, such as a scanner's list, without blank ones."""
    from rmdesk.duties.scan import clean

    if sys.stdin is None:
        return []
    try:
        lines = [clean(readable(line.rstrip("\n"))) for line in sys.stdin]
    except (ArgumentTypeError, UnicodeDecodeError) as error:
        raise BadInput(_("Standard input cannot be read"), _unreadable(error)) from error
    return [line for line in lines if line]


def _unreadable(error: ArgumentTypeError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return _("It is not text in {encoding}.").format(encoding=error.encoding.upper())
    return f"{error}."


def day(call: Call, text: str, edge: str = "") -> date:
    """A day given to an option, as it is said or written; of a month or a year its `edge`.

    Raises BadInput for what is none, or may be several.
    """
    from rmdesk.model.said_days import day_meant  # with the first day that is given

    meant = day_meant(text, call.session.now().date(), edge)
    if meant is not None:
        return meant
    raise BadInput(
        _("Not a date"),
        _("“{text}” is not a date.").format(text=text),
        _("Write it as 2026-12-31, or say today, a day of the week, or +7."),
    )


def said_values(call: Call, kind: RecordKind, texts: Mapping[str, str]) -> dict[str, Any]:
    """Values for the fields of a kind, where a day may be said or written in any way.

    Raises BadInput naming the field.
    """
    said = {
        name: _as_day(call, text) if name in kind.given and kind.given[name].kind is DAY else text
        for name, text in texts.items()
    }
    return read_values(kind, said)


def said_to(call: Call, takes: Takes, text: str) -> Any:
    """The value of an option for an act. Raises BadInput."""
    return takes.read(_as_day(call, text, takes.edge) if takes.kind in (DAY, DATE) else text)


def _as_day(call: Call, text: str, edge: str = "") -> str:
    from rmdesk.model.said_days import as_iso  # with the first day that is given

    return as_iso(text, call.session.now().date(), edge)
