"""What a code means (R42), crossed: who bears it, how it is written, by what way it comes.

Earlier versions took one code for several things. Whatever bears it, a code acts on what it means
most strongly when that is one thing, and on nothing when it is several; what one may not know of
bears no code (R17).
"""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.place import add_place
from rmdesk.duties.refiling import refile
from rmdesk.duties.scan import Counter, Heard, take_scan
from rmdesk.duties.scan_batch import Scan, apply_batch
from rmdesk.model.codes import folded_code
from rmdesk.model.errors import BadInput, NotFound, Refused
from rmdesk.model.records import Holding, Person, Place
from tests.desk.conftest import Centre
from tests.desk.counter_checks import tables

pytestmark = pytest.mark.whole

CODE = "X1-7"
"""The address of row X1, bay 7, too."""

Bearer = Holding | Person | Place


def _holding(centre: Centre, name: str) -> Holding:
    return add_holding(
        centre.session, {"barcode": name, "title": name, "kind": "file", "home": "L1"}
    )


def _bearing(centre: Centre, name: str, code: str) -> Bearer:
    """Something registered under a name of its own, which then bears the code."""
    if name.startswith("barcode"):
        held = _holding(centre, name)
        held.barcode, held.folded = code, folded_code(code)
        return held
    if name.startswith("identifier"):
        held = _holding(centre, name)
        held.identifier, held.folded_identifier = code, folded_code(code)
        return held
    if name == "badge":
        person = add_person(centre.session, {"name": "Bearer", "barcode": name})
        person.barcode, person.folded_code = code, folded_code(code)
        return person
    if name == "shelf":
        place = add_place(centre.session, {"row": "Q", "barcode": name})
        place.barcode, place.folded_code = code, folded_code(code)
        return place
    room = name.removeprefix("address")
    return add_place(centre.session, {"barcode": name, "room": room, "row": "X1", "bay": "7"})


BEARERS = (
    "barcode", "barcode-2", "identifier", "identifier-2", "badge", "shelf", "address1", "address2",
)  # fmt: skip
STRONG = ("barcode", "barcode-2", "badge", "shelf")
SOME = [some for many in (1, 2, 3) for some in combinations(BEARERS, many)]


def furnish(centre: Centre, some: tuple[str, ...], lower: bool) -> dict[str, Bearer]:
    """Give the code to some: every second of them bears it in small letters, where that is told."""
    borne = {
        name: _bearing(centre, name, CODE.lower() if lower and number % 2 else CODE)
        for number, name in enumerate(some)
    }
    with centre.session.change("earlier"):
        for each in borne.values():
            centre.session.save(each)
    return borne


def meant(some: tuple[str, ...], of: tuple[str, ...] = BEARERS) -> list[str]:
    """Those of some that the code means: barcodes of every kind before codes of another sort."""
    asked = [name for name in some if name in of]
    return [name for name in asked if name in STRONG] or asked


HOLDINGS = ("barcode", "barcode-2", "identifier", "identifier-2")
PLACES = ("shelf", "address1", "address2")
REFUSED = (BadInput, NotFound, Refused)


BARCODES = {"barcode", "barcode-2"}
"""The store keeps no two in one case."""

WRITTEN = [(some, lower) for lower in (False, True) for some in SOME if lower or BARCODES - {*some}]


@pytest.mark.parametrize(
    ("some", "lower"), WRITTEN, ids=[f"{'+'.join(some)}-{lower}" for some, lower in WRITTEN]
)
def test_a_scan_acts_on_one_meaning_and_asks_of_several(
    centre: Centre, some: tuple[str, ...], lower: bool
) -> None:
    borne = furnish(centre, some, lower)
    counter = Counter()
    take_scan(centre.session, counter, "P2")
    before = tables(centre.session)
    answer = take_scan(centre.session, counter, CODE)
    strongest = meant(some)
    if len(strongest) > 1:
        assert answer.heard is Heard.ASKS
        assert {(type(each), each.id) for each in answer.asks} == {
            (type(borne[name]), borne[name].id) for name in strongest
        }
        assert tables(centre.session) == before
        assert counter.person == centre.roy
        return
    (name,) = strongest
    if name in HOLDINGS:
        assert answer.heard is Heard.CHARGED_OUT
        assert [h.id for h in out(centre)] == [borne[name].id]
    else:
        assert answer.heard is (Heard.PERSON if name == "badge" else Heard.PLACE)
        assert tables(centre.session) == before


