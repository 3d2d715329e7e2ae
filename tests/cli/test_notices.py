"""`notices` and `notice`: what is due, letters as text and PDF, e-mail, and the exit status."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from rmdesk.opening import open_desk
from tests.cli.conftest import Say
from tests.mailserver import MailServer, mail_server


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def late(say: Say, home: Path) -> Path:
    """Two loans of two people, forty days overdue; one of them has an address."""
    assert say("charge-out", "0001", "--to", "P1").status == 0
    assert say("charge-out", "0002", "--to", "P2").status == 0
    with open_desk(home) as desk:
        session = desk.session("mlee")
        due = (date.today() - timedelta(days=40)).isoformat()  # noqa: DTZ011
        with session.change("test"):
            for loan in session.store.table("loans").all():
                session.store.table("loans").update({"due": due}, doc_ids=[loan.doc_id])
            session.store.table("people").update(
                {"email": "ito@example.org"}, doc_ids=[session.person("P1").id]
            )
    return home


def with_server(home: Path, server: MailServer, sender: str = "desk@example.org") -> None:
    path = home / "guidelines.toml"
    text = path.read_text().replace('server = ""', 'server = "127.0.0.1"')
    text = text.replace("port = 25", f"port = {server.port}")
    path.write_text(text.replace('sender = ""', f'sender = "{sender}"'))


def test_a_list_of_what_is_due_sends_nothing(say: Say, late: Path) -> None:
    for words in ((), ("--dry-run", "--out", "letters.pdf"), ("--preview",)):
        said = say("notices", *words)
        assert said.status == 0
        assert [each["kind"] for each in said.data["letters"]] == ["overdue", "overdue"]
        assert [each["step"] for each in said.data["letters"]] == [30, 30]
        assert [each["state"] for each in said.data["letters"]] == ["", ""]
    assert not Path("letters.pdf").exists()
    told = say("notices", json=False).out
    assert "0001" in told
    assert "overdue" in told
    assert "These records were lent to you" in say("notices", "--preview", json=False).out
    assert say("notice", "list").data == []


def test_letters_go_by_mail_and_on_paper_each_once(
    say: Say, late: Path, server: MailServer
) -> None:
    with_server(late, server)
    said = say("notices", "--mail", "--out", "letters.pdf")
    assert said.status == 0, said.err
    ways = {each["way"]: each for each in said.data["letters"]}
    assert {each["state"] for each in ways.values()} == {"sent"}
    assert ways["mail"]["address"] == "ito@example.org"
    assert [to for to, _data in server.taken] == ["ito@example.org"]
    assert Path("letters.pdf").read_bytes().startswith(b"%PDF")
    rows = say("notice", "list").data
    assert [row["way"] for row in rows] == ["mail", "paper"]
    assert say("notice", "show", rows[0]["number"]).data["key"] == "0001"
    again = say("notices", "--mail", "--out", "more.pdf", json=False)
    assert again.status == 0
    assert "Nothing is to be told today." in again.out
    assert Path("more.pdf").read_bytes().startswith(b"%PDF")
    assert len(server.taken) == 1
    assert (
        "notice: overdue (30 days)" in say("show", "0001").out.replace("  ", " ")
        or (say("show", "0001").data["notices"])
    )


def test_cron_hears_only_what_went_wrong(say: Say, late: Path, server: MailServer) -> None:
    with_server(late, server)
    server.answers["rcpt"] = "550 no such user"
    said = say("notices", "--mail", "--quiet", json=False)
    assert (said.status, said.out) == (1, "")
    assert "550 no such user" in said.err
    assert "stays due" in said.err
    server.answers.clear()
    said = say("notices", "--mail", "--quiet", json=False)
    assert (said.status, said.out, said.err) == (0, "", "")
    assert say("notices", "--mail", "--quiet").status == 0


def test_what_perhaps_went_is_told_until_somebody_says_what_became_of_it(
    say: Say, late: Path, server: MailServer
) -> None:
    with_server(late, server)
    server.answers["MESSAGE"] = ""
    said = say("notices", "--mail", json=False)
    assert said.status == 1
    assert "Nobody knows whether these went: N-" in said.err
    server.answers.clear()
    said = say("notices", "--mail")
    assert said.status == 1
    (perhaps,) = said.data["perhaps_sent"]
    assert len(server.taken) == 1
    number = perhaps["number"]
    assert say("notice", "again", number, "--reason", "they got none").status == 0
    assert say("notices", "--mail").status == 0
    assert len(server.taken) == 2


def test_letters_as_text_on_standard_output_are_kept_as_sent(say: Say, late: Path) -> None:
    said = say("notices", "--out", "-")
    assert said.status == 0
    assert said.out.count("These records were lent to you") == 2
    assert say("notices", "--out", "-").out == "Nothing is to be told today.\n"


def test_a_file_that_is_there_leaves_all_due(say: Say, late: Path) -> None:
    Path("letters.txt").write_text("mine")
    assert say("notices", "--out", "letters.txt").status == 2
    assert say("notices", "--out", "letters.doc").status == 2
    Path("folder").mkdir()
    assert say("notices", "--out", "folder/../nowhere/letters.txt").status == 2
    assert len(say("notices").data["letters"]) == 2
    assert say("notices", "--out", "letters.txt", "--force").status == 0
    assert say("notices").data["letters"] == []


def test_without_a_server_mail_is_refused_by_its_key(say: Say, late: Path) -> None:
    said = say("notices", "--mail")
    assert said.status == 2
    assert "mail.server" in said.error["message"]


def test_our_words_are_shown_as_a_file(say: Say, late: Path) -> None:
    folder = late / "notices"
    folder.mkdir()
    (folder / "overdue.toml").write_text(say("notices", "--text", "overdue", json=False).out)
    assert say("notices").status == 0
    assert say("notices", "--text", "nothing").status == 2
    (folder / "overdue.toml").write_text('subject = "{nmae}"')
    said = say("notices")
    assert said.status == 2
    assert "overdue.toml" in said.error["message"]


def test_only_one_sort_is_sent_where_it_is_asked_for(say: Say, late: Path) -> None:
    assert say("recall", "0001").status == 0
    kinds = [each["kind"] for each in say("notices").data["letters"]]
    assert sorted(kinds) == ["overdue", "overdue", "recall"]
    kinds = [e["kind"] for e in say("notices", "--kind", "recall").data["letters"]]
    assert kinds == ["recall"]


def test_a_report_tells_what_was_sent(say: Say, late: Path) -> None:
    say("notices", "--out", "letters.txt")
    made = say("report", "notices").data
    assert made["totals"] == {"count": 2}
    assert {row["person"] for row in made["rows"]} == {"Aiko Ito", "Jean Roy"}
    assert say("report", "notices", "--by", "kind").data["rows"] == [
        {"kind": "overdue", "count": 2}
    ]
    assert say("report", "notices", "--from", "2020-01-01", "--to", "2020-01-31").data["rows"] == []
    assert say("report", "notices", "--by", "class").status == 2
