"""What opens which view: the commands, the keys and the scans all come here.

A view is imported when it is first opened, so that the first paint waits for none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.texts import gettext as _
from rmdesk.desk.acts import Act
from rmdesk.desk.kinds import RecordKind
from rmdesk.duties import kinds
from rmdesk.duties.counted import Census
from rmdesk.duties.lookup import Meant
from rmdesk.duties.scan import resolve
from rmdesk.model.errors import BadInput
from rmdesk.model.fields import Record
from rmdesk.model.records import (
    Holding,
    Person,
    Place,
    Request,
)
from screens.kit.notice import Told
from screens.records.facts import record_shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rmdesk.desk.desk import Session
    from screens.kit.host import Host
    from screens.records.record_view import RecordView
    from screens.views.intake import RequestDraft
    from screens.views.labels.jobs import Jobs
    from screens.views.labels.labels import Labels
    from screens.views.request import RequestView


def open_record(app: Host, number: int, person: Person | None = None) -> None:
    """Show a holding, with what can be done for a person; in place of another one that is shown."""
    from screens.records.record_view import RecordView

    app.last_holding = number
    app.open(RecordView(number, app.counter, person), instead=isinstance(app.view, RecordView))


def open_meant(app: Host, meant: Meant) -> None:
    """Show what a code names, whatever it is."""
    if isinstance(meant, Holding):
        open_record(app, meant.id)
    elif isinstance(meant, Request):
        open_request(app, meant)
    elif isinstance(meant, Person):
        open_somebody(app, meant)
    else:
        open_place(app, meant)


def open_key(app: Host, key: str) -> None:
    """Open what a code names, without doing anything to it."""

    def read(session: Session) -> Record | None:
        from rmdesk.desk.registering import called

        return resolve(session, key) or called(session, key)

    def opened(found: Record | None) -> None:
        if isinstance(found, Meant):
            open_meant(app, found)
        elif found is not None:
            app.open_page(found)

    app.look_up(read, opened)


def open_request(app: Host, request: Request) -> None:
    """Show a request."""
    from screens.views.request import RequestView

    app.open(RequestView(request))


def take_step(act: Act, app: Host) -> None:
    """Take a step of the request that is shown."""
    from screens.views.request import RequestView

    if isinstance(app.view, RequestView):
        app.view.take(app, act)


def _tells_more(app: Host) -> RecordView | RequestView | None:
    """The record or request whose marked act can be told more."""
    from screens.records.act_form import more_to_tell
    from screens.records.record_view import RecordView
    from screens.views.request import RequestView

    view = app.lasting
    fits = isinstance(view, RecordView | RequestView) and more_to_tell(view.marked_act)
    return view if fits and isinstance(view, RecordView | RequestView) else None


def more_to_tell_of(app: Host) -> bool:
    """Whether an act is marked that can be told more."""
    return _tells_more(app) is not None


def tell_more_of(app: Host) -> None:
    """Ask for all that the marked act can be told."""
    if view := _tells_more(app):
        view.tell_more(app)


def open_inventory(app: Host) -> None:
    """Show the inventory of the place that is shown, else of what is asked for."""
    from screens.kit.question import Question
    from screens.views.inventory import InventoryView

    place = app.lasting.subject
    if isinstance(place, Place):
        app.open(InventoryView(f"place:#{place.id}"))
        return
    app.open(
        Question(
            title=_("Inventory"),
            lines=[_("Of a place such as B3, a class, a unit, an accession, or all.")],
            yes=_("Yes: list it"),
            asks=_("Of what?"),
            then=lambda of: app.open(InventoryView(of)),
        )
    )


def search_fingerprints(app: Host) -> None:
    """List the fingerprint cards that answer to a formula or code, the nearest first."""
    from rmdesk.duties.fingerprint import FINGERPRINTS
    from rmdesk.duties.print_search import search_prints, with_margin
    from screens.kit.options import Asking
    from screens.records.record_list import RecordsOf

    def search(text: str) -> None:
        try:
            formula, margin = with_margin(text)
        except BadInput as error:
            app.tell(Told(f"{error.title}: {error.message}", "✗", "warn"))
            return
        app.open(
            RecordsOf(
                FINGERPRINTS,
                lambda card: app.open_record(card.holding),
                ("card:2", "formula:5", "prints:6"),
                text.strip(),
                lambda session: [e.fingerprint for e in search_prints(session, formula, margin)],
            )
        )

    asks = _(
        "20 M 1 U IOO 10 / L 1 U III, or twenty characters; ? is any, ~2 at most two ridges off"
    )
    app.open(Asking(_("Search fingerprint cards"), asks, search))


def open_census(app: Host, census: Census) -> None:
    """Show a census."""
    from screens.views.census import CensusView

    app.open(CensusView(census, app.counter))


def against_census_step(act: Act, app: Host) -> str:
    """Why a step of the census that is shown cannot be taken now."""
    from screens.views.census import CensusView

    return app.lasting.stands_against(act) if isinstance(app.lasting, CensusView) else ""


def take_census_step(act: Act, app: Host) -> None:
    """Take a step of the census that is shown."""
    from screens.views.census import CensusView

    if isinstance(app.lasting, CensusView):
        app.lasting.take(app, act)


def ask_to_settle_missing(app: Host) -> None:
    """Mark all that the census that is shown misses, once that was asked."""
    from screens.views.census import CensusView

    if isinstance(app.lasting, CensusView):
        app.lasting.ask_to_settle_missing(app)


def open_picks(app: Host) -> None:
    """Show the pick list."""
    from screens.views.picks import Picks

    app.open(Picks())


def open_refiles(app: Host) -> None:
    """Show the refile list."""
    from screens.views.refiles import Refiles

    app.open(Refiles())


def open_shift(app: Host) -> None:
    """Show what is handed over."""
    from screens.views.shift import ShiftView

    app.open(ShiftView())


def open_acts(app: Host) -> None:
    """Show what this person did today."""
    from screens.views.shift import OwnActs

    app.open(OwnActs())


def print_cards(app: Host) -> None:
    """Print the OUT cards of the pick list that is shown."""
    from screens.views.picks import Picks, print_cards

    if isinstance(app.lasting, Picks):
        print_cards(app, app.lasting.holdings)


def open_help(app: Host) -> None:
    """Show the help of this view."""
    from screens.kit.help import Help

    if app.view.name != "help":
        app.open(Help(app))


def open_search_help(app: Host) -> None:
    """Show what can be typed into a search."""
    from screens.kit.help import Help, how_to_search

    app.open(Help(app, how_to_search()))


def open_glossary(app: Host) -> None:
    """Show what the words mean, and the rules."""
    from screens.views.glossary import Glossary

    app.open(Glossary())


def turn_contrast(app: Host) -> None:
    """Show everything in full contrast, or as it was."""
    from screens.kit.notice import Told
    from screens.kit.paint import contrast_is_high, use_contrast

    use_contrast(high=not contrast_is_high())
    told = _("High contrast: nothing is dim.") if contrast_is_high() else _("As it was.")
    app.tell(Told(told, "·"))
    app.redraw()


def turn_ground(app: Host) -> None:
    """Show what is dim for a dark ground, for a light one, or not at all."""
    from screens.kit.notice import Told
    from screens.kit.paint import ground_shown, use_ground

    grounds = ("unknown", "dark", "light")
    now = ground_shown()
    then = grounds[(grounds.index(now) + 1) % 3 if now in grounds else 0]
    use_ground(then)
    told = {
        "dark": _("Painted for a dark ground."),
        "light": _("Painted for a light ground."),
        "unknown": _("Painted for any ground: nothing is dim but the frames."),
    }[then]
    app.tell(Told(told, "·", next=_("to keep it: RMDESK_GROUND, or guidelines.toml [terminal]")))
    app.redraw()


def open_palette(app: Host) -> None:
    """Show all commands; typing narrows them."""
    from screens.kit.palette import SIGN, Palette

    if not isinstance(app.view, Palette):
        app.open(Palette(app))
    if not app.line.value:
        app.line.insert_text_at_cursor(SIGN)


def open_intake(app: Host) -> None:
    """Show the draft of a request."""
    from screens.views.intake import Intake, RequestDraft

    kept = _request_draft(app)
    if kept.empty:
        app.drafts["intake"] = kept = RequestDraft.begun(app)
    if app.view.name != "intake":
        here = {holding.id for holding in kept.holdings}
        asked = [each for each in RequestDraft.begun(app).holdings if each.id not in here]
        form = Intake(kept)
        app.open(form)
        app.line.empty()  # the words of the search are in its results
        for holding in asked:
            form.add(app, holding)
        form.keep(app)


def _request_draft(app: Host) -> RequestDraft:
    """What was begun of a request, in this session or in an earlier one."""
    from screens.views.intake import Intake, RequestDraft

    kept = app.drafts.get(Intake.draft_name)
    if not isinstance(kept, RequestDraft):
        app.drafts[Intake.draft_name] = kept = RequestDraft.kept(app)
    return kept


def ask_discard(app: Host) -> None:
    """Throw the draft of a request away, once that was asked."""
    from screens.views.intake import Intake

    shown = app.lasting
    form = shown if isinstance(shown, Intake) else Intake(_request_draft(app))
    form.ask_to_discard(app)


def open_drafts(app: Host) -> None:
    """List what was begun in forms and is not written."""
    from screens.views.drafts import Drafts

    app.open(Drafts(open_draft))


def open_draft(app: Host, name: str) -> None:
    """Go on with what was begun in a form, by its name."""
    from rmdesk import duties
    from screens.app.keeping_commands import open_trial
    from screens.kit.drafts import read_draft
    from screens.records.act_form import ABOUT, open_act
    from screens.views.intake import Intake

    first, _blank, rest = name.partition(" ")
    words = {kind.word: kind for kind in duties.kinds().values()}
    word, _blank, number = name.rpartition(" ")
    if name == Intake.draft_name:
        open_intake(app)
    elif first == "what-if":
        open_trial(app, rest)
    elif first == "what-if-class":
        open_trial(app, rest, duties.kinds()["classes"])
    elif first == "new" and rest in words:
        open_new(app, words[rest])
    elif first in duties.acts():
        about = read_draft(app.desk.home, app.session.login, name).get(ABOUT, rest)
        open_act(app, duties.acts()[first], rest, about, {})
    elif word in words and number.isdecimal():
        open_form(app, words[word], int(number))


def open_import(app: Host) -> None:
    """Show the files that can be brought in."""
    from pathlib import Path

    from screens.views.bringing import Files

    app.open(Files(Path.cwd()))


def open_messages(app: Host) -> None:
    """Show all that was told."""
    from screens.views.messages import Messages

    if app.view.name != "messages":
        app.open(Messages(app.history))


def open_report(name: str, app: Host) -> None:
    """Show one report."""
    from screens.views.reports import ReportView

    app.open(ReportView(name))


def open_new(app: Host, kind: RecordKind, begun: Mapping[str, str] | None = None) -> None:
    """Show the draft of a new record of a kind; `begun` stands in it while nothing was typed."""
    open_form(app, kind, 0, begun)


def open_form(
    app: Host, kind: RecordKind, number: int, begun: Mapping[str, str] | None = None
) -> None:
    """Show the fields of a record of a kind, or with 0 those of a new one."""
    from screens.records.record_form import RecordForm

    form = RecordForm(app, kind, number)
    if begun and not form.changes:
        form.changes.update(begun)
    shown = app.lasting
    if not (isinstance(shown, RecordForm) and shown.draft_name == form.draft_name):
        app.open(form)


def is_by_hand(app: Host) -> bool:
    """Whether people register and amend such records as are shown or listed."""
    kind: RecordKind | None = getattr(app.lasting, "kind", None)
    return kind is None or kind.by_hand


def amendable(app: Host) -> Record | None:
    """The record that is shown, or marked in the list that is shown."""
    found = app.lasting.subject
    return found if isinstance(found, Record) and kinds()[found.table].by_hand else None


def open_amending(app: Host) -> None:
    """Show the fields of the record that is shown or marked."""
    record = amendable(app)
    if record is not None:
        open_form(app, kinds()[record.table], record.id)


def kind_listed(app: Host) -> RecordKind | None:
    """The kind that is listed, if one registers it by hand."""
    from screens.records.record_list import RecordList
    from screens.views.scheme import SchemeTree

    view = app.lasting
    if not isinstance(view, RecordList | SchemeTree):
        return None
    return view.kind if is_by_hand(app) else None


def open_new_listed(app: Host) -> None:
    """Show the draft of a new record of the kind that is listed."""
    if (kind := kind_listed(app)) is not None:
        open_new(app, kind, getattr(app.lasting, "begun", None))


def names_records(app: Host) -> bool:
    """Whether the marked field of the form names records."""
    from screens.records.record_form import RecordForm

    return isinstance(app.lasting, RecordForm) and app.lasting.named_by_it is not None


def choose_for_field(app: Host) -> None:
    """List what the marked field of the form may name."""
    from screens.records.record_form import RecordForm

    if isinstance(app.lasting, RecordForm):
        app.lasting.choose_record(app)


def discard_draft(app: Host) -> None:
    """Throw away what was typed into the form that is shown."""
    from screens.kit.form import Form

    if isinstance(app.lasting, Form):
        app.lasting.ask_to_discard(app)


def open_reports(app: Host) -> None:
    """Show the page of the centre; the list of reports is a key away."""
    from screens.views.centre import CentrePage

    app.open(CentrePage())


def person_meant(app: Host) -> Person | None:
    """The current person; else whoever the record that is shown is out to, or waits for."""
    facts = record_shown(app)
    shown = (facts.person or facts.holder) if facts else None
    return app.counter.person or shown


def open_person(app: Host) -> None:
    """Show how that person stands with the desk."""
    if person := person_meant(app):
        open_somebody(app, person)


def open_somebody(app: Host, person: Person) -> None:
    """Show how a person stands with the desk."""
    from screens.views.person import PersonRecords

    app.open(PersonRecords(person))


def open_place(app: Host, place: Place) -> None:
    """Show what lives at a place."""
    from screens.views.place import PlaceView

    app.open(PlaceView(place))


def open_labels(app: Host) -> None:
    """Show the labels of what is marked or shown."""
    from screens.views.labels.beginning import labels_of_view

    labels = labels_of_view(app)
    if labels is app.view:
        return
    if labels in app.views:
        app.back_to(labels)
    else:
        app.open(labels)
    app.line.empty()  # the words of the search are in its results


def labels_shown(app: Host) -> Labels:
    """The labels that are shown, or lie right under the palette."""
    from screens.views.labels.labels import Labels

    return next(view for view in reversed(app.views) if isinstance(view, Labels))


def open_label_preview(app: Host) -> None:
    """Draw the labels that are shown."""
    from screens.views.labels.label_preview import LabelPreviews

    labels = labels_shown(app)
    app.open(LabelPreviews(labels))


def open_calibration(app: Host) -> None:
    """Show the calibration of the printer and the stock of the labels that are shown."""
    from screens.views.labels.calibrating import calibrating

    calibrating(app, labels_shown(app))


def open_jobs(app: Host) -> None:
    """Show what waits to be printed."""
    from screens.views.labels.jobs import Jobs

    if app.view.name != "jobs":
        app.open(Jobs())


def jobs_shown(app: Host) -> Jobs:
    """The jobs that are shown, or lie right under the palette."""
    from screens.views.labels.jobs import Jobs

    return next(view for view in reversed(app.views) if isinstance(view, Jobs))


def open_facets(app: Host) -> None:
    """Show by what the results can be narrowed."""
    from screens.views.facets import Facets
    from screens.views.search import Search

    if isinstance(app.view, Search):
        app.open(Facets(app.view))
