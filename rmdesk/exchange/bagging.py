"""The digital files of a transfer as a BagIt bag (RFC 8493), zipped, read again once written."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from hashlib import file_digest, sha256
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from data.files import output
from data.plain import dataclass
from data.texts import gettext as _
from rmdesk import __version__
from rmdesk.desk.desk import Session
from rmdesk.duties.digitized import DigitalFile, files_of, jobs_of
from rmdesk.duties.sending import against_bagging
from rmdesk.duties.transfer_list import against_in_part, transfer_named
from rmdesk.duties.transfers import Transfer, TransferLine, lines_of
from rmdesk.exchange.tabular import WRITERS
from rmdesk.model.checksum import SOUND, compared, fixity_word
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Holding
from rmdesk.model.words import TransferLineState

_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)
_STAY = (TransferLineState.DROPPED, TransferLineState.RETURNED)


@dataclass(frozen=True)
class Bag:
    """A bag that was written: how many files of how many bytes, and its manifest's SHA-256."""

    number: str
    files: int
    size: int
    manifest: str


def bag_transfer(session: Session, number: str, target: str, *, force: bool = False) -> Bag:
    """Write the bag of a transfer to a zip file, read it again, and keep its manifest's SHA-256.

    Each file is compared with its SHA-256 of when it was taken in before it is written, and with
    the manifest after. Raises Refused, NotFound, BadInput where there are no files or one is no
    longer what it was, FileRefused, Unavailable.
    """
    transfer = transfer_named(session, number)
    Refused.for_any(_("No bag"), against_bagging(session, transfer, {}))
    payload = dict(_payload(session, transfer))
    if not payload:
        told = _("No digital files are known of what is on the list of {number}.")
        raise BadInput(_("No bag"), told.format(number=transfer.number))
    Refused.for_any(_("No bag"), list(_changed(payload.values())))
    manifest = "".join(f"{each.sha256}  {path}\n" for path, each in payload.items())
    tags = _tags(session, transfer, payload, manifest)
    name = _safe(transfer.number)
    with output(target, force=force) as draft:
        with ZipFile(draft.path, "w", ZIP_STORED, allowZip64=True) as bag:
            for path, text in tags.items():
                bag.writestr(f"{name}/{path}", text)
            for path, each in payload.items():
                bag.write(each.path, f"{name}/{path}")
        _read_again(draft.path, name)
    made = Bag(
        transfer.number,
        len(payload),
        sum(each.size for each in payload.values()),
        sha256(manifest.encode()).hexdigest(),
    )
    with session.change("bag-transfer"):
        kept_now = transfer_named(session, number)
        kept_now.bag, kept_now.bagged = made.manifest, session.now().isoformat(timespec="seconds")
        session.save(kept_now)
    return made


def _payload(session: Session, transfer: Transfer) -> Iterator[tuple[str, DigitalFile]]:
    """The files of what goes, by their paths in the bag."""
    seen: set[str] = set()
    for line, holding in _going(session, transfer):
        assert line.holding == holding.id
        for each in (file for job in jobs_of(session, holding) for file in files_of(session, job)):
            path = f"data/{_safe(holding.key)}/{_safe(Path(each.path).name)}"
            if path.casefold() in seen:  # two folders may hold a file of one name
                path = f"data/{_safe(holding.key)}/{each.id}-{_safe(Path(each.path).name)}"
            seen.add(path.casefold())
            yield path, each


def _going(session: Session, transfer: Transfer) -> Iterator[tuple[TransferLine, Holding]]:
    for line in lines_of(session, transfer.id):
        holding = session.get(Holding, line.holding)
        if holding is not None and line.state not in _STAY:
            yield line, holding


def _safe(text: str) -> str:
    """A name that every file system takes."""
    return _UNSAFE.sub("_", text).strip(".") or "_"


def _changed(files: Iterable[DigitalFile]) -> Iterator[Reason]:
    """What is not what it was when it was taken in."""
    for each in files:
        if (found := compared(each.path, each.sha256)) != SOUND:
            text = _("{path} is {found}.").format(path=each.path, found=fixity_word(found))
            yield Reason("R34", text, _("scanning it again, or restoring the file"))


