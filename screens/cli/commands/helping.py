"""`keys`, `whoami`, `completion`: keys of the screens, who one is here, and the shell's Tab."""

from __future__ import annotations

from collections.abc import Iterator

from data.texts import gettext as _
from rmdesk.model.roles import holder_of
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, Fields, TextTable, argument


def _keys(_call: Call) -> Answer:
    from screens.app.keys import COMMANDS as ON_SCREEN
    from screens.kit.command import key_name

    rows = [
        {"key": key_name(each.key), "title": each.title_text(), "help": each.help_text()}
        for each in ON_SCREEN
        if each.key
    ]
    return Answer(rows, [TextTable(rows, ("key", "title", "help"))])


def _completion(call: Call) -> Answer:
    from screens.cli.completing import completion

    script = completion(call.args.shell)
    return Answer({"shell": call.args.shell, "script": script}, script.splitlines())


def _whoami(call: Call) -> Answer:
    from rmdesk.model.roles import UNSAID

    session = call.session
    staff = session.staff
    assert staff is not None  # nobody else gets here
    told = {
        "login": session.login,
        "acting": session.by,
        "name": staff.name,
        "role": staff.role or UNSAID,
        "clearance": staff.clearance,
        "clearance_until": staff.clearance_until,
        "caveats": staff.caveats,
    }
    blocks: list[Block] = [Fields({**told, "caveats": "; ".join(staff.caveats)})]
    if not call.args.permissions:
        return Answer(told, blocks)
    held = session.permissions
    rows = [
        {"command": name, "permission": permission, "may": permission in held}
        for name, permission in _permissions()
    ]
    lines = [
        {**row, "may": _("yes") if row["may"] else _("no: {who}").format(who=holder_of(permission))}
        for row, permission in ((row, str(row["permission"])) for row in rows)
    ]
    table = TextTable(lines, ("command", "permission", "may"))
    return Answer({**told, "permissions": rows}, [*blocks, table])


def _permissions() -> Iterator[tuple[str, str]]:
    """Every command that needs a permission, and which."""
    from screens.cli.catalogue import commands

    for command in commands():
        for each in command.children or (command,):
            name = command.name if each is command else f"{command.name} {each.name}"
            if each.permission:
                yield name, each.permission


COMMANDS = (
    Command(
        "completion",
        later("print a script by which a shell completes commands"),
        _completion,
        (argument("shell", choices=("bash", "zsh", "fish"), help=later("the shell")),),
        details=later("It is made from the commands as they are: make it anew after an upgrade."),
        result="`shell`, `script`",
        examples=(
            "rmdesk completion bash > ~/.local/share/bash-completion/completions/rmdesk",
            "rmdesk completion fish > ~/.config/fish/completions/rmdesk.fish",
        ),
        permission="",
    ),
    Command(
        "keys",
        later("list the keys of the screens"),
        _keys,
        result="a list, each with `key`, `title`, `help`",
        permission="",
    ),
    Command(
        "whoami",
        later("tell who you are here, and what you may do"),
        _whoami,
        (
            argument(
                "--permissions",
                action="store_true",
                help=later("each command with the permission it needs, and who has it"),
            ),
        ),
        details=later("You are the account of the operating system that runs the program."),
        result="`login`, `acting`, `name`, `role`, `clearance`, `clearance_until`, `caveats`; "
        "with --permissions `permissions`, each with `command`, `permission`, `may`",
        examples=("rmdesk whoami --permissions",),
    ),
)
