"""Labels: of which records, on which stock, by which template, to which file or printer.

What was chosen last stays with the desk, in its home, so that one key prints the last ones again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING

from rmdesk.desk import Session
from rmdesk.records import Holding, Person, Place
from rmdesk.scan import Counter, clean, understood
from screens.paint import Line, fit
from screens.told import Told
from screens.views.form import Field, Form
from screens.views.record import Record
from screens.views.search import Search

if TYPE_CHECKING:
    from rmdesk.label import LabelContent
    from screens.app import DeskApp

__all__ = ["LabelChoice", "Labels", "last_choice", "print_labels"]

_FORMATS = ("pdf", "zpl", "epl", "svg", "png")
_SYMBOLOGIES = ("", "code128", "code39", "qr")
_MOST = 2_000
_WIDTH = 34


@dataclass
class LabelChoice:
    """What is printed, and how. `keys` are `#` numbers or barcodes, `names` what they are."""

    keys: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)


_DEFAULTS = {"template": "", "stock": "", "symbology": "", "start": "1", "copies": "1",
             "format": "pdf", "to": "file:labels.pdf"}  # fmt: skip


def _remembered(home: Path) -> Path:
    return home / "labels" / "last.json"


def last_choice(home: Path) -> LabelChoice | None:
    """What this desk printed last; None where it printed nothing yet."""
    with suppress(OSError, ValueError, TypeError):
        return LabelChoice(**json.loads(_remembered(home).read_text("utf-8")))
    return None


def _remember(home: Path, choice: LabelChoice) -> None:
    path = _remembered(home)
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(asdict(choice), ensure_ascii=False), "utf-8")


@dataclass(frozen=True)
class _Preview:
    template: str
    content: LabelContent | None
    stock: str
    stocks: tuple[str, ...]
    templates: tuple[str, ...]
    texts: tuple[str, ...]
    symbology: str


def _template_word(name: str) -> str:
    return name or _("by the kind of record")


def _symbology_word(name: str) -> str:
    return {"code128": "Code 128", "code39": "Code 39", "qr": "QR"}.get(
        name, name or _("the template's")
    )


class Labels(Form):
    """The form of a print job, with a preview as text."""

    name = "labels"
    detail_height = 7
    least_list = 10
    fields = (
        Field("records", lambda: _("labels of"), hint=lambda: _("scan, or type words to search")),
        Field("template", lambda: _("template"), lambda: ("",), _template_word),
        Field(
            "stock", lambda: _("stock"), hint=lambda: _("the template's own; type a part number")
        ),
        Field("symbology", lambda: _("code"), lambda: _SYMBOLOGIES, _symbology_word),
        Field("start", lambda: _("start at"), hint=lambda: "1"),
        Field("copies", lambda: _("copies"), hint=lambda: "1"),
        Field("format", lambda: _("format"), lambda: _FORMATS),
        Field("to", lambda: _("to"), hint=lambda: "file:labels.pdf · lp:QUEUE · tcp://HOST"),
    )

    def __init__(self, choice: LabelChoice) -> None:
        super().__init__({**_DEFAULTS, **choice.values})
        self.choice = choice
        self._preview: _Preview | None = None
        self.cursor = len(self) - 1 if choice.keys else 0

    @classmethod
    def of(cls, app: DeskApp) -> Labels:
        """Labels of the record shown, of all results listed, or of what will be scanned."""
        last = app.last_labels or last_choice(app.desk.home)
        values = {**_DEFAULTS, **(last.values if last else {}), "start": "1"}
        facts, view = app.facts(), app.view
        if isinstance(view, Record) and facts:
            holdings = [facts.holding]
        elif isinstance(view, Search) and view.found:
            holdings = [hit for hit in view.found.results.hits if isinstance(hit, Holding)]
        else:
            holdings = []
        keys = [f"#{holding.id}" for holding in holdings]
        return cls(LabelChoice(keys, [holding.name for holding in holdings], values))

    def title(self) -> Line:
        """Labels."""
        return [(_("labels"), "bold")]

    def status(self) -> Line:
        """How many."""
        n = len(self.choice.keys) * max(1, _number(self.values.get("copies", "1")))
        return [(ngettext("{n} label", "{n} labels", n).format(n=n), "bold")]

    def confirm_title(self) -> str:
        """Print."""
        return _("Print")

    def value(self, each: Field) -> str:
        """The records by number and first name; what is used where nothing is chosen."""
        if each.name == "records":
            n = len(self.choice.keys)
            first = f" · {self.choice.names[0]}" if self.choice.names else ""
            return ngettext("{n} record", "{n} records", n).format(n=n) + first if n else ""
        preview = self._preview
        if preview and not self.values.get(each.name):
            used = {"template": preview.template, "symbology": preview.symbology}.get(each.name)
            if used:
                return f"{each.shown('')}: {used}"
        if each.name == "stock" and preview:
            return preview.stock
        return super().value(each)

    @property
    def searches(self) -> bool:  # type: ignore[override]
        """Typing searches for records where they are marked."""
        return self.marked is not None and self.marked.name == "records"

    # --- the preview

    def load(self, session: Session) -> _Preview:
        """What the first label will say, on what."""
        from rmdesk.label import find_stocks, load_template, stock_named, template_names
        from rmdesk.label.template import TextPart
        from rmdesk.labelling.contents import labels_for

        site = session.desk.home / "labels"
        keys = self.choice.keys[:1]
        wanted = labels_for(session, keys) if keys else None
        name = self.values.get("template") or (wanted.template if wanted else "folder")
        template = load_template(name, site)
        stock = stock_named(self.values.get("stock") or template.stock, site)
        each = f"{stock.label_w_mm:g} x {stock.label_h_mm:g} mm, {stock.nx} x {stock.ny}"
        return _Preview(
            template=name,
            content=wanted.contents[0] if wanted else None,
            stock=f"{stock.name} · {each}",
            stocks=tuple(stock.name for stock in find_stocks("", site)),
            templates=("", *template_names(site)),
            texts=tuple(part.text for part in template.parts if isinstance(part, TextPart)),
            symbology=self.values.get("symbology") or str(template.symbology),
        )

    def show(self, loaded: _Preview) -> None:
        """Take it over."""
        self._preview = loaded

    def detail_title(self) -> str:
        """Preview."""
        return _("preview of the first")

    def detail(self, width: int) -> Sequence[Line]:
        """The first label, as text."""
        preview = self._preview
        if preview is None or preview.content is None:
            return [[(_("Scan a record to see its label."), "dim")]]
        content = preview.content
        texts = [_filled(text, content.fields) for text in preview.texts]
        inner = min(_WIDTH, width - 4)
        bars = "▌▐█▌▌▐▌█▐▌▐█▌▐▌▌█▐▌▐▌█▌▐▌" if preview.symbology != "qr" else "▄▀▄█▀▄"
        lines = [text for text in texts if text.strip()][:3]
        lines += [fit(bars, min(inner, len(bars))), content.code]
        box: list[Line] = [[("┌" + "─" * (inner + 2) + "┐", "dim")]]
        box += [[("│ ", "dim"), (fit(line, inner), "bold"), (" │", "dim")] for line in lines]
        return [*box, [("└" + "─" * (inner + 2) + "┘", "dim")]]

    # --- scans, words, choices

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """A record, a place or a badge gets a label; nothing is handed over here."""
        for candidate in filter(None, (clean(text), tail)):
            found, _remark = understood(session, candidate)
            if isinstance(found, Holding):
                told = _("Label for {name}").format(name=found.name)
                return Told(told, "▸", "name", holding=found)
            if isinstance(found, Place):
                told = _("Label for {name}").format(name=found.address)
                return Told(told, "▸", "name", place=found)
            if isinstance(found, Person):
                told = _("Badge for {name}").format(name=found.name)
                return Told(told, "▸", "name", person=found)
        return Told(clean(text), words=True)

    def heard(self, app: DeskApp, told: Told) -> None:
        """Add its label."""
        if told.holding:
            self.add(app, told.holding)
        elif told.place:
            self._add(app, told.place.barcode or told.place.address, told.place.address)
        elif told.person:
            self._add(app, told.person.barcode, told.person.name)

    def add(self, app: DeskApp, holding: Holding) -> None:
        """Add a holding's label."""
        self._add(app, f"#{holding.id}", holding.name)

    def _add(self, app: DeskApp, key: str, name: str) -> None:
        self.choice.keys.append(key)
        self.choice.names.append(name)
        if app.view is self:
            app.reload()

    def searcher(self, app: DeskApp) -> Search:
        """Results whose Enter adds a label."""
        return Search(partial(self.add, app), _("records to label"), self.hear)

    def turn(self, app: DeskApp, step: int) -> None:
        """Templates and stocks are turned through all there are."""
        each, preview = self.marked, self._preview
        if each is None or preview is None:
            return
        if each.name in ("template", "stock"):
            names = preview.templates if each.name == "template" else preview.stocks
            now = self.values.get(each.name) or (names[0] if each.name == "template" else "")
            place = names.index(now) if now in names else -1 if step > 0 else 0
            self.put(app, each.name, names[(place + step) % len(names)])
        elif each.name in ("start", "copies"):
            self.put(app, each.name, str(max(1, _number(self.values[each.name]) + step)))
        else:
            super().turn(app, step)

    def put(self, app: DeskApp, name: str, value: str) -> None:
        """Set a field; the file's ending follows the format."""
        self.values[name] = value
        to = self.values.get("to", "")
        if name == "format" and to.startswith("file:"):
            self.values["to"] = str(Path(to).with_suffix(f".{value}"))
        app.reload()

    def words(self, app: DeskApp, text: str) -> bool:
        """Where records are marked words are searched; elsewhere they are the field's value."""
        each = self.marked
        if each is None:
            self.mark("records")
            return False
        if each.name == "records":
            return False
        if each.name in ("start", "copies") and _number(text) < 1:
            app.tell(Told(_("“{text}” is not a number of labels.").format(text=text), "✗", "warn"))
            return True
        if each.name == "stock":
            app.look_up(partial(_stock_named, text), partial(self._stock, app))
            return True
        return super().words(app, text)

    def _stock(self, app: DeskApp, found: str | Told) -> None:
        if isinstance(found, Told):
            app.tell(found)
        else:
            self.put(app, "stock", found)

    def choose(self, app: DeskApp) -> None:
        """Enter: search for records, turn, or print."""
        each = self.marked
        if each is not None and each.name == "records":
            app.open(self.searcher(app))
        else:
            super().choose(app)

    def confirm(self, app: DeskApp) -> None:
        """Print, and remember."""
        if not self.choice.keys:
            app.tell(Told(_("Nothing to print: scan a record first."), "✗", "warn"))
            return
        choice = LabelChoice(list(self.choice.keys), list(self.choice.names), dict(self.values))
        print_labels(app, choice)


