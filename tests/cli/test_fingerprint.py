"""`fingerprint`: cards classified, shown and searched, as a script would."""

from tests.cli.conftest import Say

LOOPS = "U12 U9 U11 U13 U5 U17 U10 U10 U14 U8"


def test_a_card_is_classified_and_searched(say: Say) -> None:
    say("add", "holding", "--barcode", "C1", "--kind", "fingerprint card")
    made = say("fingerprint", "new", "C1", "--prints", LOOPS).data
    assert made["formula"] == "12 S 1 U IOI 5 / L 1 U OIO"
    assert "record:" not in say("fingerprint", "show", "C1", json=False).out  # its number
    assert [row["card"] for row in say("fingerprint", "list").data] == ["C1"]
    (row,) = say("fingerprint", "search", "13091113051710101408", "--margin", "2").data
    assert (row["key"], row["difference"], row["reference"]) == ("C1", 1, False)
    assert say("fingerprint", "search", "12 S 1 U / L 1 U").data[0]["key"] == "C1"
    assert "IOI" in say("fingerprint", "search", "12 S 1 U / L 1 U", json=False).out
    assert say("fingerprint", "search", "1 U", "--margin", "2").status == 2
    assert say("fingerprint", "search", "1 U / 1 U", "--margin", "99").status == 2
    assert say("fingerprint", "new", "C1", "--prints", "U1").status == 2
    assert say("show", "C1").data["fingerprints"][0]["ncic"] == "12091113051710101408"
    other = LOOPS.replace("U12", "PI")
    amended = say("fingerprint", "amend", "C1", "--prints", other, "--reason", "read anew").data
    assert amended["formula"] == "9 I 1 U IOI 5 / L 17 U OIO"
    assert say("fingerprint", "search", "? 1 U / ? 1 U").data == []
    assert say("fingerprint", "amend", "C9", "--prints", other).status == 3
