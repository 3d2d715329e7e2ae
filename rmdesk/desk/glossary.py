"""The words of the desk and its rules, each in a sentence: what help, and a look-up, are made of.

Which words there are follows from the declarations: statuses, kinds, and the fields of records.
Their meaning stands here once, and a test holds the two together.
"""

from collections.abc import Iterator

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.model.words import later

RULES = {
    "R1": later(
        "What is under a hold is not destroyed, transferred or altered until every hold "
        "on it is lifted."
    ),
    "R2": later("Holds are looked at again when a disposition is carried out, record by record."),
    "R3": later("Nothing is destroyed without the number of a disposition authority."),
    "R4": later("How long records are kept, and the authority to dispose of them, are two things."),
    "R5": later("Who proposes does not approve; sensitive records want named witnesses besides."),
    "R6": later(
        "The owner agrees in writing. Silence is no consent, and a refusal gives its "
        "reason."
    ),
    "R7": later(
        "What is permanent, out, missing, listed already or withdrawn is not proposed for "
        "disposition."
    ),
    "R8": later("A disposition ends with a certificate, and a stub of each record stays for ever."),
    "R9": later(
        "Nothing is filed into a file that is cut off: new papers go into its open "
        "volume."
    ),
    "R10": later(
        "A class without a schedule item is used with a warning, which stays on the "
        "record."
    ),
    "R11": later(
        "A box holds one schedule and one final disposition; a mixed one is not "
        "transferred."
    ),
    "R12": later("An accession is one series under one authority; its boxes are numbered from 1."),
    "R13": later(
        "What was decided under an old version of a schedule stays explained by that "
        "version."
    ),
    "R14": later(
        "A record is handed over only if its status, its holds, the queue and the "
        "borrower allow it."
    ),
    "R15": later("A unit's records go to its custodian, or to whom the custodian has authorised."),
    "R16": later(
        "A classified record wants a clearance and a need to know; what has expired is "
        "none."
    ),
    "R17": later(
        "Who may not know of a record learns of it nowhere: not by a name, a count or an "
        "error."
    ),
    "R18": later(
        "A record does not go to a place or a person below its level; the attempt is "
        "logged."
    ),
    "R19": later("A box, a trolley or a shelf has at least the level of what is in it."),
    "R20": later(
        "Who asked first comes first, within a priority; nobody is served past the head "
        "of the queue."
    ),
    "R21": later("A loan is not renewed while somebody waits for the record."),
    "R22": later("A recall shortens a loan and ends its renewals."),
    "R23": later("Reminders follow step by step, one notice a step and none twice."),
    "R24": later(
        "A box goes out with what is in it; what is in a box that is out can be asked "
        "for, not lent."
    ),
    "R25": later("A loan changes where a record is, never where it lives."),
    "R26": later("A record is put back where it lives, and a scan of that place says so."),
    "R27": later("Files are lent whole, no papers out of them."),
    "R28": later("What was withdrawn for good comes back only as a new accession."),
    "R29": later(
        "After a place that could not be read nothing is filed until a valid one is "
        "scanned."
    ),
    "R30": later("A numbered position takes one record, and a shelf no more than it holds."),
    "R31": later(
        "A census counts its scope alone, and a shelf that was not scanned misses "
        "nothing."
    ),
    "R32": later(
        "A box's label shows its accession and number, no names, unless the site says "
        "otherwise."
    ),
    "R33": later(
        "A scan is on disk before it is acknowledged, and none is lost, however fast they "
        "come."
    ),
    "R34": later(
        "Every change is in the journal: who, when, what was there and what is now, and "
        "why."
    ),
    "R35": later("A correction, or an undo, is a new entry: nothing in the journal is edited."),
    "R36": later("What changes many records is tried first, and changes all of them or none."),
    "R37": later("Overriding a rule wants a permission of its own and a reason, and is reported."),
    "R38": later(
        "What was fetched stays with the claim that it was fetched for, until that claim "
        "ends."
    ),
    "R39": later("Only what was fetched is handed over, and a request ends with its last record."),
    "R40": later(
        "One's own claim stands against nobody but others, and one queues once for a "
        "record."
    ),
    "R41": later(
        "What is out of a box goes not with it, and what is waited for is taken out when "
        "it comes back."
    ),
    "R42": later("A scan acts, typing opens; a code that means two things is asked about."),
    "R43": later(
        "A row of a file changes a record only where it surely is that record, and old "
        "and new are told."
    ),
    "R44": later("Days are the site's own, and no figure leaves a record out without saying so."),
}  # fmt: skip
"""Every rule that a refusal may name, in a sentence."""

