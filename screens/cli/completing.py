"""Completion for shells, made from what the commands declare: words, options, and their values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.texts import gettext as _
from screens.cli.catalogue import commands
from screens.cli.command import PATHS, Argument, Command
from screens.cli.parsing import GENERAL

__all__ = ["SHELLS", "completion"]


@dataclass(frozen=True)
class _Place:
    """What may follow the words of a command: further words, options, and what those take.

    The values of an option are its choices; None for one that takes none.
    """

    path: str
    words: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, str, tuple[str, ...] | None, bool], ...]


def _places() -> list[_Place]:
    """Every command and command within a group, that of the bare program first."""
    told = commands()
    words = tuple((each.name, _(each.help)) for each in told)
    general = tuple(_options(GENERAL))
    return [
        _Place("", words, general),
        *(place for each in told for place in _of(each, each.name, general)),
    ]


def _of(
    command: Command, path: str, general: tuple[tuple[str, str, tuple[str, ...] | None, bool], ...]
) -> Iterator[_Place]:
    words = [(child.name, _(child.help)) for child in command.children]
    for each in command.arguments:
        if not each.flags[0].startswith("-"):
            words += [(word, "") for word in _values(each) or ()]
    others = [each for each in general if each[0] not in command.own]
    yield _Place(path, tuple(words), (*_options(command.arguments), *others))
    for child in command.children:
        yield from _of(child, f"{path} {child.name}", general)


def _options(
    arguments: Sequence[Argument],
) -> Iterator[tuple[str, str, tuple[str, ...] | None, bool]]:
    for each in arguments:
        for flag in each.flags:
            if flag.startswith("--"):
                yield flag, _(each.help), _values(each), each.options.get("metavar") in PATHS


def _values(each: Argument) -> tuple[str, ...] | None:
    """What an argument takes: its choices, () for any text, None for a flag without a value."""
    if each.options.get("action") in ("store_true", "store_false"):
        return None
    return tuple(map(str, each.options.get("choices") or each.completes()))


def completion(shell: str) -> str:
    """A script that completes the words of `rmdesk` in a shell of SHELLS."""
    return SHELLS[shell](_places())


# --- bash and zsh: one body


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _body(places: Sequence[_Place], words: str, first: int) -> Iterator[str]:
    """Finds the command that the words before the cursor name, then what may follow it.

    `words` is the shell's array of words, `first` the number of its second.
    """
    valued = sorted({flag for place in places for flag, _h, values, _p in place.options
                     if values is not None})  # fmt: skip
    yield f"    for ((i = {first}; i < at; i++)); do"
    yield f"        word=${{{words}[i]}}"
    yield "        case $word in"
    yield f"            {'|'.join(valued)}) ((++i)); continue ;;"
    yield "            -*) continue ;;"
    yield "        esac"
    yield '        case "$place${place:+ }$word" in'
    paths = "|".join(_quoted(place.path) for place in places if place.path)
    yield f'            {paths}) place="$place${{place:+ }}$word" ;;'
    yield "        esac"
    yield "    done"
    yield '    case "$place $before" in'
    for place in places:
        for flag, _help, values, _is_path in place.options:
            if values is not None:
                case = _quoted(f"{place.path} {flag}")
                yield f"        {case}) found={_quoted(' '.join(values))}; known=1 ;;"
    yield "    esac"
    yield "    if [[ -z $known ]]; then"
    yield '        case "$place $start" in'
    for place in places:
        flags = " ".join([*(each[0] for each in place.options), "--help"])
        said = " ".join(name for name, _help in place.words)
        yield f"            {_quoted(f'{place.path} -')}) found={_quoted(flags)} ;;"
        yield f"            {_quoted(f'{place.path} ')}) found={_quoted(said)} ;;"
    yield "        esac"
    yield "    fi"


def _bash(places: Sequence[_Place]) -> str:
    lines = [
        "# bash completion for rmdesk: source it, or put it into",
        "# ~/.local/share/bash-completion/completions/rmdesk",
        "_rmdesk() {",
        "    local at=$COMP_CWORD cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}",
        "    local i word place= found= known= start=",
        "    [[ $cur == -* ]] && start=-",
        *_body(places, "COMP_WORDS", 1),
        '    COMPREPLY=($(compgen -W "$found" -- "$cur"))',
        "}",
        "complete -o default -F _rmdesk rmdesk",
    ]
    return "\n".join(lines) + "\n"


def _zsh(places: Sequence[_Place]) -> str:
    lines = [
        "#compdef rmdesk",
        "# zsh completion for rmdesk: put it as _rmdesk into a folder of $fpath",
        "_rmdesk() {",
        "    local at=$CURRENT cur=${words[CURRENT]} before=${words[CURRENT-1]}",
        "    local i word place= found= known= start=",
        "    [[ $cur == -* ]] && start=-",
        *_body(places, "words", 2),
        "    if [[ -n $found ]]; then compadd -- ${=found}; else _files; fi",
        "}",
        'if [[ $funcstack[1] == _rmdesk ]]; then _rmdesk "$@"; else compdef _rmdesk rmdesk; fi',
    ]
    return "\n".join(lines) + "\n"


# --- fish


def _fish(places: Sequence[_Place]) -> str:
    paths = " ".join(_quoted(place.path) for place in places if place.path)
    valued = sorted({flag for place in places for flag, _h, values, _p in place.options
                     if values is not None})  # fmt: skip
    lines = [
        "# fish completion for rmdesk: put it into ~/.config/fish/completions/rmdesk.fish",
        "function __rmdesk_at",
        "    set -l place ''",
        "    set -l skip ''",
        "    for word in (commandline -opc)[2..]",
        "        if test -n \"$skip\"; set skip ''; continue; end",
        f"        if contains -- $word {' '.join(valued)}; set skip 1; continue; end",
        "        if string match -q -- '-*' $word; continue; end",
        '        set -l next (string trim -- "$place $word")',
        f'        if contains -- "$next" {paths}; set place $next; end',
        "    end",
        '    test "$place" = "$argv[1]"',
        "end",
    ]
    for place in places:
        at = f"-n {_quoted(f'__rmdesk_at {_quoted(place.path)}')}"
        for name, help_ in place.words:
            told = f" -d {_fish_quoted(help_)}" if help_ else ""
            lines.append(f"complete -c rmdesk {at} -f -a {_fish_quoted(name)}{told}")
        for flag, help_, values, is_path in place.options:
            takes = "" if values is None else " -r" if is_path else " -x"
            said = f" -a {_fish_quoted(' '.join(values))}" if values else ""
            lines.append(
                f"complete -c rmdesk {at} -l {flag[2:]}{takes}{said} -d {_fish_quoted(help_)}"
            )
    return "\n".join(lines) + "\n"


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


SHELLS = {"bash": _bash, "zsh": _zsh, "fish": _fish}
"""Shells that are completed for, each with what makes its script."""
