"""`scheme`: the classes as a tree, found by words, or suggested for a record."""

from __future__ import annotations

from typing import Any

from data.texts import gettext as _
from rmdesk.desk.registering import found
from rmdesk.duties.amendment import take_effect, told_amendments
from rmdesk.duties.classification import (
    Suggestion,
    find_classes,
    suggest,
    told_class,
    tree,
)
from rmdesk.duties.scheme import SCHEME
from rmdesk.model.errors import BadInput
from rmdesk.model.records import SchemeClass
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Command, Fields, TextTable, argument

_COLUMNS = ("class", "title", "schedule", "reason")


def _scheme(call: Call) -> Answer:
    words = list(call.args.words)
    if words[:1] == ["find"]:
        return _suggested(find_classes(call.session, _said(words[1:])))
    if words[:1] == ["suggest"]:
        return _suggested(suggest(call.session, call.session.visible.one(_said(words[1:]))))
    return _class(call, " ".join(words)) if words else _tree(call, "")


def _said(words: list[str]) -> str:
    if not words:
        raise BadInput(_("Nothing named"), _("Say what to look for."), "")
    return " ".join(words)


def _tree(call: Call, code: str) -> Answer:
    rows = [told_class(branch) for branch in tree(call.session, code)]
    lines = [
        {**row, "class": f"{'  ' * row['depth']}{row['code']}", "reason": row["odd"]}
        for row in rows
    ]
    return Answer(rows, [TextTable(lines, _COLUMNS)])


def _class(call: Call, code: str) -> Answer:
    """One class with what lies right below it, and how its item was amended."""
    take_effect(call.session)
    item: SchemeClass = found(call.session, SCHEME, code)
    below = [told_class(each) for each in tree(call.session, item.code)[1:]]
    amendments = list(told_amendments(call.session, item))
    told = SCHEME.told(call.session, item)
    data: dict[str, Any] = {**told, "below": below, "amendments": amendments}
    lines = [
        {**row, "class": f"{'  ' * (row['depth'] - 1)}{row['code']}", "reason": row["odd"]}
        for row in below
    ]
    tables = [TextTable(amendments, list(amendments[0]))] if amendments else []
    return Answer(data, [Fields(told), TextTable(lines, _COLUMNS), *tables])


def _suggested(suggestions: list[Suggestion]) -> Answer:
    rows = [
        {
            "code": each.item.code,
            "title": each.item.title,
            "schedule": each.item.schedule,
            "reason": each.reason,
        }
        for each in suggestions
    ]
    return Answer(rows, [TextTable([{**row, "class": row["code"]} for row in rows], _COLUMNS)])


COMMANDS = (
    Command(
        "scheme",
        later("show the classification scheme, find a class, or have one suggested"),
        _scheme,
        (
            argument(
                "words",
                nargs="*",
                metavar="CODE",
                help=later("a class; or find TEXT; or suggest KEY (default: the whole tree)"),
            ),
        ),
        details=later(
            "Codes stand in people's order: 1.9 before 1.10. A class whose parent is not there "
            "stands at the top and says so."
        ),
        result="a list of classes in the order of the tree, each with `code`, `title`, `parent`, "
        "`schedule`, `depth`, `odd`; of one class the document with `below` and `amendments`; "
        "found or suggested: "
        "`code`, `title`, `schedule`, `reason`",
        examples=("rmdesk scheme find lease", "rmdesk scheme suggest R100004O"),
    ),
)