def print_labels(app: DeskApp, choice: LabelChoice) -> None:
    """Print in turn with the scans; remember it as the last."""

    def printed(told: Told) -> None:
        if told.role == "good":
            app.last_labels = choice

    app.do(_printing(choice), printed)


def _printing(choice: LabelChoice) -> Callable[[Session], Told]:
    def work(session: Session) -> Told:
        from rmdesk.label import make_labels
        from rmdesk.label.spool import JobState, Spool
        from rmdesk.labelling.contents import labels_for

        home, values = session.desk.home, {**_DEFAULTS, **choice.values}
        wanted = labels_for(session, choice.keys[:_MOST])
        job = make_labels(
            wanted.contents,
            template=values["template"] or wanted.template,
            stock=values["stock"] or None,
            symbology=values["symbology"] or None,
            start=_number(values["start"]),
            copies=_number(values["copies"]),
            output=values["format"],
            site=home / "labels",
        )
        title = choice.names[0] if choice.names else ""
        spool = Spool(home / "spool", now=session.now)
        sent = spool.print(job.data, printer=values["to"], title=title, labels=job.labels)
        _remember(home, choice)
        n = ngettext("{n} label", "{n} labels", job.labels).format(n=job.labels)
        if sent.state is not JobState.PRINTED:
            text = _("{n} wait in the spool: {why}").format(n=n, why=sent.why)
            return Told(text, "!", "warn", _("print again once the printer is on"))
        text = _("{n} to {where}").format(n=n, where=values["to"])
        return Told(text, "✓", "good", " ".join(job.warnings))

    return work


def _stock_named(text: str, session: Session) -> str | Told:
    from rmdesk.errors import DeskError
    from rmdesk.label import stock_named
    from screens.told import told_of_error

    try:
        return stock_named(text, session.desk.home / "labels").name
    except DeskError as error:
        return told_of_error(error)


def _filled(text: str, fields: object) -> str:
    """A template's text with its fields; what it asks for and is not there stays out."""
    import re

    values = dict(fields) if isinstance(fields, dict) else {}
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found.group(1), "")), text)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