def out(centre: Centre) -> list[Holding]:
    rows = centre.session.store.table("holdings").page(limit=99).rows
    return [held for row in rows if (held := Holding.from_document(row)).status == "out"]


def _lend(centre: Centre) -> None:
    charge_out(centre.session, [CODE], "P2")


def _give_back(centre: Centre) -> None:
    return_(centre.session, [CODE])


def _batch(centre: Centre) -> None:
    scans = [Scan(1, "P2"), Scan(2, CODE)]
    report = apply_batch(centre.session, Path("scans.txt"), scans)
    if report.refused:
        raise BadInput("", "")


WAYS: dict[str, tuple[Callable[[Centre], None], tuple[str, ...]]] = {
    "charge-out": (_lend, HOLDINGS),
    "return": (_give_back, HOLDINGS),
    "batch": (_batch, BEARERS),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("some", SOME[:36], ids="+".join)
def test_a_command_or_a_batch_acts_on_one_record_or_on_none(
    centre: Centre, some: tuple[str, ...], way: str
) -> None:
    borne = furnish(centre, some, lower=True)
    act, among = WAYS[way]
    lent = [borne[name] for name in some if name in HOLDINGS]
    if way == "return":
        for each in lent:
            charge_out(centre.session, [f"#{each.id}"], "P1")
    before, strongest = tables(centre.session), meant(some, among)
    if len(strongest) != 1:
        with pytest.raises(REFUSED):
            act(centre)
        assert tables(centre.session) == before
        return
    act(centre)
    here = {borne[name].id for name in strongest if name in HOLDINGS}
    expected = {each.id for each in lent} - here if way == "return" else here
    assert {held.id for held in out(centre)} == expected


@pytest.mark.parametrize("some", SOME[:36], ids="+".join)
def test_a_place_that_is_named_is_one_place(centre: Centre, some: tuple[str, ...]) -> None:
    borne = furnish(centre, some, lower=True)
    centre.file("F1", home="")
    charge_out(centre.session, ["F1"], "P1")
    return_(centre.session, ["F1"])
    places = meant(some, PLACES)
    if len(places) != 1:
        with pytest.raises(REFUSED):
            refile(centre.session, ["F1"], at=CODE)
        assert centre.status("F1") == "to-refile"
        return
    refile(centre.session, ["F1"], at=CODE)
    assert centre.now("F1").home_id == borne[places[0]].id


@pytest.mark.parametrize("open_one", ["barcode", "identifier", "badge", "shelf"])
@pytest.mark.parametrize("hidden", ["barcode-2", "identifier-2"])
def test_what_one_may_not_know_bears_no_code_r17(
    centre: Centre, open_one: str, hidden: str
) -> None:
    borne = furnish(centre, (open_one, hidden), lower=True)
    secret = borne[hidden]
    assert isinstance(secret, Holding)
    with centre.session.change("earlier"):
        secret.security, secret.guard = "secret", "secret"
        centre.session.save(secret)
    add_person(centre.session, {"name": "Clerk", "login": "clerk"})
    clerk, counter = centre.desk.session("clerk"), Counter()
    take_scan(clerk, counter, "P2")
    answer = take_scan(clerk, counter, CODE)
    expected = {"badge": Heard.PERSON, "shelf": Heard.PLACE}.get(open_one, Heard.CHARGED_OUT)
    assert (answer.heard, answer.asks) == (expected, ())
    assert answer.holding is None or answer.holding.id == borne[open_one].id
