"""From the words of a command line to a command, its arguments and the general options."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.model.errors import BadInput
from rmdesk.model.words import later
from screens.cli.catalogue import command_named
from screens.cli.command import PATHS, Argument, Command, argument, readable
from screens.cli.printing import terminal_columns
from screens.kit.language import LANGUAGES

GENERAL = (
    argument("--home", metavar="DIR", help=later("the folder of the records centre (RMDESK_HOME)")),
    argument(
        "--as",
        dest="login",
        metavar="LOGIN",
        help=later("act for this account (default: your own), for who may, with --because"),
    ),
    argument("--because", metavar="TEXT", help=later("why you act for another, for the log")),
    argument("--lang", choices=LANGUAGES, help=later("language of the texts")),
    argument("--json", action="store_true", help=later("print one JSON document")),
    argument("--quiet", action="store_true", help=later("say only what went wrong, for cron")),
)
"""Options of every command, taken before and after its name."""

_VALUED = ("--home", "--as", "--because", "--lang")


@dataclass(frozen=True)
class Parsed:
    """A command line understood; without a command the screens open.

    `help` is the text asked for with `--help`; `rest` are the words left to the command.
    """

    command: Command | None
    arguments: argparse.Namespace
    rest: list[str] = field(default_factory=list)
    help: str = ""


class _Asked(Exception):
    """`--help` was among the words."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class _Help(argparse.Action):
    """`--help`, told to the caller instead of printed: the caller knows where and how."""

    def __call__(self, parser: argparse.ArgumentParser, *_unused: object) -> NoReturn:
        raise _Asked(parser.format_help())


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal, leaving argparse no reason to look for that itself."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=terminal_columns() - 2)


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are bad input like any other."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            add_help=False,
            allow_abbrev=False,
            formatter_class=_Formatter,
            **options,
        )
        self.add_argument(
            "-h",
            "--help",
            nargs=0,
            action=_Help,
            default=argparse.SUPPRESS,
            help=_("show this help"),
        )

    def _get_values(self, action: argparse.Action, arg_strings: list[str]) -> Any:
        """What was said: `--limit=--` says two hyphens, of which argparse would make nothing."""
        if action.option_strings and action.nargs is None and arg_strings == ["--"]:
            value = self._get_value(action, "--")
            self._check_value(action, value)
            return value
        return super()._get_values(action, arg_strings)

    def error(self, message: str) -> NoReturn:
        raise BadInput(
            _("Not understood"),
            f"{message}.",
            _("`{command} --help` shows how it is said.").format(command=self.prog),
        )


class _ProgramParser(_Parser):
    """What stands before the command; its help is that of the program."""

    def format_help(self) -> str:
        return help_text()


def parse(words: Sequence[str]) -> Parsed:
    """Understand a command line. Raises BadInput for what cannot be."""
    at = command_at(words)
    before = list(words) if at is None else list(words[:at])
    try:
        given = _general_parser().parse_args(before)
        if at is None:
            return Parsed(None, given)
        if words[at] == "help":
            return parse([*words[:at], *words[at + 1 :], "--help"])
        command = command_named(words[at])
        if command is None:
            raise _unknown(words[at])
        return _of_command(command, given, list(words[at + 1 :]))
    except _Asked as asked:
        return Parsed(None, argparse.Namespace(), help=asked.text)


def command_at(words: Sequence[str]) -> int | None:
    """Where the first word is that is neither an option nor the value of one."""
    position = 0
    while position < len(words):
        if not words[position].startswith("-"):
            return position
        position += 2 if words[position] in _VALUED else 1
    return None


def _of_command(command: Command, given: argparse.Namespace, after: list[str]) -> Parsed:
    rest: list[str] = []
    if command.rest:
        at = command_at(after)
        after, rest = (after, []) if at is None else (after[:at], after[at:])
    arguments = _command_parser(command).parse_args(after)
    chosen: Command = getattr(arguments, "chosen", command)
    return Parsed(chosen, argparse.Namespace(**vars(given) | vars(arguments)), rest)