def _tags(
    session: Session, transfer: Transfer, payload: Mapping[str, DigitalFile], manifest: str
) -> dict[str, str]:
    """The files of the bag that are not its payload."""
    octets = sum(each.size for each in payload.values())
    info = {
        "Source-Organization": session.guidelines.centre,
        "External-Identifier": transfer.number,
        "External-Description": transfer.title,
        "Bagging-Date": session.today(),
        "Bag-Software-Agent": f"rmdesk {__version__}",
        "Payload-Oxum": f"{octets}.{len(payload)}",
    }
    told = {name: " ".join(text.split()) for name, text in info.items()}
    tags = {
        "bagit.txt": _DECLARATION,
        "bag-info.txt": "".join(f"{name}: {text}\n" for name, text in told.items() if text),
        "manifest-sha256.txt": manifest,
        "metadata/records.csv": _records(session, transfer),
    }
    sums = (f"{sha256(text.encode()).hexdigest()}  {path}\n" for path, text in tags.items())
    return {**tags, "tagmanifest-sha256.txt": "".join(sums)}


def _records(session: Session, transfer: Transfer) -> str:
    """What the records are, a row each."""
    rows = [
        {"key": holding.key, "title": holding.title, "dates": holding.dates, "unit": line.unit,
         "class": line.class_, "schedule": line.schedule, "authority": line.authority}
        for line, holding in _going(session, transfer)
    ]  # fmt: skip
    return WRITERS["csv"](rows, {}).decode()


def _read_again(path: Path, name: str) -> None:
    """Compare what was written with its manifests. Raises BadInput where the disk kept other."""
    if (fault := next(_faults(path, name), "")) != "":
        told = _("What was written is not what was to be written: {what}.").format(what=fault)
        raise BadInput(_("No bag"), told, _("Write it to another disk."))


def check_bag(session: Session, number: str, path: Path) -> list[str]:
    """What in a bag is not as it was when it was written; nothing of one that is sound.

    Its files are compared with its manifest, and that with the SHA-256 that the transfer keeps.
    Raises Refused, NotFound, BadInput for a transfer of which no bag was written.
    """
    transfer = transfer_named(session, number)
    Refused.for_any(_("Not looked at"), against_in_part(session, transfer))
    if not transfer.bag:
        told = _("No bag of {number} was written.").format(number=transfer.number)
        raise BadInput(_("No bag"), told, _("Write it: transfer bag"))
    found = list(_faults(path, _safe(transfer.number)))
    return found or list(_other_manifest(path, transfer))


_BROKEN = (BadZipFile, EOFError, KeyError, OSError, RuntimeError, ValueError, zlib.error)
"""What is raised for a ZIP file of which a part is missing, or is none that can be read."""


def _faults(path: Path, name: str) -> Iterator[str]:
    """What in a bag is missing, changed, or on none of its manifests."""
    try:
        with ZipFile(path) as bag:
            there = {each.removeprefix(f"{name}/") for each in bag.namelist()}
            listed = set()
            for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
                for line in bag.read(f"{name}/{manifest}").decode().splitlines():
                    wanted, _space, entry = line.partition("  ")
                    listed.add(entry)
                    if entry not in there:
                        yield _("{file} is missing").format(file=entry)
                        continue
                    with bag.open(f"{name}/{entry}") as stream:
                        found = file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
                    if found != wanted:
                        yield _("{file} is changed").format(file=entry)
            for entry in sorted(each for each in there - listed if each.startswith("data/")):
                yield _("{file} is on no manifest").format(file=entry)
    except _BROKEN as error:
        yield str(error) or _("it ends too early")


def _other_manifest(path: Path, transfer: Transfer) -> Iterator[str]:
    with ZipFile(path) as bag:
        manifest = bag.read(f"{_safe(transfer.number)}/manifest-sha256.txt")
    if sha256(manifest).hexdigest() != transfer.bag:
        yield _("it is another bag than the one that was written last")