MEANINGS = {
    "in": later("It is where it lives, and may be asked for."),
    "picked": later("It was taken off its shelf for a request, and is on the trolley."),
    "set aside": later("It waits on the hold shelf for a person, until a day."),
    "out": later("Somebody has it; an OUT card stands in its place."),
    "overdue": later("It is out past the day on which it was due."),
    "in transit": later("It is on its way to another desk, or from it."),
    "to refile": later("It came back, and is not in its place yet."),
    "missing": later("It is not where it should be, and is looked for."),
    "withdrawn": later("Its unit took it back for good."),
    "transferred": later("It was given to the archives for good, with a receipt."),
    "destroyed": later("It was destroyed by a disposition; a stub of it stays."),
    "new": later("A request that nobody has begun."),
    "assigned": later("A request that a technician has."),
    "picking": later("A request of which something was fetched, and something is still to be."),
    "ready": later("A request of which all that can be had waits on the hold shelf."),
    "handed over": later("What was asked for is with the person."),
    "closed": later("A request that has ended, with its outcome."),
    "waiting list": later("A request for what others have, or are served before."),
    "denied": later("It may not be given; the rule is told."),
    "not found": later("It was looked for and is not there."),
    "cancelled": later("Whoever asked wants it no more."),
    "referred": later("It is to be had elsewhere, and that was said."),
    "to pick": later("A claim whose record is still to be fetched."),
    "box": later("A container with a number; it may be lent as a whole."),
    "file": later("Papers on one subject, in one or several volumes."),
    "volume": later("A part of a file; the last one is open, the others are closed."),
    "document": later("A single paper, kept by itself."),
    "reel": later("A roll of microfilm; its frames are in one order."),
    "microfiche": later("A sheet of film with many frames."),
    "jacket": later("A sleeve with strips of film in its channels."),
    "aperture card": later("A card with a frame of film in a window."),
    "frame": later("One image on a film."),
    "map": later("A map, kept by drawer and sheet."),
    "plan": later("A drawing of something built or to be built, kept by drawer and sheet."),
    "photograph": later("A print or negative, kept by itself."),
    "fingerprint card": later("A card of prints, filed by its classification."),
    "digital object": later("Files with a checksum, and where they are."),
    "series": later("Records that are kept together under one authority and schedule."),
    "class": later("A place in the classification scheme, with a code and a title."),
    "home": later("Where a record lives, and goes back to."),
    "hold shelf": later("Where what was set aside waits for whom it was fetched for."),
    "OUT card": later(
        "What stands on the shelf while a record is out: who has it, and since when."
    ),
    "refile": later("Put a record back where it lives, with a scan of the place."),
    "charge-out": later("A loan: to whom, since when, until when."),
    "claim": later("A person's place in the queue for a record, with or without a request."),
    "custodian": later("Whom a unit lets draw its records."),
    "hold": later("An order that nothing be done to records, whatever their schedule says."),
    "accession": later("Records that a unit transfers in together, under one number."),
    "census": later("A count of shelves: what is there, what is missing, what stands elsewhere."),
    "service level": later("How soon a request of a priority is to be answered: its clock."),
    "pick list": later("What is to be taken off the shelves, in walking order."),
    "bring-forward": later("A record that goes back to its officer on a day that was set."),
    "schedule item": later(
        "How long records are kept, from what day, and what then becomes of them."
    ),
    "cut-off": later("Closes a file to new papers, and starts its clock."),
}  # fmt: skip
"""What the words of the screens mean; those that come from declarations are among them."""


@dataclass(frozen=True)
class Entry:
    """A word or the number of a rule, and what it means."""

    word: str
    meaning: str


def entries() -> Iterator[Entry]:
    """The words in the order of the language spoken, then the rules by their numbers."""
    words = (Entry(_(word), _(text)) for word, text in MEANINGS.items())
    yield from sorted(words, key=lambda each: each.word.casefold())
    yield from (Entry(rule, _(text)) for rule, text in RULES.items())


def rule_told(rule: str) -> str:
    """A rule in a sentence; "" for what is none."""
    return _(RULES[rule]) if rule in RULES else ""
