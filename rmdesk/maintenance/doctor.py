"""The doctor: what state a home is in, and what should be done about it."""

import shutil
from datetime import datetime
from typing import Any

from data.plain import asdict
from data.texts import gettext as _
from rmdesk.desk.desk import ABBREVIATIONS_FILE, Session
from rmdesk.desk.guideline import FILE_NAME
from rmdesk.duties.guidance import doubts_about
from rmdesk.duties.kinds_held import undeclared_said
from rmdesk.maintenance.backup import holds_classified
from rmdesk.maintenance.sharing import faults_of
from rmdesk.model.records import Holding, SchemeClass
from rmdesk.opening import site_problems

_LITTLE_DISK = 500_000_000
"""Bytes free under which the doctor speaks up."""

_SHOWN_SCANS = 10
_SHOWN_LINES = 5
_CHINESE = "檔案"


_RECENT = 10_000
"""Journal entries whose counts are compared at each examination."""


def examine(
    session: Session, sample: int = 200, *, thorough: bool = False, rebuild: bool = False
) -> dict[str, Any]:
    """Facts about store, index, labels, guidelines and disk; `findings` says what is wrong.

    `sample` records of the index are compared word by word with the store, and the counts;
    `thorough` compares every record's key, and the figures of all time, which takes longer the
    more there are; `rebuild` makes the figures that are kept as the journal grows anew from it.
    """
    facts = {
        "home": str(session.desk.home),
        "store": _store(session),
        "index": _index(session, sample, thorough),
        "figures": _figures(session, thorough, rebuild),
        "labels": _labels(session),
        "guidelines": _guidelines(session),
        "abbreviations": _abbreviations(session),
        "disk": _disk(session),
        "modes": faults_of(session.desk.home),
    }
    doubts = [*doubts_about(session, session.guidelines), *undeclared_said(session)]
    refused = [each.message for each in site_problems(session.desk.home)]
    found = [*refused, *_findings(facts), *facts["modes"], *_plain_backups(session), *doubts]
    return {**facts, "findings": found}


def _plain_backups(session: Session) -> list[str]:
    """That backups are not encrypted; that there is cause is not told to all (R17)."""
    named = session.guidelines.backup.recipients
    if named or not session.visible.knows_all or not holds_classified(session):
        return []
    return [_("Backups of classified records are not encrypted: name recipients of [backup].")]


def _store(session: Session) -> dict[str, Any]:
    """The store's size and contents, and the queries of this session that scanned a table.

    How much it holds is told to who may know of everything: it grows with what is hidden (R17).
    """
    store, visible = session.store, session.visible
    told: dict[str, Any] = {}
    if visible.knows_all:
        last = store.receipt()
        told = {"bytes": store.path.stat().st_size, "entries": last.seq, "last_entry": last.time}
    return {
        "file": str(store.path),
        "schema": store.schema.version,
        **told,
        "documents": {spec.name: visible.count_in(spec.name) for spec in store.schema.tables},
        "table_scans": dict(store.scans.most_common(_SHOWN_SCANS)),
    }


def _index(session: Session, sample: int, thorough: bool) -> dict[str, Any]:
    """The index's state, and whether it agrees with the store.

    Records that this person may not know of are in no count, and what grows with them is told to
    who may know of everything (R17).
    """
    finder, store = session.desk.finder, session.store
    status = finder.status()
    check = finder.check(sample) if thorough else finder.glance(sample)
    searched = (Holding.table, SchemeClass.table)
    kept = sum(len(store.table(name)) for name in searched)
    known = sum(session.visible.count_in(name) for name in searched)
    agrees = check.sound and (status.building or status.documents == kept)
    counts = {
        "missing": len(check.missing),
        "extra": len(check.extra),
        "wrong": len(check.wrong),
        "compared": min(check.records, known),
    }
    facts = asdict(status)
    facts["documents"] -= kept - known
    facts["at_entry"] = facts.pop("position")
    if not session.visible.knows_all:
        return {name: facts[name] for name in ("documents", "building")} | {"sound": agrees}
    return {**facts, "sound": agrees, **counts}


def _figures(session: Session, thorough: bool, rebuild: bool) -> dict[str, Any]:
    """Whether the figures kept as the journal grows are those that the journal tells.

    When something was done that they miss is told to who may know of everything (R17).
    """
    store = session.store
    if rebuild:
        with session.change("rebuild figures"):
            store.summary.rebuild()
    recent = store.journal.since(max(0, store.journal.last() - _RECENT), limit=1)
    start = None if thorough or not recent else datetime.fromisoformat(recent[0].time)
    wrong = store.summary.differences(start)
    facts: dict[str, Any] = {"sound": not wrong, "rebuilt": rebuild}
    return facts | ({"wrong": wrong[:_SHOWN_LINES]} if session.visible.knows_all else {})


def _labels(session: Session) -> dict[str, Any]:
    from rmdesk.labels.drawing.catalogue import load_stocks
    from rmdesk.labels.drawing.fonts import load_fonts
    from rmdesk.labels.printers import strange_printers

    site = session.desk.labels
    fonts, stocks = load_fonts(site / "fonts"), load_stocks(site)
    return {
        "fonts": sorted(fonts.faces),
        "chinese": not fonts.missing(_CHINESE),
        "stocks": len(stocks.stocks),
        "stocks_refused": [str(each.problem) for each in stocks.refused],
        "printers_refused": strange_printers(site),
    }


def _guidelines(session: Session) -> dict[str, Any]:
    """The site's own rules as they were read when this session began."""
    file = session.desk.home / FILE_NAME
    return {"file": str(file) if file.exists() else None, **asdict(session.guidelines)}


def _abbreviations(session: Session) -> dict[str, Any]:
    """The site's own abbreviations for the search, and which of its lines were left out."""
    from index.language.abbreviations import with_own

    file = session.desk.home / ABBREVIATIONS_FILE
    return {"file": str(file) if file.exists() else None, "left_out": list(with_own(file).problems)}


def _disk(session: Session) -> dict[str, Any]:
    usage = shutil.disk_usage(session.desk.home)
    return {"free_bytes": usage.free, "total_bytes": usage.total}


def _findings(facts: dict[str, Any]) -> list[str]:
    """What a person should do something about."""
    found = []
    if not facts["index"]["sound"]:
        found.append(_("The index differs from the store: run `rmdesk reindex`."))
    if not facts["figures"]["sound"]:
        found.append(
            _("Figures of acts differ from the journal: run `rmdesk doctor --rebuild-figures`.")
        )
    if facts["store"]["table_scans"]:
        found.append(_("Some queries look at every document of a table; tell the makers."))
    if facts["abbreviations"]["left_out"]:
        text = _("{file}: search leaves out what is no pair of abbreviation and meaning: {lines}")
        lines = "; ".join(facts["abbreviations"]["left_out"][:_SHOWN_LINES])
        found.append(text.format(file=facts["abbreviations"]["file"], lines=lines))
    if not facts["labels"]["chinese"]:
        found.append(
            _("No font has Chinese characters: install fonts-wqy-zenhei to print them on labels.")
        )
    found += facts["labels"]["stocks_refused"] + facts["labels"]["printers_refused"]
    if facts["disk"]["free_bytes"] < _LITTLE_DISK:
        found.append(_("The disk is nearly full."))
    return found
