"""With which labels one begins: those of what is shown, listed or marked."""

from __future__ import annotations

from rmdesk.duties.accessions import Accession
from rmdesk.labels.presets import LabelSource, Sort
from rmdesk.model.records import Holding
from screens.kit.host import Host
from screens.records.facts import Facts, record_shown
from screens.records.record_view import RecordView
from screens.views.labels.label_sources import RANGES, Sources, accession_labels
from screens.views.labels.labels import Labels
from screens.views.person import PersonRecords
from screens.views.picks import Picks
from screens.views.request import RequestView
from screens.views.search import Search


def labels_of_view(app: Host) -> Labels:
    """Labels of the record shown, of what is listed or marked, or of what will be scanned.

    Where none of these is shown, labels that were begun below are gone back to; from records to
    choose for them all results are theirs.
    """
    sources, facts, view = Sources(), record_shown(app), app.view
    begun = next((each for each in reversed(app.views) if isinstance(each, Labels)), None)
    if app.counter.person and app.counter.person.barcode:
        person = app.counter.person
        sources.offer(LabelSource(Sort.PEOPLE, keys=(person.barcode,)), person.name)
    template = ""
    if isinstance(view, RecordView) and facts:
        _of_record(sources, facts)
    elif isinstance(view, Search) and view.found:
        if begun is not None and view.asker is begun:
            begun.sources.choose(_results(view))
            return begun
        _of_search(sources, view)
    elif isinstance(view, Picks):
        holdings = [view.taken] if view.moved and view.taken and not view.marks else view.holdings
        sources.choose(_records(holdings), *(holding.name for holding in holdings))
        template = "request"
    elif isinstance(view, RequestView):
        sources.choose(_records(view.holdings), *(each.name for each in view.holdings))
        template = "request"
    elif isinstance(view, PersonRecords) and view.person.barcode:
        sources.choose(LabelSource(Sort.PEOPLE, keys=(view.person.barcode,)), view.person.name)
    elif isinstance(view.subject, Accession):
        sources.choose(accession_labels(view.subject.number), view.subject.number)
    elif begun is not None:
        return begun
    return Labels(sources, app.printing.remembered, template)


def _records(holdings: list[Holding]) -> LabelSource:
    return LabelSource(Sort.RECORDS, keys=tuple(f"#{holding.id}" for holding in holdings))


def _of_record(sources: Sources, facts: Facts) -> None:
    holding = facts.holding
    sources.choose(_records([holding]), holding.name)
    if facts.contents:
        sources.offer(LabelSource(Sort.INSIDE, keys=(f"#{holding.id}",)), holding.name)
    sources.offer(accession_labels(holding.accession))
    for sort in RANGES:
        sources.offer(LabelSource(sort, text=facts.home))


def _results(view: Search) -> LabelSource:
    return LabelSource(Sort.RESULTS, text=view.text, unfinished=view.typing)


def _of_search(sources: Sources, view: Search) -> None:
    """All results; or only the marked one, where somebody has marked one."""
    marked = view.marked
    if isinstance(marked, Holding):
        sources.choose(_records([marked]), marked.name)
    if view.text:
        sources.offer(_results(view))
        if not view.moved or not isinstance(marked, Holding):
            sources.sort = Sort.RESULTS
