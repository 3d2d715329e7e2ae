"""Notices by e-mail, against a mail server on this machine that fails as it is told."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rmdesk.desk.guideline import read_guidelines
from rmdesk.desk.mail import Mail, mail_address
from rmdesk.desk.postbox import Message, NoServer, NotSent, Postbox, Unsure
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.notice import notices_of
from rmdesk.duties.notice_text import OURS, as_file, compose
from rmdesk.duties.notifying import Round, letters_due, send_letters
from rmdesk.duties.person import edit_person
from rmdesk.model.errors import BadInput
from tests.desk.conftest import MONDAY, Centre
from tests.desk.test_notice import after
from tests.mailserver import MailServer, mail_server

HOSTILE = 'Eve\r\nBcc: all@example.org\x1b[31m <script>, "Ito"'


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def with_mail(centre: Centre, **values: object) -> None:
    mail = replace(centre.desk.guidelines.mail, **values)  # type: ignore[arg-type]
    centre.desk.guidelines = replace(centre.desk.guidelines, mail=mail)
    centre.session = centre.desk.session("mlee")


@pytest.fixture
def late(centre: Centre, server: MailServer) -> Centre:
    """Two people have something that is thirty days overdue; both have an address."""
    edit_person(centre.session, "P1", {"email": "ito@example.org"})
    edit_person(centre.session, "P2", {"email": "roy@example.org"})
    for barcode, person in (("F1", "P1"), ("F2", "P2"), ("F3", "P1")):
        centre.file(barcode)
        charge_out(centre.session, [barcode], person)
    with_mail(centre, server="127.0.0.1", port=server.port, sender="desk@example.org",
              timeout_seconds=5)  # fmt: skip
    after(centre, 30)
    return centre


def run(centre: Centre) -> Round:
    return send_letters(centre.session, letters_due(centre.session))


def states(done: Round) -> dict[str, str]:
    return {each.letter.person.name: str(each.state) for each in done.sent}


def test_each_person_gets_one_letter_of_all_that_is_overdue(
    late: Centre, server: MailServer
) -> None:
    done = run(late)
    assert states(done) == {"Aiko Ito": "sent", "Jean Roy": "sent"}
    assert [to for to, _data in server.taken] == ["ito@example.org", "roy@example.org"]
    first = server.messages[0]
    assert first["Subject"] == "Overdue records: 2"
    assert first["To"] == "Aiko Ito <ito@example.org>"
    assert first["From"] == "desk@example.org"
    assert first["Message-ID"] == "<N-2026-0001.20260429100000@example.org>"
    assert first["Date"] == "Wed, 29 Apr 2026 10:00:00 -0500"
    text = first.get_content().replace("\r\n", "\n")
    assert text.startswith("Aiko Ito\n\n2026-04-29\n\nThese records")
    assert "F1  File F1\n    lent 2026-03-02, due 2026-03-30: 30 days ago" in text
    assert "F3  File F3" in text
    assert "F2" not in text
    assert run(late).sent == []
    assert len(server.taken) == 2
    assert len(late.session.store.table("notices")) == 3


def test_a_refused_address_stays_due_and_is_told_and_the_others_go(
    late: Centre, server: MailServer
) -> None:
    server.answers["rcpt TO:<ito"] = "550 no such\tuser"
    done = run(late)
    assert states(done) == {"Aiko Ito": "failed", "Jean Roy": "sent"}
    assert done.sent[0].why == "550 no such user"
    server.answers.clear()
    assert states(run(late)) == {"Aiko Ito": "sent"}
    assert len(server.taken) == 2


@pytest.mark.parametrize(
    "address",
    ["ito", "ito@", "@example.org", "a@b, c@d", "Ito <ito@example.org>", "ito@exa mple.org",
     "ito@example.org\r\nRCPT TO:<eve@example.org>", "ito\x1b@example.org", "é@example.org",
     "ito@-x.org", "a" * 250 + "@example.org", "ito..x@example.org"],
)  # fmt: skip
def test_what_is_no_address_is_told_and_nothing_is_begun(
    late: Centre, server: MailServer, address: str
) -> None:
    with late.session.change("test"):
        ito = late.session.person("P1")
        ito.email = address
        late.session.save(ito)
    done = run(late)
    assert states(done) == {"Aiko Ito": "failed", "Jean Roy": "sent"}
    assert "is not one e-mail address" in done.sent[0].why
    assert "\n" not in done.sent[0].why
    assert [to for to, _data in server.taken] == ["roy@example.org"]
    assert not any("eve" in line for line in server.heard)
    assert len(late.session.store.table("notices")) == 1


def test_who_has_no_address_is_written_to_on_paper(late: Centre) -> None:
    edit_person(late.session, "P1", {"email": ""})
    assert [(e.way, e.person.name) for e in letters_due(late.session)] == [
        ("paper", "Aiko Ito"),
        ("mail", "Jean Roy"),
    ]
    assert {e.way for e in letters_due(late.session, by_mail=False)} == {"paper"}
    with_mail(late, server="")
    assert {e.way for e in letters_due(late.session)} == {"paper"}
    with pytest.raises(BadInput, match=r"mail\.server is empty"):
        run(late)


def test_a_domain_of_other_letters_is_written_as_servers_know_it() -> None:
    assert mail_address(" ito@münchen.example ") == "ito@xn--mnchen-3ya.example"


def test_no_server_leaves_all_due(late: Centre, server: MailServer) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with_mail(late, port=nobody.getsockname()[1])
        done = run(late)
    assert done.sent == []
    assert "refused" in done.stopped
    with_mail(late, port=server.port)
    assert states(run(late)) == {"Aiko Ito": "sent", "Jean Roy": "sent"}


@pytest.mark.parametrize(
    ("command", "answer"),
    [("mail", "550 not you"), ("mail", "421 too many"), ("mail", ""), ("rcpt", "421 too many"),
     ("rcpt", ""), ("DATA", ""), ("ehlo", "")],
)  # fmt: skip
def test_what_ends_the_talk_before_the_message_leaves_all_due(
    late: Centre, server: MailServer, command: str, answer: str
) -> None:
    server.answers[command] = answer
    done = run(late)
    assert "sent" not in states(done).values()
    assert done.stopped
    server.answers.clear()
    assert states(run(late)) == {"Aiko Ito": "sent", "Jean Roy": "sent"}
    assert len(server.taken) == 2


@pytest.mark.parametrize("answer", ["554 no", "452 no room"])
def test_a_refused_message_stays_due(late: Centre, server: MailServer, answer: str) -> None:
    server.answers["MESSAGE"] = answer
    assert set(states(run(late)).values()) == {"failed"}
    server.answers.clear()
    assert set(states(run(late)).values()) == {"sent"}


def test_a_server_that_goes_away_after_the_message_may_have_sent_it(
    late: Centre, server: MailServer
) -> None:
    server.answers["MESSAGE"] = ""
    done = run(late)
    assert set(states(done).values()) == {"sending"}
    server.answers.clear()
    assert run(late).sent == []
    assert len(server.taken) == 2  # each went once
    assert {each.state for each in notices_of(late.session, None, 10)} == {"sending"}


def test_a_connection_that_ended_between_two_letters_is_made_again(
    late: Centre, server: MailServer
) -> None:
    server.answers["noop"] = ""
    assert set(states(run(late)).values()) == {"sent"}
    assert sum(line.startswith("ehlo") for line in server.heard) == 2


def test_no_name_and_no_title_begins_a_header_or_ends_the_message(
    late: Centre, server: MailServer
) -> None:
    with late.session.change("test"):
        ito, file = late.session.person("P1"), late.now("F1")
        ito.name, ito.unit = HOSTILE, "Unit\r\n.\r\nMAIL FROM:<eve@example.org>"
        file.title = "Title\r\n.\r\nQUIT\r\n{name} {0.__class__}"
        late.session.save(ito)
        late.session.save(file)
    done = run(late)
    assert "failed" not in states(done).values()
    message = next(each for each in server.messages if "Eve" in str(each["To"]))
    assert message["Bcc"] is None
    assert message["Subject"] == "Overdue records: 2"
    assert [name for name in message] == [  # noqa: C416
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
        "Content-Transfer-Encoding", "MIME-Version",
    ]  # fmt: skip
    assert not any(line.startswith("MAIL FROM:<eve") for line in server.heard)
    assert len(server.taken) == 2
    assert "Title . QUIT {name} {0.__class__}" in message.get_content()
    assert "{0.__class__}" in message.get_content()


def test_a_classified_record_is_named_by_its_barcode_alone_in_a_mail(
    late: Centre, server: MailServer
) -> None:
    edit_person(late.session, "P2", {"clearance": "secret"})
    with late.session.change("test"):
        file = late.now("F2")
        file.security = file.guard = "secret"
        late.session.save(file)
    (roy,) = [each for each in letters_due(late.session) if each.person.name == "Jean Roy"]
    assert "F2" in roy.text
    assert "File F2" not in roy.text
    on_paper = compose(late.session, roy.owed, "paper")
    assert "File F2" in on_paper.text
    with_mail(late, classified="title")
    assert "File F2" in compose(late.session, roy.owed, "mail").text
    edit_person(late.session, "P2", {"clearance": ""})
    (roy,) = [each for each in letters_due(late.session) if each.person.name == "Jean Roy"]
    assert "File F2" not in roy.text  # who is cleared no more must not read of it (R17)
    assert "File F2" not in compose(late.session, roy.owed, "paper").text


# --- the words


def test_a_site_has_its_own_words_for_a_step_and_a_language(late: Centre) -> None:
    folder = late.home / "notices"
    folder.mkdir()
    (folder / "overdue.toml").write_text('subject = "Late: {count}"\n')
    (folder / "overdue-30.fr.toml").write_text(
        'subject = "En retard"\ntext = "Bonjour {name}\\n{records}"\nrecord = "{key} ({days})"\n'
    )
    edit_person(late.session, "P2", {"language": "French"})
    ito, roy = letters_due(late.session)
    assert (ito.subject, ito.text[:8]) == ("Late: 2", "Aiko Ito")
    assert (roy.subject, roy.text) == ("En retard", "Bonjour Jean Roy\nF2 (30)\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('subject = "{nmae}"', 'subject is "{nmae}"; accepted: a text whose words in braces are'),
        ('text = "nothing"', "with {records} among them"),
        ('record = "{key.__class__}"', "record is"),
        ('record = "{key!r}"', "record is"),
        ('record = "{key:99999999}"', "record is"),
        ('record = "{"', "record is"),
        ('subject = "a\\nb"', "subject is"),
        ("sbject = 'x'", "did you mean subject?"),
        ("subject = ", "Invalid value"),
    ],
)
def test_words_that_cannot_be_used_are_told_before_anything_goes(
    late: Centre, server: MailServer, text: str, said: str
) -> None:
    folder = late.home / "notices"
    folder.mkdir()
    (folder / "overdue-180.toml").write_text(text)
    with pytest.raises(BadInput) as refusal:
        letters_due(late.session)
    assert "overdue-180.toml" in refusal.value.message
    assert said in refusal.value.message
    assert server.heard == []


@pytest.mark.parametrize("kind", OURS)
def test_our_words_are_as_a_site_may_write_them(late: Centre, kind: str) -> None:
    folder = late.home / "notices"
    folder.mkdir()
    (ours,) = [each for each in letters_due(late.session) if each.person.name == "Jean Roy"]
    (folder / f"{kind}.toml").write_text(as_file(OURS[kind]()))
    (theirs,) = [each for each in letters_due(late.session) if each.person.name == "Jean Roy"]
    assert (ours.subject, ours.text) == (theirs.subject, theirs.text)


# --- the settings


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[mail]\nserver = "mail server"', "mail.server is"),
        ('[mail]\nsender = "desk"', 'mail.sender is "desk"; accepted: an address such as'),
        ("[mail]\nport = 0", "mail.port is 0; accepted: a whole number from 1 to 65,535"),
        ('[mail]\nsecurity = "ssl"', 'mail.security is "ssl"; accepted: none, starttls, tls'),
        ('[mail]\nclassified = "all"', "accepted: barcode, title"),
        ('[mail]\nserver = "mail"', "mail.server needs mail.sender"),
        ('[mail]\nlogin = "me"', "mail.login and mail.password_file go together"),
        ('[mail]\nlogin = "me"\npassword_file = "x"', "mail.login needs mail.security"),
        ("[follow_up]\ndue_soon_days = -1", "follow_up.due_soon_days is -1"),
        ('paper = "a3"', 'paper is "a3"; accepted: letter, a4'),
    ],
)
def test_a_wrong_setting_is_told_with_its_key_and_what_is_accepted(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "guidelines.toml"
    path.write_text(text)
    with pytest.raises(BadInput) as refusal:
        read_guidelines(path)
    assert said in refusal.value.message


def post(mail: Mail, home: Path) -> None:
    message = Message("Ito", "ito@example.org", "Subject", "Text", "N-1")
    with Postbox(mail, home, lambda: MONDAY) as postbox:
        postbox.send(message)


def test_a_server_without_encryption_gets_nothing_where_it_is_asked_for(
    tmp_path: Path, server: MailServer
) -> None:
    mail = Mail(server="127.0.0.1", port=server.port, sender="d@example.org", security="starttls")
    with pytest.raises(NoServer, match="STARTTLS"):
        post(mail, tmp_path)
    assert not any(line.lower().startswith("mail") for line in server.heard)


@pytest.mark.parametrize("make", [None, lambda path: path.write_text(""), lambda path: (
    path.write_text("secret"), path.chmod(0o640))])  # fmt: skip
def test_a_password_that_others_may_read_or_that_is_not_there_is_refused(
    tmp_path: Path, server: MailServer, make: Callable[[Path], object] | None
) -> None:
    path = tmp_path / "password"
    if make:
        make(path)
    mail = Mail(server="127.0.0.1", port=server.port, sender="d@example.org", security="starttls",
                login="me", password_file="password")  # fmt: skip
    with pytest.raises(BadInput, match="password"):
        post(mail, tmp_path)
    assert server.heard == []


def test_each_failure_is_of_its_sort(tmp_path: Path, server: MailServer) -> None:
    mail = Mail(server="127.0.0.1", port=server.port, sender="d@example.org", timeout_seconds=5)
    post(mail, tmp_path)
    for command, answer, sort in (
        ("rcpt", "550 no", NotSent), ("mail", "550 no", NoServer), ("MESSAGE", "", Unsure),
        ("MESSAGE", "550 spam", NotSent), ("DATA", "550 no", NotSent),
    ):  # fmt: skip
        server.answers = {command: answer}
        with pytest.raises(sort):
            post(mail, tmp_path)
