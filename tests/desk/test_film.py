"""Films: masters stay, copies go; the camera's log, mounting, and from a name to reel and frame."""

from collections.abc import Callable
from typing import Any

import pytest

from rmdesk.desk.kinds import notes_on, read_values
from rmdesk.desk.registering import register
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.film import FILM_JOBS, MOUNTINGS, FilmJob, check_film, jobs_on
from rmdesk.duties.film_find import find_film
from rmdesk.duties.fulfilment import hand_over
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.intake import intake
from rmdesk.duties.loan import renew
from rmdesk.duties.override import charge_out_anyway
from rmdesk.duties.own_value import copies_of, lent_for
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import pick
from rmdesk.duties.reserving import reserve
from rmdesk.duties.returning import return_
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput, NotFound, Refused
from tests.desk.conftest import Centre
from tests.staff import colleague


@pytest.fixture
def films(centre: Centre) -> Centre:
    centre.file("BOX", kind="box", title="Box of films")
    centre.file("M1", kind="reel", title="Baptisms", generation="master", reel="7",
                frames="1-99")  # fmt: skip
    centre.file("U1", kind="reel", title="Baptisms", generation="use-copy", copy_of="M1",
                reel="7", frames="1-99")  # fmt: skip
    centre.file("M2", kind="reel", title="Burials", generation="master")
    centre.file("F1", title="Register of Saint Denis", dates="1871")
    return centre


def on_loan(films: Centre, units: list[str]) -> None:
    films.session.guidelines.loans.masters_to[:] = units


LENDING: list[Callable[[Centre, str], Any]] = [
    lambda films, key: charge_out(films.session, [key], "P1"),
    lambda films, key: charge_out(films.session, ["U1", key], "P1"),
    lambda films, key: charge_out_anyway(films.session, [key], "P1", "urgent"),
    lambda films, key: reserve(films.session, [key], "P1"),
    lambda films, key: intake(films.session, "P1", [key]),
    lambda films, key: intake(films.session, "P1", [key], type_="consult"),
]


@pytest.mark.parametrize("lend", LENDING)
def test_a_master_is_never_lent_and_its_copy_is_offered(
    films: Centre, lend: Callable[[Centre, str], Any]
) -> None:
    with pytest.raises(Refused) as refused:
        lend(films, "M1")
    (reason,) = (each for each in refused.value.reasons if "master" in each.text)
    assert (reason.rule, reason.lifted_by) == ("R14", "lending its copy: U1")
    assert films.status("M1") == "in"
    assert films.status("U1") == "in"


def test_a_master_without_a_copy_says_that_one_is_to_be_made(films: Centre) -> None:
    with pytest.raises(Refused) as refused:
        charge_out(films.session, ["M2"], "P1")
    assert refused.value.reasons[0].lifted_by.startswith("making a use copy")


def test_a_box_with_a_master_in_it_is_not_lent_until_it_is_taken_out(films: Centre) -> None:
    edit_holding(films.session, "M1", {"container": "BOX"})
    with pytest.raises(Refused, match="M1 is a master"):
        charge_out(films.session, ["BOX"], "P1")
    edit_holding(films.session, "M1", {"container": "", "home": "L1"})
    charge_out(films.session, ["BOX"], "P1")
    assert films.status("BOX") == "out"


def test_of_a_master_in_a_box_that_one_may_not_know_of_nothing_is_told(films: Centre) -> None:
    edit_person(films.session, "mlee", {"clearance": "secret", "caveats": ["*"]})
    edit_holding(films.session, "BOX", {"security": "secret"})
    edit_holding(films.session, "M1", {"container": "BOX", "security": "secret"})
    edit_holding(films.session, "BOX", {"security": ""})
    other = colleague(films.desk, "other")
    with pytest.raises(Refused) as refused:
        charge_out(other, ["BOX"], "P1")
    told = " ".join(f"{each.text} {each.lifted_by}" for each in refused.value.reasons)
    assert "M1" not in told
    assert "master" not in told


