"""Words are taken as people say them: in any case, with blanks, in singular and plural."""

import pytest

from rmdesk.duties.headings import heading
from tests.cli.conftest import Say


@pytest.mark.parametrize("said", ["same-day", "same day", "Same_Day"])
def test_a_priority_is_said_with_blanks_or_hyphens(say: Say, said: str) -> None:
    told = say("request", "new", "0001", "--for", "P1", "--priority", said, "--type", "Loan").data
    assert (told["priority"], told["type"]) == ("same-day", "loan")
    assert say("reserve", "0002", "--to", "P1", "--priority", said).status == 0


def test_a_word_that_is_none_of_ours_is_refused(say: Say) -> None:
    assert say("request", "new", "0001", "--for", "P1", "--priority", "some day").status == 2
    assert say("search", "bridge", "--status", "lost").status == 2


def test_search_narrows_to_what_is_in_its_place(say: Say) -> None:
    say("charge-out", "0002", "--to", "P1")
    found = say("search", "date:1955", "--status", "in").data
    assert {hit["barcode"] for hit in found["hits"]} == {"0001", "0003"}
    assert say("search", "OR date:1955", "--status", "out").data["total"] == 1
    assert say("search", "brigde", "--status", "in").data["did_you_mean"] == "bridge"
    assert say("return", "0002").status == 0
    found = say("search", "date:1955", "--status", "To refile").data
    assert [hit["barcode"] for hit in found["hits"]] == ["0002"]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("holding", "holdings"),
        ("place", "locations"),
        ("places", "locations"),
        ("location", "locations"),
        ("Person", "people"),
        ("class", "scheme"),
        ("classes", "scheme"),
        ("request", "requests"),
        ("schedule", "schedule"),
    ],
)
def test_a_kind_is_said_in_singular_or_plural(say: Say, said: str, kind: str) -> None:
    assert say("export", said).data["file"] == f"{kind}.csv"
    assert say("import", said, f"{kind}.csv", "--dry-run").data["kind"] == kind


def test_a_record_is_added_under_any_name_of_its_kind(say: Say) -> None:
    assert say("add", "people", "--name", "Ann").data["name"] == "Ann"
    assert say("add", "locations", "--row", "C9").data["address"] == "C9"
    assert say("add", "Fingerprint card", "--title", "FPS").data["kind"] == "fingerprint-card"
    refused = say("add", "request", "--title", "Bridge")
    assert (refused.status, refused.error["title"]) == (2, "Unknown kind")
    assert say("export", "things").status == 2


@pytest.mark.parametrize(
    ("name", "word"), [("here", "here"), ("by", "by"), ("box", "box"), ("due", "due")]
)
def test_a_heading_says_what_it_means_over_every_list(name: str, word: str) -> None:
    assert heading(name) == word
