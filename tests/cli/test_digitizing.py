"""`digitize` and `fixity`, as a script would say them."""

from pathlib import Path

from tests.cli.conftest import Say


def test_from_a_request_to_a_file_that_is_looked_at(say: Say, tmp_path: Path) -> None:
    image = tmp_path / "a.tif"
    image.write_bytes(b"a scan")
    say("add", "person", "--name", "Kim", "--login", "kim", "--role", "technician")
    number = say("request", "new", "0001", "--for", "P1", "--type", "scan").data["number"]
    (told,) = say("request", "digitize", number, "--batch", "B7").data["next"]
    job = told.removeprefix("0001: queued as ")
    assert say("digitize", "capture", job, "--file", image, "--pages", "2").status == 2
    made = ("--file", image, "--pages", "2", "--resolution", "300")
    assert say("digitize", "capture", job, *made).error["reasons"][0]["rule"] == "R39"
    say("pick", "0001")
    assert say("digitize", "capture", job, *made, "--dry-run").data["status"] == "scanned"
    assert say("digitize", "show", job).data["status"] == "to-scan"
    kept = say("digitize", "capture", job, *made).data
    assert (kept["operator"], kept["files"][0]["path"]) == ("mlee", str(image))
    assert say("digitize", "accept", job).error["reasons"][0]["rule"] == "R5"
    kim = ("--as", "kim", "--because", "trial")
    again = say("digitize", "reject", job, "--reason", "blurred", *kim).data
    assert again["why"] == "blurred"
    say("digitize", "capture", job, *made)
    done = say("digitize", "accept", job, *kim).data
    assert (done["status"], done["paper_status"]) == ("accepted", "to-refile")
    assert say("request", "show", number).data["items"][0]["outcome"] == "scanned"
    assert say("edit", job, "--paper", "return").data["paper"] == "return"
    listed = say("digitize", "list", "--where", "status=accepted").data
    assert [each["batch"] for each in listed] == ["B7"]
    assert say("show", "0001").data["digitizations"][0]["paper"] == "return"
    assert say("fixity", "--due").data["files"] == 0
    assert say("fixity").data["sound"] == 1
    shown = say("digitize", "show", job, json=False).out
    assert "SHA-256" in shown
    assert shown.count("quality checked") == 1  # of the whole; each file says when it was compared
    image.unlink()
    tried = say("fixity", "--dry-run")
    assert (tried.status, tried.data["gone"]) == (4, 1)
    assert say("fixity", "--due").data["files"] == 0
    assert say("fixity").status == 4
    (fault,) = say("fixity", "--due").data["faults"]
    assert (fault["key"], fault["found"], fault["path"]) == ("0001", "gone", str(image))
    told = say("fixity", json=False)
    assert "not what it was" in told.err
    assert "1 file: 0 sound, 0 changed, 1 gone, 0 not readable" in told.out