def test_copies_and_other_generations_are_lent(films: Centre) -> None:
    charge_out(films.session, ["U1"], "P1")
    films.clock.forward(days=9)
    edit_holding(films.session, "M2", {"generation": "printing-master"})
    charge_out(films.session, ["M2"], "P1")
    assert films.status("M2") == "out"


def test_who_films_gets_masters_and_keeps_them_only_while_they_film(films: Centre) -> None:
    edit_person(films.session, "P1", {"unit": "Laboratory"})
    on_loan(films, ["laboratory"])
    charge_out(films.session, ["M1"], "P1")
    films.clock.forward(days=9)
    renew(films.session, ["M1"])
    on_loan(films, [])
    films.clock.forward(days=9)
    with pytest.raises(Refused, match="M1 is a master"):
        renew(films.session, ["M1"])
    return_(films.session, ["M1"])


def test_a_copy_or_a_scan_of_a_master_is_taken_in(films: Centre) -> None:
    intake(films.session, "P1", ["M1"], text="two frames", type_="copy")


def test_what_is_lent_and_then_said_to_be_a_master_comes_back(films: Centre) -> None:
    charge_out(films.session, ["U1"], "P1")
    films.clock.forward(days=9)
    edit_holding(films.session, "U1", {"generation": "master"})
    with pytest.raises(Refused, match="master"):
        renew(films.session, ["U1"])
    return_(films.session, ["U1"])
    assert films.status("U1") == "to-refile"


def test_use_copies_come_first_and_hidden_ones_not_at_all(films: Centre) -> None:
    films.file("D1", kind="reel", generation="duplicate", copy_of="m1")
    edit_person(films.session, "mlee", {"clearance": "secret", "caveats": ["*"]})
    films.file("S1", kind="reel", generation="use-copy", copy_of="M1", security="secret")
    assert [each.key for each in copies_of(films.session, films.now("M1"))] == ["S1", "U1", "D1"]
    other = colleague(films.desk, "other")
    assert [each.key for each in copies_of(other, films.now("M1"))] == ["U1", "D1"]
    assert dict(films.session.store.scans) == {}


# --- the camera's log


def job(films: Centre, **texts: str) -> FilmJob:
    made: FilmJob = register(films.session, FILM_JOBS, read_values(FILM_JOBS, texts))
    return made


def test_frames_are_filmed_checked_by_another_and_retaken(films: Centre) -> None:
    first = job(films, film="M1", frames="1-40", record="F1", targets="start")
    assert (first.number, first.operator, first.status) == ("F-2026-0001", "mlee", "filmed")
    with pytest.raises(Refused, match="filmed F-2026-0001 yourself"):
        check_film(films.session, "F-2026-0001", {}, passes=True)
    other = colleague(films.desk, "other")
    given = {"reason": "out of focus", "density": 0.7, "resolution": 90}
    check_film(other, "F-2026-0001", given, passes=False)
    with pytest.raises(Refused, match="to retake"):
        check_film(other, "F-2026-0001", {}, passes=True)
    again = job(films, film="M1", frames="1-40", record="F1", retakes="1")
    passed = check_film(other, again.number, {"density": 1.1, "resolution": 120}, passes=True)
    assert (passed.density, passed.resolution, passed.checked_by) == (1.1, 120, "other")
    assert [each.status for each in jobs_on(films.session, films.now("M1"))] == [
        "retaken",
        "passed",
    ]
    undo(other)
    assert films.session.store.table("film_jobs").get(doc_id=again.id)["status"] == "filmed"  # type: ignore[index]


REFUSED_JOBS = [
    ({"film": "F1", "frames": "1-9"}, BadInput, "film"),
    ({"film": "NONE", "frames": "1-9"}, NotFound, ""),
    ({"film": "M1"}, BadInput, "frames"),
    ({"frames": "1-9"}, BadInput, "film"),
    ({"film": "M1", "frames": "40-50"}, Refused, "R30"),
    ({"film": "M1", "frames": "1-40", "retakes": "F-2026-0001"}, Refused, "R35"),
    ({"film": "M1", "frames": "50-60", "record": "NONE"}, NotFound, ""),
]


