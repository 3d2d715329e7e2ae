"""Runs one command line from its words to its exit status."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from data.private import private_files
from rmdesk import __version__
from screens.cli.call import Call
from screens.cli.command import Answer, Shown
from screens.cli.failing import failed
from screens.cli.parsing import Parsed, parse
from screens.cli.printing import Output
from screens.kit.language import LANGUAGES, language_of_locale, use_language


def run(words: Sequence[str], *, home: Path | None = None, ends: bool = False) -> int:
    """Run a command line; the exit status. `home` goes before what the words and the system say.

    `ends` says that the process ends with it.
    """
    _open_streams()
    use_language(_language(words))
    output = Output(as_json="--json" in words)
    where = home
    try:
        with private_files():
            parsed = parse(words)
            output.quiet = getattr(parsed.arguments, "quiet", False)
            with Call(parsed.arguments, output, parsed.rest, home) as call:
                where = call.home
                return _tell(_answer(parsed, call, ends), call)
    except (Exception, KeyboardInterrupt) as error:  # the one place where all is told plainly
        return failed(error, output, where)


def _tell(answer: Answer | Shown, call: Call) -> int:
    """Print an answer, and what stands against it; the exit status."""
    if isinstance(answer, Shown):
        return answer.status
    call.output.answer(answer)
    call.output.flush()
    return failed(answer.against, call.output, call.home) if answer.against else 0


def _answer(parsed: Parsed, call: Call, ends: bool) -> Answer | Shown:
    if parsed.help:
        return Answer({"help": parsed.help}, parsed.help.splitlines())
    if parsed.command is not None:
        assert parsed.command.run is not None
        call.permit(parsed.command)
        if ends:
            gc.freeze()  # what was imported, and the desk, are not looked through again
        gc.enable()
        return parsed.command.run(call)
    if call.args.version:
        return Answer({"version": __version__}, [f"rmdesk {__version__}"])
    from screens.cli.opening import open_screens

    return open_screens(call)


def _language(words: Sequence[str]) -> str:
    """The language asked for, known before the words are understood: help is in it too."""
    for flag, value in pairwise([*words, ""]):
        told = value if flag == "--lang" else flag.removeprefix("--lang=")
        if told in LANGUAGES and told != flag:
            return told
    return language_of_locale()


def _open_streams() -> None:
    """Point closed standard streams at nothing: a store's file must never take their numbers."""
    if None in (sys.stdin, sys.stdout, sys.stderr):
        descriptor = os.open(os.devnull, os.O_RDWR)
        while descriptor < 2:
            descriptor = os.dup(descriptor)
        if descriptor > 2:
            os.close(descriptor)
