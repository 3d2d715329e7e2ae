"""Lists that come again sorted otherwise, cut, merged, exported or mended in one cell (R43).

A machine does to lists what people do to them, and keeps beside them what each record should say.
What nobody changed never changes; what was mended in one cell of an export is changed there.
"""

import csv
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from rmdesk.exchange import ImportReport, export, import_file
from rmdesk.exchange.taking_back import take_back
from rmdesk.opening import init_home
from tests.exchange.conftest import fixed_now

pytestmark = pytest.mark.whole

FIELDS = ("identifier", "title", "dates", "notes")
CELLS = {
    "identifier": st.sampled_from(["", "", "X-1", "X-2"]),
    "title": st.sampled_from(["Minutes", "Letters", "Maps of the town"]),
    "dates": st.sampled_from(["", "1950", "1960"]),
    "notes": st.sampled_from(["", "torn"]),
}
ROWS = st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=8)


class Lists(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.desk = init_home(self.folder / "home", "mlee", now=fixed_now)
        self.session = self.desk.session("mlee")
        self.made = 0
        self.lists: dict[str, list[dict[str, str]]] = {}

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.close()
            shutil.rmtree(self.folder)

    def kept(self) -> dict[int, dict[str, Any]]:
        return {each.doc_id: dict(each) for each in self.session.store.table("holdings").all()}

    def new_barcode(self) -> str:
        self.made += 1
        return f"B{self.made}"

    def bring(
        self, name: str, rows: list[dict[str, str]], fields: tuple[str, ...] = FIELDS
    ) -> ImportReport:
        path = self.folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, fields, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        return import_file(self.session, "holdings", path)

    @rule(rows=ROWS)
    def bring_a_new_list(self, rows: list[dict[str, str]]) -> None:
        """Codes of one list are its own here: two lists of one code are told, and tested apart."""
        self.made += 1
        name = f"list {self.made}"
        own = [{**row, "identifier": row["identifier"] and f"{name} {row['identifier']}"}
               for row in rows]  # fmt: skip
        before = self.kept()
        report = self.bring(name, own)
        assert report.added == len(own)
        assert {number: self.kept()[number] for number in before} == before
        self.lists[name] = own

    @precondition(lambda self: self.lists)
    @rule(data=st.data())
    def bring_one_again_sorted_otherwise_and_cut(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.lists)))
        rows = data.draw(st.permutations(self.lists[name]))
        kept = data.draw(st.integers(1, len(rows)))
        before = self.kept()
        report = self.bring(name, rows[:kept])
        assert (report.added, report.updated, report.refused) == (0, 0, [])
        assert self.kept() == before

    @precondition(lambda self: self.lists)
    @rule(data=st.data())
    def bring_one_again_without_a_column(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.lists)))
        blank = data.draw(st.sampled_from(["dates", "notes"]))
        before = self.kept()
        report = self.bring(name, [{**row, blank: ""} for row in self.lists[name]])
        assert (report.added, report.updated, report.refused) == (0, 0, [])
        assert self.kept() == before

    @precondition(lambda self: self.lists)
    @rule(data=st.data(), code=st.booleans())
    def bring_one_again_with_one_more_column(self, data: st.DataObject, code: bool) -> None:
        """A column that nobody has filled yet, or codes for rows that had none."""
        name = data.draw(st.sampled_from(sorted(self.lists)))
        rows = self.lists[name]
        if code:
            rows = [{**row, "barcode": row.get("barcode") or self.new_barcode()} for row in rows]
        before = self.kept()
        report = self.bring(name, data.draw(st.permutations(rows)), (*FIELDS, "barcode", "series"))
        assert (report.added, report.refused) == (0, [])
        after = self.kept()
        assert {n: _without(each, "barcode") for n, each in after.items()} == {
            n: _without(each, "barcode") for n, each in before.items()
        }
        for number, each in before.items():
            if "barcode" in each:
                assert after[number]["barcode"] == each["barcode"]
        self.lists[name] = rows

    @rule(rows=ROWS, data=st.data())
    def take_a_list_back(self, rows: list[dict[str, str]], data: st.DataObject) -> None:
        """A new list, or one brought again, and mended: all is as it was, and says so before."""
        before = self.kept()
        self.made += 1
        self.bring(f"list {self.made}", [{**row, "identifier": ""} for row in rows])
        after = self.kept()
        assert take_back(self.session, dry_run=True).removed == len(rows)
        assert self.kept() == after
        assert take_back(self.session).removed == len(rows)
        assert self.kept() == before

    @precondition(lambda self: len(self.lists) > 1)
    @rule(data=st.data())
    def bring_all_lists_merged(self, data: st.DataObject) -> None:
        """Rows without a code are another list's in another file; the others stay what they are."""
        rows = data.draw(st.permutations([row for rows in self.lists.values() for row in rows]))
        self.made += 1
        before = self.kept()
        report = self.bring(f"list {self.made}", rows, (*FIELDS, "barcode"))
        assert (report.updated, report.refused) == (0, [])
        assert {number: self.kept()[number] for number in before} == before
        if report.added:
            take_back(self.session)

    @precondition(lambda self: len(self.lists) > 1)
    @rule(data=st.data())
    def bring_coded_rows_of_all_lists_merged(self, data: st.DataObject) -> None:
        coded = [row for rows in self.lists.values() for row in rows if row["identifier"]]
        before = self.kept()
        if coded:
            report = self.bring("merged", data.draw(st.permutations(coded)))
            assert (report.added, report.updated, report.refused) == (0, 0, [])
        assert self.kept() == before

    @precondition(lambda self: self.lists)
    @rule(data=st.data(), format_=st.sampled_from(["csv", "json", "xlsx"]))
    def bring_an_export_again(self, data: st.DataObject, format_: str) -> None:
        out = self.folder / f"out.{format_}"
        count = export(self.session, "holdings", format_, out, force=True)
        before = self.kept()
        report = import_file(self.session, "holdings", out)
        assert (report.unchanged, report.refused) == (count, [])
        assert self.kept() == before

    @precondition(lambda self: self.lists)
    @rule(data=st.data(), field=st.sampled_from(["title", "notes"]))
    def mend_one_cell_of_an_export(self, data: st.DataObject, field: str) -> None:
        out = self.folder / "out.csv"
        export(self.session, "holdings", "csv", out, force=True)
        with out.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        before = self.kept()
        chosen = data.draw(st.sampled_from(sorted(before)))
        for row, number in zip(rows, before, strict=True):
            if number == chosen:
                row[field] = "Mended"
        with out.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, list(rows[0]))
            writer.writeheader()
            writer.writerows(data.draw(st.permutations(rows)))
        import_file(self.session, "holdings", out)
        right = {**before, chosen: {**before[chosen], field: "Mended"}}
        assert self.kept() == right
        self.lists.clear()  # their own files no longer say what is kept


def _without(document: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != name}


TestLists = Lists.TestCase
TestLists.settings = settings(
    max_examples=25,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