@pytest.mark.parametrize(("texts", "how", "told"), REFUSED_JOBS)
def test_what_cannot_be_filmed_so_is_refused(
    films: Centre, texts: dict[str, str], how: type[Exception], told: str
) -> None:
    job(films, film="M1", frames="1-40")
    with pytest.raises(how) as refused:
        job(films, **texts)
    if isinstance(refused.value, Refused):
        assert {each.rule for each in refused.value.reasons} == {told}
    elif isinstance(refused.value, BadInput):
        assert refused.value.field_name == told
    assert len(jobs_on(films.session, films.now("M1"))) == 1


# --- mounting


def mount(films: Centre, **texts: str) -> None:
    register(films.session, MOUNTINGS, read_values(MOUNTINGS, texts))


MOUNTED = [
    ({"carrier": "J1", "frames": "1-60", "counted": "60"}, None),
    ({"carrier": "J1", "frames": "1-60", "counted": "59"}, BadInput),
    (
        {"carrier": "J1", "frames": "1-60", "counted": "60", "channels": "5", "in_channel": "12"},
        None,
    ),
    (
        {"carrier": "J1", "frames": "1-61", "counted": "61", "channels": "5", "in_channel": "12"},
        BadInput,
    ),
    ({"carrier": "J1", "frames": "98-100", "counted": "3"}, BadInput),  # the film ends at 99
    ({"carrier": "A1", "frames": "61", "counted": "1"}, None),
    ({"carrier": "A1", "frames": "61-62", "counted": "2"}, Refused),
    ({"carrier": "F1", "frames": "61", "counted": "1"}, BadInput),
    ({"carrier": "J1", "frames": "61"}, BadInput),
]


@pytest.mark.parametrize(("texts", "how"), MOUNTED)
def test_what_is_mounted_is_counted(
    films: Centre, texts: dict[str, str], how: type[Exception] | None
) -> None:
    films.file("J1", kind="jacket")
    films.file("A1", kind="aperture-card")
    if how is None:
        mount(films, film="U1", **texts)
        return
    with pytest.raises(how):
        mount(films, film="U1", **texts)


def test_a_frame_is_mounted_once_and_an_aperture_card_takes_one(films: Centre) -> None:
    for key in ("A1", "A2"):
        films.file(key, kind="aperture-card")
    mount(films, carrier="A1", film="U1", frames="5", counted="1")
    for carrier, frames in (("A1", "6"), ("A2", "5")):
        with pytest.raises(Refused) as refused:
            mount(films, carrier=carrier, film="U1", frames=frames, counted="1")
        assert {each.rule for each in refused.value.reasons} == {"R30"}
    (note,) = notes_on(films.session, films.now("A1"))["film jobs"]
    assert note.text == "U1 · 5"


# --- from a name or a date to reel and frame


def test_a_name_or_a_date_leads_to_reel_and_frame_and_the_copy(films: Centre) -> None:
    films.file("N1", kind="frame", title="Tremblay, Marie", dates="1874-03-02", container="M1",
               frames="17", home="")  # fmt: skip
    job(films, film="M1", frames="1-40", record="F1")
    films.desk.finder.catch_up()

    def found(text: str, day: str = "") -> list[tuple[str, ...]]:
        rows, all_of_it = find_film(films.session, text, day)
        assert all_of_it
        return [tuple(row[n] for n in ("key", "film", "frames", "hand_out")) for row in rows]

    assert found("Tremblay") == [("N1", "M1", "17", "U1")]
    assert found("", "1874") == [("N1", "M1", "17", "U1")]
    assert found("Tremblay", "1875") == []
    assert found("Saint Denis") == [("F1", "M1", "1-40", "U1")]
    assert set(found("Baptisms")) == {
        ("N1", "M1", "17", "U1"),
        ("M1", "M1", "1-99", "U1"),
        ("U1", "U1", "1-99", "U1"),
    }
    assert found("Burials") == [("M2", "M2", "", "")]
    assert dict(films.session.store.scans) == {}


