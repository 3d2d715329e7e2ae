"""The list of a transfer to an archives as PDF: what goes, with room for both signatures."""

from __future__ import annotations

from collections.abc import Iterator

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.transfer_list import transfer_named
from rmdesk.duties.transfers import Transfer, TransferLine, known_lines
from rmdesk.labels.paper import Column, Pages, sign_twice
from rmdesk.model.words import transfer_line_word, transfer_word


def transfer_pdf(session: Session, number: str) -> tuple[Transfer, bytes]:
    """The list of a transfer, and the transfer. Raises NotFound."""
    transfer = transfer_named(session, number)
    title = _("Transfer {number}").format(number=transfer.number)
    pages = Pages.of(session.guidelines.paper, title, session.desk.labels)
    pages.begin_page()
    pages.heading(title)
    for name, value in _facts(transfer):
        pages.text(f"{name}: {value or '-'}")
    pages.gap()
    pages.table(_columns(), list(_rows(session, known_lines(session, transfer.id))))
    pages.gap(8)
    sign_twice(pages, _("For the records centre"), _("For the archives"))
    return transfer, pages.pdf()


def _facts(transfer: Transfer) -> Iterator[tuple[str, str]]:
    yield _("Archives"), transfer.archives
    yield _("Records"), transfer.title
    yield _("Status"), transfer_word(transfer.status)
    yield _("Agreed to by"), transfer.agreed
    yield _("Listed by"), _did(transfer.made_by, transfer.made)
    yield _("Sent by"), _did(transfer.sent_by, transfer.sent)
    yield _("Signed for by"), _did(transfer.signed, transfer.received)
    yield _("Receipt"), transfer.receipt
    if transfer.bag:
        yield _("SHA-256 of the bag's manifest"), transfer.bag


def _did(who: str, moment: str) -> str:
    return ", ".join(filter(None, (who, moment[:10])))


def _columns() -> list[Column]:
    return [
        Column(_("record"), 1.6), Column(_("title"), 4), Column(_("dates"), 1.5),
        Column(_("class"), 1), Column(_("authority"), 1.4), Column(_("state"), 1.2),
    ]  # fmt: skip


def _rows(session: Session, lines: list[TransferLine]) -> Iterator[list[str]]:
    holdings = {each.id: each for each in session.visible.many([each.holding for each in lines])}
    for line in lines:
        if holding := holdings.get(line.holding):
            state = transfer_line_word(line.state)
            yield [
                holding.key, holding.title, holding.dates, line.class_, line.authority, state,
            ]  # fmt: skip
