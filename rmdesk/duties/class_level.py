"""The default level of a class: what a record takes that is put in it and says no level (R18).

A class says it for those below it too; one that is itself above everybody has its own level as
well. As far as one may know of the classes (R17); docs/decisions/default-levels.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tinydb import Query

from data.texts import gettext as _
from rmdesk.access.clearance import implies, joined
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Remark, Values
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.levels import guard_of
from rmdesk.model.records import Holding, SchemeClass
from rmdesk.model.roles import SECURE, holder_of

if TYPE_CHECKING:
    from rmdesk.duties.accessions import Accession


class ClassLevels:
    """The default levels of classes, each looked up once: who asks for long takes a new one."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, SchemeClass | None] = {}
        self._guards: dict[str, str] = {}

    def of(self, code: str) -> str:
        """The guard that records of a class have by default; "" for none."""
        if code not in self._guards:
            item = self._class(code)
            own = guard_of(item.security, []) if item else ""
            self._guards[code] = joined(self.default(item), own) if item else ""
        return self._guards[code]

    def default(self, item: SchemeClass) -> str:
        """What a class says of its records, as it is about to be: it, or the nearest above it."""
        return guard_of(item.default_level, []) if item.default_level else self.inherited(item)

    def inherited(self, item: SchemeClass) -> str:
        """What the nearest class above one says that says anything."""
        levels = (each.default_level for each in self._above(item))
        return guard_of(next(filter(None, levels), ""), [])

    def _above(self, item: SchemeClass) -> Iterator[SchemeClass]:
        """The classes above one, from the nearest; a circle ends."""
        seen = {item.code}
        while item.parent and item.parent not in seen and (above := self._class(item.parent)):
            seen.add(above.code)
            yield above
            item = above

    def _class(self, code: str) -> SchemeClass | None:
        if code not in self._known:
            session = self._session
            found = session.store.table(SchemeClass.table).one("code", code)
            known = session.visible.known(SchemeClass.table, [found]) if found else []
            self._known[code] = SchemeClass.from_document(known[0]) if known else None
        return self._known[code]

    def against(self, record: Holding | Accession, before: Values) -> list[Reason]:
        """R37: why a record may not say less than the class it is put in; R16: nor take its level,
        by who is not cleared for that."""
        level = self._missed(record, before)
        if not level:
            return []
        text = _("Records of class {code} are {level}.").format(code=record.class_, level=level)
        if not _says_its_own(record, before):
            taken = joined(record.guard, level)
            known = self._session.visible.may_know(taken)
            return [] if known else [Reason("R16", text, holder_of(SECURE), at="class")]
        if self._is_decided(record) or not self._session.against(SECURE):
            return []
        return [Reason("R37", text, holder_of(SECURE), at="security")]

    def take(self, record: Holding | Accession, before: Values, remark: Remark) -> bool:
        """Give a record that says no level, or says less, that of the class it is put in."""
        level = self._missed(record, before)
        if not level or _says_its_own(record, before):
            return False
        guard = joined(record.guard, level)
        if not self._session.visible.may_know(guard):
            return False  # which `against` tells
        record.security = guard.partition("|")[0]
        record.guard = guard_of(record.security, record.caveats)
        text = _("{level}, as records of class {code} are")
        remark("security", text.format(level=record.security, code=record.class_))
        return True

    def settle(self, record: Holding | Accession, before: Values, remark: Remark) -> bool:
        """`take`, or raise Refused by what is `against` it."""
        Refused.for_any(_("Not kept"), self.against(record, before))
        return self.take(record, before, remark)

    def _missed(self, record: Holding | Accession, before: Values) -> str:
        """The level of the class that a record is put in now, where it has less; "" otherwise."""
        if not record.class_ or record.class_ == before.get("class", ""):
            return ""
        level = self.of(record.class_)
        return "" if not level or implies(record.guard, level) else level

    def _is_decided(self, record: Holding | Accession) -> bool:
        """Whether that level was given already to what it is a part of: its accession, its file."""
        from rmdesk.duties.accessions import Accession
        from rmdesk.duties.volumes import other_volumes  # only who says less than a class

        if not isinstance(record, Holding):
            return False
        session, said = self._session, (record.class_, record.security)
        asked = Query().number == record.accession
        accessions = session.visible.where(Accession, asked) if record.accession else []
        wholes: list[Accession | Holding] = [*accessions, *other_volumes(session, record)]
        return any((each.class_, each.security) == said for each in wholes)


def _says_its_own(record: Holding | Accession, before: Values) -> bool:
    """Whether whoever puts it there says its level with it."""
    return record.security not in ("", before.get("security", ""))