def _unknown(name: str) -> BadInput:
    from difflib import get_close_matches

    from screens.cli.overview import COMMANDS

    near = get_close_matches(name, COMMANDS, 3)
    return BadInput(
        _("Unknown command"),
        _("There is no command “{name}”.").format(name=name),
        _("Did you mean {names}?").format(names=", ".join(near))
        if near
        else _("`rmdesk --help` lists them all."),
    )


def _add(parser: argparse.ArgumentParser, arguments: Sequence[Argument]) -> None:
    for each in arguments:
        parser.add_argument(*each.flags, help=_(each.help), **_with_type(each))


def _with_type(each: Argument) -> Mapping[str, Any]:
    """An argument's options for argparse: what is text and names no file must be readable.

    The names of files are bytes to the system, and go back to it as they came.
    """
    options = each.options
    if options.get("action") not in (None, "store", "append"):
        return options
    return options if options.get("metavar") in PATHS else {**options, "type": _typed(options)}


def _typed(options: Mapping[str, Any]) -> Callable[[str], Any]:
    convert = options.get("type", str)

    def typed(text: str) -> Any:
        return convert(readable(text))

    typed.__name__ = convert.__name__  # argparse names it in its complaints
    return typed


def _add_general(parser: argparse.ArgumentParser, own: frozenset[str] = frozenset()) -> None:
    group = parser.add_argument_group(_("general options"))
    for each in GENERAL:
        if each.flags[0] not in own:
            # Left out unless given: what stands after the command adds to what stands before.
            options = {**_with_type(each), "default": argparse.SUPPRESS}
            group.add_argument(*each.flags, help=_(each.help), **options)


def _general_parser() -> argparse.ArgumentParser:
    parser = _ProgramParser(prog="rmdesk")
    parser.add_argument("--version", "-V", action="store_true", help=_("show the version"))
    _add_general(parser)
    return parser


def help_text() -> str:
    """The help of the program itself: every command in a line."""
    from screens.cli.overview import COMMANDS

    width = max(map(len, COMMANDS)) + 2
    lines = [
        "rmdesk [--home DIR] [--as LOGIN] [--lang en|fr|zh] [--json] [--quiet] COMMAND ...",
        "",
        _("The desk of a records centre. Without a command it opens the screens."),
        "",
        *(f"  {name:<{width}}{_(told)}" for name, told in COMMANDS.items()),
        "",
        *(f"  {_flag(each):<16}{_(each.help)}" for each in GENERAL),
        f"  {'-V, --version':<16}{_('show the version')}",
        "",
        _("`rmdesk help COMMAND`, or COMMAND --help, tells more of a command."),
    ]
    return "\n".join(lines) + "\n"


def _flag(each: Argument) -> str:
    value = each.options.get("metavar") or "|".join(each.options.get("choices", ()))
    return f"{each.flags[0]} {value}".rstrip()


def _command_parser(command: Command, path: str = "rmdesk") -> argparse.ArgumentParser:
    parser = _Parser(
        prog=f"{path} {command.name}",
        description=_description(command),
        epilog="\n".join(f"  {example}" for example in command.examples),
    )
    _fill(parser, command)
    return parser


def _fill(parser: argparse.ArgumentParser, command: Command) -> None:
    _add(parser, command.arguments)
    if command.children:
        nested = parser.add_subparsers(
            metavar="|".join(child.name for child in command.children),
            required=True,
            parser_class=_Parser,
        )
        for child in command.children:
            inner = nested.add_parser(
                child.name, help=_(child.help), description=_description(child)
            )
            _fill(inner, child)
            inner.set_defaults(chosen=child)
    _add_general(parser, command.own)
    if command.rest:
        parser.usage = f"{parser.prog} [COMMAND ...]"


def _description(command: Command) -> str:
    parts = [_(command.help)[:1].upper() + _(command.help)[1:] + "."]
    if command.details:
        parts.append(_(command.details))
    return "\n\n".join(parts)
