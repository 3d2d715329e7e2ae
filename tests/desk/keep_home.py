"""Keeps a small home of the present version for the tests of later ones.

    python -m tests.desk.keep_home

Run it once before the schema's version is raised, and commit what it writes.
"""

import gzip
import tempfile
from pathlib import Path

from rmdesk import duties
from rmdesk.desk.desk import STORE_FILE, Desk
from rmdesk.desk.registering import register
from rmdesk.duties.approval import approve
from rmdesk.duties.batch import batch_named
from rmdesk.duties.circulation import charge_out, reserve
from rmdesk.duties.consent import concur, decide
from rmdesk.duties.execution import execute
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.place import add_place
from rmdesk.duties.proposing import propose
from rmdesk.duties.request import intake
from rmdesk.duties.schedule import SCHEDULE
from rmdesk.duties.scheme import SCHEME
from rmdesk.model.plans import KEEP
from rmdesk.model.records import SchemeClass
from rmdesk.opening import init_home

HOMES = Path(__file__).parent / "homes"


def main() -> None:
    """A box with a file, a file that is out and asked for by another, one that is secret, and one
    that a disposition has decided to keep.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with init_home(folder / "home", "mlee") as desk:
            session = desk.session("mlee")
            add_place(session, {"barcode": "L1", "row": "B3", "bay": "04", "shelf": "2"})
            add_person(session, {"barcode": "P1", "name": "Zoé Tremblay", "unit": "Finance"})
            add_person(session, {"barcode": "P2", "name": "Aiko Ito", "unit": "Legal"})
            with session.change("register"):
                session.save(SchemeClass(code="1250", title="Contracts"))
            box = {"barcode": "BOX1", "kind": "box", "identifier": "96-0067-01", "home": "L1"}
            add_holding(session, box)
            for barcode, values in {
                "A1": {
                    "title": "Contrat ACME 合同",
                    "class": "1250",
                    "home": "L1",
                    "identifier": "Fo-7b",
                },
                "A2": {"title": "Culvert survey, 1950-1962", "container": "BOX1"},
                "A3": {"title": "Agents", "security": "secret", "home": "L1"},
            }.items():
                add_holding(session, {"barcode": barcode, "kind": "file", **values})
            charge_out(session, ["A1"], "P1")
            reserve(session, ["A1"], "P2")
            intake(session, "P2", text="anything about culverts")
            _decided_to_keep(desk)
            desk.store.backup(folder / STORE_FILE)
        HOMES.mkdir(exist_ok=True)
        kept = HOMES / f"version-{duties.schema().version}.db.gz"
        kept.write_bytes(gzip.compress((folder / STORE_FILE).read_bytes(), mtime=0))


def _decided_to_keep(desk: Desk) -> None:
    session = desk.session("mlee")
    add_person(session, {"name": "Boss", "login": "boss", "role": "supervisor"})
    item = {"code": "RS-1", "rule": "2 years after closure", "disposition": "selective retention"}
    register(session, SCHEDULE, {**item, "authority": "DA-1"}, sure=True)
    register(session, SCHEME, {"code": "1300", "title": "Plans", "schedule": "RS-1"}, sure=True)
    old = {"class": "1300", "closed": "2010-03-31", "unit": "Finance"}
    add_holding(session, {"barcode": "K1", "title": "Plan", "kind": "file", **old})
    number = propose(session, ["K1"], "year end").number
    decide(session, number, {"keys": ["K1"], "decision": KEEP})
    concur(session, number, {"unit": "Finance", "by": "P1"})
    approve(desk.session("boss"), number)
    execute(session, batch_named(session, number), {"method": "none"})


if __name__ == "__main__":
    main()
