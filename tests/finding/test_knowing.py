"""R17: who may not know of a record learns nothing of it from the finder."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index import Finder, Found, Value, open_finder
from tests.finding.records import Records

SECRET = "secret"


def may_know(guard: str) -> bool:
    return guard != SECRET


def two_finders(tmp_path: Path, taken_in: bool) -> tuple[Finder, Finder]:
    """One over everything, one over a store where the secret records never were."""
    chance = random.Random(7)
    words = ["treaty", "border", "agent", "cipher", "report", "letter", "budget", "minute"]
    everything, known = Records(), Records()
    for key in range(1, 200):
        title = " ".join(chance.choices(words, k=4))
        fields = {"title": title, "kind": "file", "unit": chance.choice(["Legal", "Finance"])}
        everything.put(key, **fields)
        known.put(key, **fields)
    for key in range(200, 240):
        hidden: dict[str, Value] = {
            "title": f"zeppelin operation {chance.choice(words)}",
            "code": f"SECRET-{key}",
            "kind": "dossier",
            "unit": "Intelligence",
            "place": "Vault",
            "date_from": 19140101,
            "date_to": 19141231,
        }
        everything.put(key, SECRET, **hidden)
    finders = open_finder(tmp_path / "all", everything), open_finder(tmp_path / "known", known)
    if taken_in:
        for finder in finders:
            finder.catch_up()
    return finders


def told(found: Found) -> tuple[object, ...]:
    keys = sorted(hit.key for hit in found.hits)
    return found.total, keys, found.did_you_mean, found.left_out, dict(found.facets), found.exact


@pytest.mark.parametrize("taken_in", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "zeppelin",
        "zepelin",
        "operation cipher",
        "opertaion",
        "SECRET-210",
        "secret 210",
        "210",
        "intelligence",
        "unit:intelligence",
        "kind:dossier",
        "vault",
        "1914",
        "date:1910..1920",
        "zep*",
        "*elin",
        "-treaty",
        "cipher",
        "cipher OR zeppelin",
        "zeppelin treaty border",
    ],
)
def test_the_answer_is_as_if_the_record_did_not_exist(
    tmp_path: Path, text: str, taken_in: bool
) -> None:
    everything, known = two_finders(tmp_path, taken_in)
    for typing in (False, True):
        guarded = everything.search(text, limit=500, typing=typing, facets=True, may_know=may_know)
        assert told(guarded) == told(known.search(text, limit=500, typing=typing, facets=True))


def test_who_may_know_finds_it(tmp_path: Path) -> None:
    everything, _ = two_finders(tmp_path, True)
    assert everything.search("zeppelin").total == 40
    assert everything.search("zepelin", may_know=lambda _: True).did_you_mean == "zeppelin"


def test_a_guard_is_asked_of_once(tmp_path: Path) -> None:
    everything, _ = two_finders(tmp_path, True)
    asked: list[str] = []

    def ask(guard: str) -> bool:
        asked.append(guard)
        return True

    everything.search("cipher", facets=True, may_know=ask)
    assert sorted(asked) == ["", SECRET]
