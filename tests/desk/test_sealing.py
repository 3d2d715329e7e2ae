"""Backups sealed for the holder of a key: only they open them, and nothing plain is left about."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from data import Damaged, Unavailable, verify
from data.private import private_folder
from rmdesk.desk.registering import register
from rmdesk.duties.scheme import SCHEME
from rmdesk.maintenance import encryption
from rmdesk.maintenance.backup import (
    backup_home,
    opened_backup,
    recipients_for,
    restore_home,
)
from rmdesk.maintenance.doctor import examine
from rmdesk.model.errors import BadInput, Refused
from rmdesk.opening import open_desk
from tests.desk.conftest import Centre
from tests.staff import colleague

ROOT = Path(__file__).parents[2]


class Keys:
    """A pair of keys, and files that hold them as age-keygen writes them."""

    def __init__(self, folder: Path, name: str) -> None:
        made = pyrage.x25519.Identity.generate()
        self.public = str(made.to_public())
        self.secret = folder / f"{name}.key"
        self.secret.write_text(f"# created: today\n# public key: {self.public}\n{made}\n")
        self.recipients = folder / f"{name}.recipients"
        self.recipients.write_text(f"# {name}\n{self.public}\n")


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path, "archivist")


@pytest.fixture
def sealed(centre: Centre, keys: Keys, tmp_path: Path) -> Path:
    """A sealed backup of a centre that went on working after it."""
    centre.file("A1", title="Culvert survey")
    path = tmp_path / "records.age"
    backup_home(centre.desk, path, [keys.public])
    centre.file("A2", title="Harbour log")
    return path


def test_only_the_key_opens_a_sealed_backup(centre: Centre, sealed: Path, keys: Keys) -> None:
    assert b"SQLite" not in sealed.read_bytes()
    with opened_backup(centre.home, sealed, keys.secret) as plain:
        assert verify(plain).sound
        assert plain.parent.parent == centre.home
    assert not plain.parent.exists()
    centre.desk.close()
    restore_home(centre.home, sealed, "mlee", keys.secret)
    with open_desk(centre.home, now=centre.clock) as desk:
        visible = desk.session("mlee").visible
        assert visible.named("A1")
        assert not visible.named("A2")
        (entry,) = desk.store.journal.latest(1)
        assert entry.new == {"file": str(sealed)}


def test_several_recipients_may_be_named_also_in_files(
    centre: Centre, keys: Keys, tmp_path: Path
) -> None:
    other = Keys(tmp_path, "director")
    path = tmp_path / "records.age"
    backup_home(centre.desk, path, [keys.public, str(other.recipients)])
    for key in (keys, other):
        with opened_backup(centre.home, path, key.secret) as plain:
            assert verify(plain).sound


def test_what_does_not_open_changes_nothing(
    centre: Centre, sealed: Path, keys: Keys, tmp_path: Path
) -> None:
    whole = sealed.read_bytes()
    last = centre.desk.store.journal.last()
    centre.desk.close()
    with pytest.raises(BadInput, match="--identity"):
        restore_home(centre.home, sealed, "mlee")
    with pytest.raises(BadInput, match="No key that was given"):
        restore_home(centre.home, sealed, "mlee", Keys(tmp_path, "stranger").secret)
    other = bytes([whole[3000] ^ 1])
    for content in (whole[:-9], whole[:-40] + bytes(40), whole[:3000] + other + whole[3001:]):
        sealed.write_bytes(content)
        with pytest.raises(Damaged):
            restore_home(centre.home, sealed, "mlee", keys.secret)
    with open_desk(centre.home, now=centre.clock) as desk:
        assert desk.store.journal.last() == last
    assert not list(centre.home.glob(".rmdesk-*-*"))


@pytest.mark.parametrize("size", [0, 100, 5_000, 70_000, 300_000])
def test_a_full_disk_is_told_whichever_piece_it_takes(
    tmp_path: Path, keys: Keys, size: int
) -> None:
    recipients = encryption.recipients_named([keys.public])
    plain, sealed = tmp_path / "plain", tmp_path / "sealed"
    plain.write_bytes(bytes(size))
    with pytest.raises(Unavailable, match="disk"):
        encryption.seal(plain, Path("/dev/full"), recipients)
    encryption.seal(plain, sealed, recipients)
    if not size:
        return
    with pytest.raises(Unavailable, match="disk"):
        encryption.unseal(sealed, Path("/dev/full"), encryption.identities_in(keys.secret))


def test_what_is_no_key_is_told_without_showing_it(centre: Centre, tmp_path: Path) -> None:
    path = tmp_path / "records.age"
    for recipient in ("age1nonsense", "mlee", str(tmp_path)):
        with pytest.raises(BadInput, match="age1"):
            backup_home(centre.desk, path, [recipient])
    assert not path.exists()
    secret = tmp_path / "key"
    secret.write_text("AGE-SECRET-KEY-1NEARLY\n")
    with pytest.raises(BadInput, match="no secret key") as told:
        encryption.identities_in(secret)
    assert "NEARLY" not in str(told.value)


def test_without_the_extra_it_is_told_how_to_get_it(
    centre: Centre, sealed: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    with pytest.raises(BadInput, match=r"pip install .*pyrage"):
        backup_home(centre.desk, sealed.with_name("other.age"), [keys.public])
    with pytest.raises(BadInput, match=r"pip install .*pyrage"):
        restore_home(centre.home, sealed, "mlee", keys.secret)
    backup_home(centre.desk, sealed.with_name("plain.backup"))


def test_what_a_killed_process_left_is_closed_to_others_and_goes_with_the_next(
    centre: Centre,
) -> None:
    script = """