def test_nothing_on_film_is_told_of_what_one_may_not_know_of(films: Centre) -> None:
    edit_person(films.session, "mlee", {"clearance": "secret", "caveats": ["*"]})
    films.file("S1", title="Affair of the harbour", security="secret")
    films.file("S2", kind="reel", generation="duplicate", security="secret")
    job(films, film="S2", frames="1-40", record="S1")
    job(films, film="S2", frames="41-50", record="F1")
    films.desk.finder.catch_up()
    other = colleague(films.desk, "other")
    assert find_film(other, "harbour") == ([], True)
    assert find_film(other, "Saint Denis") == ([], True)
    assert notes_on(other, films.now("F1"))["film jobs"] == []
    assert [row["key"] for row in find_film(films.session, "harbour")[0]] == ["S1"]


@pytest.mark.parametrize("gone", ["U1", "F1"])
def test_nothing_is_filmed_of_or_on_what_has_left_for_good(films: Centre, gone: str) -> None:
    """R28: neither the film nor the record is here."""
    asked = intake(films.session, "P1", [gone], type_="withdrawal").request.number
    pick(films.session, gone)
    hand_over(films.session, asked)
    with pytest.raises(Refused) as refused:
        register(films.session, FILM_JOBS, {"film": "U1", "frames": "1-9", "record": "F1"})
    told = f"{gone} is withdrawn: it does not come back."
    assert [(each.rule, each.text) for each in refused.value.reasons] == [("R28", told)]


def test_the_copy_that_is_handed_out_is_told_with_the_home_of_its_box(films: Centre) -> None:
    films.file("U2", kind="reel", generation="use-copy", copy_of="M2", container="BOX", home="")
    (note,) = notes_on(films.session, films.now("M2"))["film jobs"]
    address = films.session.address(films.now("BOX").home_id)
    assert note.data == {"hand_out": "U2", "place": address}
    assert address in note.text


def test_where_its_copy_is_handed_out_is_where_that_is_now(films: Centre) -> None:
    """R24: that it went with its box, whatever home was said of the copy itself."""
    said = {"kind": "reel", "generation": "use-copy", "copy_of": "M2", "home": "L2"}
    films.file("U2", container="BOX", **said)
    (note,) = notes_on(films.session, films.now("M2"))["film jobs"]
    assert note.data["place"] == "B3-04-2"
    films.desk.finder.catch_up()
    assert {row["place"] for row in find_film(films.session, "Burials")[0]} == {"B3-04-2"}
    charge_out(films.session, ["BOX"], "P1")
    (note,) = notes_on(films.session, films.now("M2"))["film jobs"]
    assert note.data["place"] == ""


def test_a_frame_is_found_among_many_records_that_were_not_filmed(
    films: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rmdesk.duties.film_find._MOST", 5)
    for number in range(8):
        films.file(f"T{number}", title="Tremblay")
    said = {"container": "M1", "frames": "17", "home": ""}
    films.file(
        "N1", kind="frame", title="Baptism of the child of Marie and Joseph Tremblay", **said
    )
    films.desk.finder.catch_up()
    rows, all_of_it = find_film(films.session, "Tremblay")
    assert [row["key"] for row in rows] == ["N1"]
    assert not all_of_it


def test_what_is_handed_out_for_a_master_is_no_other_master_and_nothing_that_is_gone(
    films: Centre,
) -> None:
    """A copy of a copy is one, too."""
    said = {"kind": "reel", "home": "L1"}
    films.file("M3", copy_of="M2", generation="master", **said)
    films.file("P1M", copy_of="M2", generation="printing-master", **said)
    films.file("U3", copy_of="P1M", generation="use-copy", **said)
    films.file("U4", copy_of="M3", generation="use-copy", **said)
    for key in ("U3", "U4"):
        assert next(each.key for each in lent_for(films.session, films.now("M2"))) == key
        asked = intake(films.session, "P1", [key], type_="withdrawal").request.number
        pick(films.session, key)
        hand_over(films.session, asked)
    assert [each.key for each in lent_for(films.session, films.now("M2"))] == ["P1M"]
    films.desk.finder.catch_up()
    (note,) = notes_on(films.session, films.now("M2"))["film jobs"]
    assert note.data["hand_out"] == "P1M"
    with pytest.raises(Refused) as refused:
        charge_out(films.session, ["M2"], "P1")
    assert refused.value.reasons[0].lifted_by == "lending its copy: P1M"
