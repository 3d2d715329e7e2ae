"""Commands that register, amend and list records of every kind that is kept by hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.kinds import RecordKind
from rmdesk.duties import kinds
from rmdesk.model.words import later
from screens.app import navigation
from screens.kit.command import ScreenCommand
from screens.kit.form import Form

if TYPE_CHECKING:
    from screens.kit.host import Host


@dataclass(frozen=True, kw_only=True)
class _OfKind(ScreenCommand):
    """A command whose texts name a kind of record: `{kind}` one of them, `{kinds}` many."""

    kind: RecordKind

    def title_text(self) -> str:
        """The first letter is a capital."""
        text = self._named(self.title)
        return text[:1].upper() + text[1:]

    def help_text(self) -> str:
        return self._named(self.help)

    def _named(self, text: str) -> str:
        return _(text).format(kind=_(self.kind.word), kinds=_(self.kind.many))


def _of(kind: RecordKind) -> tuple[ScreenCommand, ScreenCommand]:
    """What registers one of a kind, and what lists them."""
    return (
        _OfKind(
            kind=kind,
            name=f"new-{kind.word}",
            title=later("New {kind}…"),
            help=later("Register a new {kind} by its fields; a draft is kept until it is written."),
            run=partial(_new, kind),
            also=("register", "add", kind.name),
        ),
        _listing(kind),
    )


def _listing(kind: RecordKind) -> ScreenCommand:
    """What lists those of a kind."""
    return _OfKind(
        kind=kind,
        name=kind.record.table,
        title=later("{kinds}"),
        help=later("List the {kinds}: type words to narrow, Left and Right sort, Enter opens."),
        run=partial(_list, kind),
        also=("list", "browse", kind.name),
    )


def _new(kind: RecordKind, app: Host) -> None:
    navigation.open_new(app, kind)


def _list(kind: RecordKind, app: Host) -> None:
    from screens.app.pages_of import open_list

    open_list(app, kind)


def _not_amended(app: Host) -> str:
    if not navigation.is_by_hand(app):
        return _("These change by acts, and are not amended by hand.")
    return "" if navigation.amendable(app) else _("Open or mark a record first.")


def _lacks_records(app: Host) -> str:
    from screens.records.held import lacks_records

    return lacks_records(app)


def _list_records(app: Host) -> None:
    from screens.records.held import list_records

    list_records(app)


def _nothing_typed(app: Host) -> str:
    form = app.lasting
    typed = isinstance(form, Form) and form.drafted()
    return "" if typed else _("Nothing was typed or changed.")


FORM_COMMANDS: tuple[ScreenCommand, ...] = (
    ScreenCommand(
        name="amend",
        key="ctrl+o",
        footer=later("amend"),
        title=later("Amend this record"),
        help=later("Change the fields of the record that is shown or marked."),
        views=("record", "person", "place", "list", "search", "scheme", "kind"),
        fits=navigation.is_by_hand,
        lacks=_not_amended,
        run=navigation.open_amending,
        also=("edit", "change"),
    ),
    ScreenCommand(
        name="tell-more",
        title=later("Do it with more said…"),
        help=later("The marked act with all it can be told: a due day, who collects, a priority."),
        views=("record", "request"),
        lacks=lambda app: "" if navigation.more_to_tell_of(app) else _("Mark such an act first."),
        run=navigation.tell_more_of,
        also=("options", "due day", "collector", "by", "priority", "messenger"),
    ),
    ScreenCommand(
        name="new-listed",
        key="ctrl+n",
        footer=later("new"),
        title=later("Register one more of these"),
        help=later("Register one of the kind that is listed."),
        views=("list", "scheme"),
        fits=navigation.is_by_hand,
        lacks=lambda app: "" if navigation.kind_listed(app) else _("None are registered by hand."),
        run=navigation.open_new_listed,
    ),
    ScreenCommand(
        name="choose",
        key="ctrl+g",
        footer=later("choose"),
        title=later("Choose what the field names"),
        help=later("List the records that the marked field may name; what is typed narrows them."),
        views=("form",),
        lacks=lambda app: "" if navigation.names_records(app) else _("This field names no record."),
        run=navigation.choose_for_field,
    ),
    ScreenCommand(
        name="discard-draft",
        key="ctrl+t",
        footer=later("discard"),
        title=later("Discard the draft"),
        help=later("Throw away what was typed into this form and is not written; asks first."),
        views=("form", "act", "what-if", "intake"),
        lacks=_nothing_typed,
        run=navigation.discard_draft,
    ),
    ScreenCommand(
        name="its-records",
        title=later("Its records as a list"),
        help=later("What the record, request, person or place that is shown holds, as a list."),
        views=("record", "request", "person", "place"),
        lacks=_lacks_records,
        run=_list_records,
        also=("contents", "content", "what is in it", "box list", "holdings", "inside"),
    ),
)

KIND_COMMANDS: tuple[ScreenCommand, ...] = (
    *(each for kind in kinds().values() if kind.by_hand for each in _of(kind)),
    *(_listing(kind) for kind in kinds().values() if kind.grouped and not kind.by_hand),
)
