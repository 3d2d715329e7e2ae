"""The way in by SSH: it is said first, keys say who acts, and nothing else opens."""

from __future__ import annotations

import os
import stat
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest

from data import files
from data.errors import FileRefused
from data.files import check, numbered, output
from rmdesk.desk.admission import admit_by_key
from rmdesk.desk.guideline import read_guidelines
from rmdesk.maintenance import ssh_gate
from rmdesk.maintenance.ssh_gate import Gate, keys_in, steps_for
from rmdesk.model.errors import BadInput, Refused
from rmdesk.opening import open_desk
from tests.desk.conftest import Centre
from tests.staff import colleague, signed_in


def a_key(number: int, kind: str = "ssh-ed25519") -> str:
    blob = len(kind).to_bytes(4, "big") + kind.encode() + bytes([number]) * 36
    return f"{kind} {b64encode(blob).decode()}"


@pytest.fixture
def gate(centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """A gate whose account is only said to be made; the two who come by it are registered."""
    monkeypatch.setattr(ssh_gate, "_run", lambda _line: None)
    monkeypatch.setattr("shutil.chown", lambda *_given: None)
    colleague(centre.desk, "ann")
    colleague(centre.desk, "ben")
    keys = {"ann": [a_key(1)], "ben": [a_key(2), a_key(3)]}
    return Gate("records-desk", tmp_path / "gate", str(os.getgid()), keys)


def test_it_is_said_first_and_nothing_is_done(centre: Centre, gate: Gate) -> None:
    before = (centre.home / "guidelines.toml").read_bytes()
    told = "\n".join(each.text for each in steps_for(centre.session, gate))
    assert "useradd --system --user-group --password '*'" in told
    assert f"usermod --append --groups {os.getgid()} records-desk" in told
    assert told.count("restrict,pty,command=") == 3
    assert 'ssh_accounts = ["records-desk"]' in told
    assert not gate.place.exists()
    assert (centre.home / "guidelines.toml").read_bytes() == before


def test_what_is_done_is_not_done_again(centre: Centre, gate: Gate) -> None:
    for step in steps_for(centre.session, gate):
        step.do()
    lines = gate.authorized.read_text().splitlines()[1:]
    assert [line.rpartition(" ")[2] for line in lines] == ["ann", "ben", "ben"]
    assert all(line.startswith("restrict,pty,command=") for line in lines)
    assert stat.S_IMODE(gate.authorized.stat().st_mode) == 0o644
    assert stat.S_IMODE(gate.files.stat().st_mode) == 0o700
    assert read_guidelines(centre.home / "guidelines.toml").terminal.ssh_accounts == [
        "records-desk"
    ]
    with open_desk(centre.home) as desk:
        left = [each.text for each in steps_for(desk.session("mlee"), gate)]
        assert [each.split()[0] for each in left] == ["useradd", "usermod"]  # only said here
        fewer = Gate(gate.account, gate.place, gate.group, {"ben": []})
        steps_for(desk.session("mlee"), fewer)[-1].do()
    assert gate.authorized.read_text().count("restrict,") == 1


@pytest.mark.parametrize("text", [
    'command="sh" ' + a_key(1), "permitopen=\"x:1\" " + a_key(1), "ssh-ed25519 nonsense",
    a_key(1).replace("ssh-ed25519", "ssh-rsa", 1), "ssh-ed25519 AAAA\x00", "-----BEGIN OPENSSH",
])  # fmt: skip
def test_what_is_no_public_key_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key.pub"
    file.write_text(f"{a_key(4)} ann@home\n{text}\n")
    with pytest.raises(BadInput, match="public key"):
        keys_in("ann", file)


def test_a_comment_says_nothing_to_the_server(tmp_path: Path) -> None:
    file = tmp_path / "key.pub"
    file.write_text(f'# mine\n\n{a_key(4)} ",command="sh\n')
    assert keys_in("ann", file) == [a_key(4)]


def test_one_key_is_of_one_person(centre: Centre, gate: Gate) -> None:
    both = Gate(gate.account, gate.place, gate.group, {"ann": [a_key(1)], "ben": [a_key(1)]})
    with pytest.raises(BadInput, match="both ann and ben"):
        steps_for(centre.session, both)


@pytest.mark.parametrize("role", ["viewer", "technician", "supervisor", "security officer"])
def test_an_administrator_sets_it_up(centre: Centre, gate: Gate, role: str) -> None:
    with pytest.raises(Refused, match="not an administrator"):
        steps_for(colleague(centre.desk, "other", role=role), gate)


def test_keys_are_of_registered_people(centre: Centre, gate: Gate) -> None:
    with pytest.raises(Refused, match="zoe is not registered"):
        steps_for(centre.session, Gate("gate", gate.place, gate.group, {"zoe": [a_key(1)]}))
    taken = Gate("ann", gate.place, gate.group, {})
    with pytest.raises(Refused, match="somebody's account"):
        steps_for(centre.session, taken)
    for account in ("root", "-x", "a b", "a;b", ""):
        with pytest.raises(BadInput):
            steps_for(centre.session, Gate(account, gate.place, gate.group, {}))


def test_a_file_of_keys_that_is_anothers_is_left(centre: Centre, gate: Gate) -> None:
    gate.authorized.parent.mkdir(parents=True)
    gate.authorized.write_text(a_key(9) + " somebody\n")
    with pytest.raises(BadInput, match="did not write"):
        steps_for(centre.session, gate)


def test_who_comes_by_a_key_is_let_in_at_such_an_account_alone(
    centre: Centre, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(monkeypatch, "records-desk")
    with pytest.raises(Refused, match="takes in nobody"):
        admit_by_key(centre.desk, "ann")
    steps_for(centre.session, gate)[-1].do()
    with open_desk(centre.home) as desk:
        assert admit_by_key(desk, "ann").login == "ann"
        assert desk.store.journal.latest(1)[0].actor == "ann"
        for stranger in ("zoe", "", "records-desk"):
            with pytest.raises(Refused, match="not registered"):
                admit_by_key(desk, stranger)


# --- one folder for all that people name


@pytest.fixture
def confined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A process that is confined to a folder."""
    folder = tmp_path / "files"
    (folder / "mine").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(files, "_only", [])
    files.confine(folder)
    (folder / "away").symlink_to(tmp_path)
    return folder


@pytest.mark.parametrize("name", ["list.pdf", "mine/list.pdf", "mine/../list.pdf"])
def test_files_go_into_the_folder(confined: Path, name: str) -> None:
    with output(name) as draft:
        draft.path.write_text("x")
    assert (confined / name).read_text() == "x"


@pytest.mark.parametrize("name", [
    "../list.pdf", "/tmp/list.pdf", "away/list.pdf", "mine/../../list.pdf", "-", "/dev/stdout",
    "/proc/self/fd/1",
])  # fmt: skip
def test_no_file_goes_elsewhere(confined: Path, name: str) -> None:
    for write in (lambda: check(name), lambda: output(name).__enter__()):
        with pytest.raises(FileRefused, match="alone"):
            write()
    if "/" in name and "dev" not in name and "proc" not in name:
        with pytest.raises(FileRefused, match="alone"), numbered(Path(name)):
            pass
    assert not (confined.parent / "list.pdf").exists()


def test_keys_that_ssh_makes_are_read(tmp_path: Path) -> None:
    try:
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "k"], check=True
        )
    except OSError:
        pytest.skip("no SSH client is installed")
    (key,) = keys_in("ann", tmp_path / "k.pub")
    assert key.startswith("ssh-ed25519 AAAA")
