"""Statements of custody: altered anywhere, by whatever, they are known for altered (R34)."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from rmdesk.duties.audit import trail_of
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.crossing import refer
from rmdesk.duties.custody import give_out, known_again, sealed
from rmdesk.duties.undo import undo
from rmdesk.model.errors import Refused
from screens.cli import main
from tests.desk.conftest import Centre
from tests.staff import colleague, signed_in

ALTERED: list[Callable[[bytes, int], bytes]] = [
    lambda file, at: file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :],
    lambda file, at: file[:at] + bytes([file[at] ^ 0x20]) + file[at + 1 :],
    lambda file, at: file[:at] + file[at + 1 :],
    lambda file, at: file[:at] + file[at : at + 1] + file[at:],
    lambda file, at: file[:at],
]
"""Another letter, another case, one left out, one twice, all after it cut off."""


@pytest.mark.parametrize("form", ["txt", "pdf"])
def test_a_statement_that_is_altered_anywhere_is_not_the_one_that_was_given_out(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    centre.file("C1", title="Leases")
    charge_out(centre.session, ["C1"], "P1")
    return_(centre.session, ["C1"])
    signed_in(monkeypatch, "mlee")
    path = tmp_path / f"statement.{form}"
    command = ["--home", str(centre.home), "--quiet", "custody", "C1", "--out", str(path)]
    assert main(command) == 0
    file = path.read_bytes()
    assert known_again(centre.session, file).sound
    step = 1 if form == "txt" else 31
    for at in range(0, len(file), step):
        for alter in ALTERED if form == "txt" else ALTERED[:1]:
            assert not known_again(centre.session, alter(file, at)).sound, at
    assert not known_again(centre.session, file + b"\n").sound
    assert main(["--home", str(centre.home), "--quiet", "charge-out", "C1", "--to", "P1"]) == 0
    assert known_again(centre.session, file).sound, "what was done since does not unsay it"


@pytest.mark.parametrize("forged", ["digest", "number"])
def test_what_was_put_among_the_statements_by_hand_is_none(centre: Centre, forged: str) -> None:
    """The journal tells what was given out; a file that only the store's table knows is not it."""
    centre.file("C1", title="Leases")
    statement, _holding, lines, _entries = give_out(centre.session, "C1")
    file = "\n".join(lines).encode()
    made = sealed(centre.session, statement, file)
    forgery = file.replace(b"Leases", b"Grants")
    value = {"digest": sha256(forgery).hexdigest(), "number": "ST-9999"}[forged]
    with closing(sqlite3.connect(centre.home / "rmdesk.db")) as store, store:
        store.execute(
            "UPDATE statements SET doc = json_set(doc, '$.' || ?, ?) WHERE id = ?",
            (forged, value, made.id),
        )
    known = known_again(centre.session, forgery if forged == "digest" else file)
    assert (known.sound, known.statement is not None) == (False, True)
    assert "verify" in known.told


def test_what_was_given_out_is_not_taken_back(centre: Centre) -> None:
    """The paper is with somebody: its number stays, and it is known again."""
    centre.file("C1")
    statement, _holding, lines, _entries = give_out(centre.session, "C1")
    file = "\n".join(lines).encode()
    sealed(centre.session, statement, file)
    with pytest.raises(Refused, match="not undone by a key"):
        undo(centre.session)
    assert known_again(centre.session, file).sound


def test_how_much_it_told_of_is_told_to_nobody_who_may_know_less(centre: Centre) -> None:
    told = []
    for hidden in (False, True):
        centre.file(f"C{hidden:d}", title="Leases")
        if hidden:
            centre.file("S1", title="Codeword", security="secret")
            refer(centre.session, ["C1"], {"other": "S1"})
        statement, _holding, lines, entries = give_out(centre.session, f"C{hidden:d}")
        sealed(centre.session, statement, "\n".join(lines).encode())
        with centre.session.change("custody"):  # as an earlier version kept it
            table = centre.session.store.table("statements")
            table.update({"entries": entries}, doc_ids=[statement.id])
        visitor = colleague(centre.desk, f"visitor{hidden:d}")
        *_others, entry, earlier = trail_of(visitor, f"C{hidden:d}", 9)
        assert earlier.new == {}
        told.append({key: value for key, value in (entry.new or {}).items() if key != "digest"})
        assert entries >= 1 + hidden
    assert told[0].keys() == told[1].keys() == {"number", "holding", "made", "made_by"}