import os, sys
from pathlib import Path
from data.private import private_folder
with private_folder(Path(sys.argv[1])) as folder:
    (folder / "rmdesk.db").write_text("plain")
    os.kill(os.getpid(), 9)
"""
    done = subprocess.run([sys.executable, "-c", script, centre.home], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    (left,) = centre.home.glob(".rmdesk-*-*")
    assert left.stat().st_mode & 0o777 == 0o700
    with (
        private_folder(centre.home) as mine,
        private_folder(centre.home) as other,
    ):
        assert not left.exists()
        assert mine.is_dir()
        assert other.is_dir()
    assert not list(centre.home.glob(".rmdesk-*-*"))


needs_age = pytest.mark.skipif(
    not (shutil.which("age") and shutil.which("age-keygen")),
    reason="the program age is not installed",
)


@needs_age
def test_plain_age_opens_what_is_sealed_here(centre: Centre, tmp_path: Path) -> None:
    key, path, plain = tmp_path / "key.txt", tmp_path / "records.age", tmp_path / "plain.backup"
    subprocess.run(["age-keygen", "-o", key], check=True, capture_output=True)
    made = subprocess.run(["age-keygen", "-y", key], check=True, capture_output=True, text=True)
    backup_home(centre.desk, path, [made.stdout.strip()])
    subprocess.run(["age", "-d", "-i", key, "-o", plain, path], check=True)
    assert verify(plain).sound


@needs_age
@pytest.mark.parametrize("options", [(), ("-a",)])
def test_what_plain_age_sealed_is_restored(
    centre: Centre, keys: Keys, tmp_path: Path, options: tuple[str, ...]
) -> None:
    plain, path = tmp_path / "plain.backup", tmp_path / "records.age"
    backup_home(centre.desk, plain)
    subprocess.run(["age", *options, "-R", keys.recipients, "-o", path, plain], check=True)
    centre.desk.close()
    assert restore_home(centre.home, path, "mlee", keys.secret).report.sound


# --- what a centre with classified records makes


def classified(centre: Centre, how: str) -> None:
    if how == "a caveat alone":
        centre.file("S1", caveats=["NATO"])
    elif how == "a classified class":
        register(centre.session, SCHEME, {"code": "9", "title": "x", "security": "secret"})
    else:
        centre.file("S1", security="protected a" if how == "protected" else "secret")


HOW = ["secret", "protected", "a caveat alone", "a classified class"]


@pytest.mark.parametrize("how", HOW)
def test_classified_records_go_into_no_plain_backup_unasked(centre: Centre, how: str) -> None:
    assert recipients_for(centre.session, []) == []
    classified(centre, how)
    with pytest.raises(Refused, match="classified") as refused:
        recipients_for(centre.session, [])
    (reason,) = refused.value.reasons
    assert (reason.rule, "--encrypt-to" in reason.lifted_by) == ("R17", True)
    assert recipients_for(centre.session, [], plain=True) == []
    assert recipients_for(centre.session, ["age1x"]) == ["age1x"]


def test_the_guidelines_say_for_whom_backups_are(centre: Centre, keys: Keys) -> None:
    classified(centre, "secret")
    assert any("[backup]" in each for each in examine(centre.session)["findings"])
    other = colleague(centre.desk, "other", role="administrator")
    assert not any("[backup]" in each for each in examine(other)["findings"])
    file = centre.home / "guidelines.toml"
    written = file.read_text("utf-8")
    file.write_text(written.replace("recipients = []", f'recipients = ["{keys.public}"]'))
    with open_desk(centre.home, now=centre.clock) as desk:
        session = desk.session("mlee")
        assert recipients_for(session, []) == [keys.public]
        assert recipients_for(session, ["age1other"]) == ["age1other"]
        assert not any("[backup]" in each for each in examine(session)["findings"])
