"""The mechanism that everything is declared by stays small, whole, and true to its word."""

import ast
import io
import tokenize
from collections import Counter
from pathlib import Path

import pytest

from rmdesk import duties
from rmdesk.desk.acts import SUPERVISOR, TECHNICIAN, Act
from rmdesk.model.records import Holding
from rmdesk.model.roles import ADMINISTER, SECURE

ROOT = Path(__file__).parents[1]
MECHANISM = (
    "rmdesk/model/values.py",
    "rmdesk/model/fields.py",
    "rmdesk/desk/acts.py",
    "screens/cli/derive.py",
)
MOST = 600
"""Lines of code of the mechanism: values, fields, acts, and the commands that are made of them."""

_NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENDMARKER,
}  # fmt: skip


def lines_of_code(text: str) -> int:
    """Lines that hold code: blank ones, comments, and texts that stand by themselves do not count.

    A statement over several lines counts with all of them.
    """
    texts = (
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
    told = {n for node in texts for n in range(node.lineno, (node.end_lineno or 0) + 1)}
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    coded = (range(each.start[0], each.end[0] + 1) for each in tokens if each.type not in _NO_CODE)
    return len({n for span in coded for n in span} - told)


def test_what_counts_as_a_line_of_code() -> None:
    texts = ['"""Told."""', "", "# why", "A = (", "    1,", ")  # one", '"""Of A."""', ""]
    texts += ["def f():", '    """Told', '    of f."""', "    return A"]
    assert lines_of_code("\n".join(texts)) == 5


def test_the_mechanism_stays_small() -> None:
    counted = {name: lines_of_code((ROOT / name).read_text("utf-8")) for name in MECHANISM}
    assert sum(counted.values()) <= MOST, counted


def declared() -> list[tuple[str, Act]]:
    """Every act, with the module that declares it."""
    return [
        (module.__name__, act) for module in duties.modules() for act in getattr(module, "ACTS", ())
    ]


def test_every_act_stands_in_one_place() -> None:
    names = Counter(act.name for _module, act in declared())
    assert {name for name, times in names.items() if times > 1} == set()
    assert set(names) == set(duties.acts())


def test_every_kind_of_record_stands_in_one_place() -> None:
    kinds = [kind for module in duties.modules() for kind in getattr(module, "KINDS", ())]
    for each in ("name", "word"):
        told = [getattr(kind, each) for kind in kinds]
        assert len(told) == len(set(told))
    assert len({kind.record.table for kind in kinds}) == len(kinds)


@pytest.mark.parametrize("act", [act for _module, act in declared()], ids=lambda act: act.name)
def test_every_act_says_what_people_read(act: Act) -> None:
    assert act.title
    assert act.word
    assert act.help.endswith(".")
    assert "{name}" in act.done
    assert act.permission in (TECHNICIAN, SUPERVISOR, SECURE, ADMINISTER)
    assert ("{name}" in act.titled) == bool(act.titled)
    if "{person}" in act.done and act.titled:
        assert act.on is not Holding or act.for_person
    assert len({takes.name for takes in act.takes}) == len(act.takes)
    assert all(takes.help for takes in act.takes)
