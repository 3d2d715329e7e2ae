"""Forms of a word across its endings: `negotiating` for negotiations, `restaurer` for restauration.

Two words are forms of one when they are a root with two endings that belong to one family, and the
root is as long as that family asks. English and French stand in the same fields, so every word is
tried with the families of both. No stem is worked out or kept: what is meant is looked up among
the words that there are.

A stemmer such as Porter's joins by rules alone, and so `mission` with `missing` or `general` with
`generation`. Here an ending must be of the same family, names have no forms, and what the
families would still join wrongly is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from index.language.variants import plurals, spellings

GIVEN_NAMES = frozenset((files(__package__) / "given_names.csv").read_text("utf-8").split()[1:])
"""Names as folded, which have no forms: `mariée` is not Marie, nor `roberts` Robert.

Left out are those that are plain words as well, such as Grant, Mark or Rose.
"""

NEAR, FAR = 0.3, 0.2
"""What a form is worth: another number, person or spelling, and another part of speech."""


@dataclass(frozen=True, slots=True, eq=False)
class WordForms:
    """What else a word may be, each with its worth: what begins as most do, and what does not.

    Each is itself alone, so that what was found for it is remembered by it.
    """

    beginning: str
    alike: Mapping[str, float]
    others: tuple[tuple[bytes, float], ...]


@dataclass(frozen=True, slots=True)
class _Family:
    """Endings of one word. Two of them join it if one is `strong`."""

    least: int  # letters of the root
    strong: str
    weak: str = ""
    syllables: int = 1  # of the root
    after: str = ""  # what the root ends in, one of these letters
    worth: float = FAR

    def takes(self, root: str) -> bool:
        """Whether a root may have these endings."""
        return (
            len(root) >= self.least
            and (not self.after or root[-1] in self.after)
            and (self.syllables == 1 or len(_SYLLABLE.findall(root)) >= self.syllables)
        )

    def pairs(self) -> Iterator[tuple[str, str]]:
        strong, weak = _endings(self.strong), _endings(self.weak)
        for one in strong:
            yield from ((one, other) for other in strong + weak if other != one)
            yield from ((other, one) for other in weak)


def _endings(text: str) -> list[str]:
    return ["" if ending == "-" else ending for ending in text.split()]


_VERB = "- s e es ed ing ings"
_VERBAL = frozenset(_endings(_VERB))
_CONSONANTS = "bcdfghjklmnpqrstvwxyz"
_FAMILIES = (
    _Family(4, "ed ing ings", "- s", worth=NEAR),
    _Family(3, "ed ing ings", "e es", worth=NEAR),
    _Family(3, "ied ying", "y ies", worth=NEAR),
    _Family(4, "e es", "- s", syllables=2, after=_CONSONANTS, worth=NEAR),  # municipal, municipale
    _Family(4, "ee ees", "e es er", worth=NEAR),
    _Family(4, "euse euses", "eur eurs", worth=NEAR),
    _Family(4, "trice trices", "teur teurs", worth=NEAR),
    _Family(4, "ive ives", "if ifs", worth=NEAR),
    _Family(4, "ment ments", "- s ed ing ings"),
    _Family(3, "ement ements", "e es ed ing ings er ee ees"),
    _Family(3, "ation ations", "e es ed ing ings er ee ees"),
    _Family(5, "ation ations", "- s ement ements"),
    _Family(3, "ate ates ated ating ation ations"),
    _Family(5, "ate ated ating ation ations", "ator ators ative atives atif atifs"),
    _Family(5, "ation ations", "ateur ateurs atrice atrices er e ee ees"),
    _Family(5, "ant ants", "ate ation ations"),
    _Family(4, "er ers", f"{_VERB} ee ees ment ments ement ements", 2, _CONSONANTS),
    _Family(4, "er", "ation ations ement ements age ages"),
    _Family(4, "age ages", "er ed ing"),
    _Family(5, "ion ions", _VERB, after="ts"),
    _Family(5, "ial ials", "e es y ies"),  # finance, financial; territory, territorial
    _Family(4, "ication ications", "y ies ied ying"),
    _Family(6, "ize ise izes ises ized ised izing ising ization isation", "- s"),
    _Family(5, "ance ances ence ences", "- s e es ed ing ent ents", syllables=2),
    _Family(4, "ir issement issements issant", "i ie is ies it"),
    _Family(5, "able ables", f"{_VERB} er"),
    # Adjectives beside their nouns.
    _Family(5, "ional ionals", "ion ions"),
    _Family(4, "ural", "ure ures"),
    _Family(4, "cial", "ce ces"),
    _Family(5, "ial", "y ies", after=_CONSONANTS),
    _Family(4, "ical", "ic ics y ies", after=_CONSONANTS),
    _Family(5, "ic ics", "y ies", after=_CONSONANTS),
    _Family(7, "y ic ical er ers", "- s ed ing", after="h"),  # photographs, photography
    _Family(3, "aux", "al ale ales", worth=NEAR),
    _Family(3, "ienne iennes", "ien iens", worth=NEAR),
    _Family(4, "ieuse ieuses", "ieux", worth=NEAR),
    _Family(5, "elle elles", "el els", worth=NEAR),
)

_PARTNERS: dict[str, dict[_Family, dict[str, float]]] = {}
"""For each ending what the families put in its place."""
for _family in _FAMILIES:
    for _one, _other in _family.pairs():
        _others = _PARTNERS.setdefault(_one, {}).setdefault(_family, {})
        _others[_other] = _family.worth
_LONGEST_ENDING = max(map(len, _PARTNERS))

_CHANGED = (
    *(("nd", "ns"), ("id", "is"), ("ud", "us"), ("rmit", "rmiss"), ("dmit", "dmiss")),
    *(("bmit", "bmiss"), ("nsmit", "nsmiss"), ("duc", "duct"), ("scrib", "script")),
    *(("solv", "solut"), ("quir", "quisit"), ("pel", "puls"), ("ceiv", "cept")),
    *(("sum", "sumpt"), ("vert", "vers"), ("publish", "publicat"), ("abolish", "abolit")),
    *(("plain", "planat"), ("tain", "tent"), ("clar", "clarat"), ("claim", "clamat")),
)
"""How roots of verbs end before `-ion`: extend and extension, describe and description."""
_LEAST_CHANGED = 5

_GROUPS = (
    "allow allows allowed allowing allowance allowances",
    "appraise appraises appraised appraising appraisal appraisals",
    "approve approves approved approving approval approvals",
    "arrive arrives arrived arriving arrival arrivals",
    "dispose disposes disposed disposing disposal disposals",
    "propose proposes proposed proposing proposal proposals",
    "refuse refuses refused refusing refusal refusals",
    "remove removes removed removing removal removals",
    "renew renews renewed renewing renewal renewals",
    "rent rents rented renting rental rentals",
    "retrieve retrieves retrieved retrieving retrieval retrievals",
    "withdraw withdraws withdrew withdrawn withdrawing withdrawal withdrawals",
    "bury buried burying burial burials",
    "deny denies denied denying denial denials",
    "try tries tried trying trial trials",
    "administer administers administered administering administration administrations",
    "destroy destroys destroyed destroying destruction",
    "maintain maintains maintained maintaining maintenance",
    "register registers registered registering registration registrations",
    "remember remembers remembered remembering remembrance",
    "pay paid paying payment payments",
    "sell sells sold selling sale sales",
    "buy buys bought buying",
    "build builds built building buildings",
    "hold holds held holding holdings",
    "give gives gave given giving",
    "write writes wrote written writing writings",
    "meet meets met meeting meetings",
    "send sends sent sending",
    "keep keeps kept keeping",
    "edit edits edited editing edition editions",
    "tax taxes taxed taxing taxation",
    "teach teaches taught teaching teacher teachers",
    "audit audits audited auditing auditor auditors",
    "account accounts accounting accountant accountants accountancy",
    "license licenses licensed licensing licence licences licenced licencing licensee licensees",
    "inspect inspects inspected inspecting inspection inspections inspector inspectors",
    "inspecter inspecte inspection inspections inspecteur inspecteurs inspectrice inspectrices",
    "survey surveys surveyed surveying surveyor surveyors",
    "provide provides provided providing provision provisions",
    "employ employs employed employing employment employee employees employer employers",
    "train trains trained training trainee trainees",
    "settle settles settled settling settlement settlements settler settlers",
    "fish fishes fished fishing fishery fisheries",
    "farm farms farmed farming farmer farmers",
    "music musical musician musicians",
    "region regions regional",
    "history histories historic historical historian historians",
    "policy policies political politics",
    "choose chooses chose chosen choosing choice choices",
    "actif actifs active actives",
    "payer paye payee payes payees paiement paiements",
    "nommer nomme nommee nommes nommees nomination nominations",
    "achat achats acheter achete achetee achetes achetees acheteur acheteurs",
    "vendre vend vendu vendue vendus vendues vente ventes",
    "construire construit construite construits construites construction constructions",
    "produire produit produite produits produites production productions",
    "reduire reduit reduite reduits reduites reduction reductions",
    "traduire traduit traduite traduits traduites traduction traductions",
    "conduire conduit conduite conduits conduites conduction",
    "instruire instruit instruite instruits instruites instruction instructions",
    "detruire detruit detruite detruits detruites destruction destructions",
    "acquerir acquis acquise acquises acquisition acquisitions acquereur acquereurs",
    "recevoir recu recue recus recues reception receptions",
    "elire elu elue elus elues election elections",
    "mourir mort morte morts mortes",
    "naitre naissance naissances",
)
_GROUP: dict[str, list[str]] = {}
for _group in _GROUPS:
    for _word in _group.split():
        _GROUP.setdefault(_word, []).extend(_group.split())

_ALONE = frozenset(
    [
        *("apartment", "audition", "audit", "author", "authorize", "base", "basement", "cement"),
        *("coffee", "committee", "compartment", "conference", "contraction", "contre", "contree"),
        *("conservative", "convention", "course", "dealer", "department", "element", "entre"),
        *("entree", "exception", "general", "instance", "moment", "private", "privation"),
        *("procession", "profession", "quest", "question", "recession", "romance", "roman"),
        *("segment", "state", "statement", "station", "succession", "traction", "tribune"),
        *("united", "university", "universe", "village", "number", "paper", "order", "during"),
        *("morning", "evening", "minister", "charge", "prince", "france", "corner", "language"),
        *("commence", "commerce", "essence", "sentence", "science", "license", "silence"),
        *("distance", "presence", "absence", "defense", "defence", "provision", "commission"),
        *("mission", "passion", "session", "version", "pension", "section", "portion", "fraction"),
        *("position", "possible", "constable", "notable", "relative", "native", "message"),
        *("passage", "image", "damage", "courage", "cottage", "average", "savage", "mortgage"),
        *("premise", "promise", "exercise", "enterprise", "entreprise", "surprise", "franchise"),
        *("office", "officer", "custom", "customer", "public", "environ", "petit", "petite"),
        *("natural", "success", "hospital", "partie", "parti", "format", "delai", "departement"),
        *("memorial", "memory", "official", "special", "species", "space", "convention"),
        *("marchandise", "expertise", "church", "english", "parish", "paris", "avis", "louis"),
        "memorial",
    ]
)
"""Words that only look like forms of others, and others like forms of them; but for number."""

_DOUBLED = re.compile(r"[aeiouy][bdglmnprt]")
_SYLLABLE = re.compile("[aeiouy]+")
_IZE = re.compile("(?<=i)[sz](?=e|ing|ation)")


@lru_cache(4096)
def forms_of(word: str, typed: str) -> WordForms:
    """Forms beside `word`, which is folded from `typed`; never the word itself nor a name."""
    if len(word) < 3 or not word.isalpha():
        return WordForms(word, {}, ())
    found = dict.fromkeys(spellings(word, typed), NEAR)
    beginning = word
    if not _is_name(word, typed):
        found |= dict.fromkeys((*plurals(word), *_GROUP.get(word, ())), NEAR)
        if len(word) >= 4 and word.isascii() and not _is_alone(word):
            derived, beginning = _derived(word)
            found = derived | found
    found.pop(word, None)
    wanted = {form: worth for form, worth in found.items() if form not in GIVEN_NAMES}
    alike = {form: worth for form, worth in wanted.items() if form.startswith(beginning)}
    others = ((form.encode(), worth) for form, worth in wanted.items() if form not in alike)
    return WordForms(beginning, alike, tuple(others))


def _is_name(word: str, typed: str) -> bool:
    """Whether a name is meant: `marié` with its accent is none."""
    return word in GIVEN_NAMES and not typed.casefold().endswith(("é", "és"))


def _is_alone(word: str) -> bool:
    return word in _ALONE or word.removesuffix("s") in _ALONE


def _derived(word: str) -> tuple[dict[str, float], str]:
    """The word's roots with the other endings of each family, and the shortest root.

    Most of these are no words.
    """
    found: dict[str, float] = {}
    shortest = word
    for size in range(min(_LONGEST_ENDING, len(word) - 3), -1, -1):
        root, ending = word[: len(word) - size], word[len(word) - size :]
        for family, others in _PARTNERS.get(ending, _NONE).items():
            if family.takes(root):
                shortest = min(shortest, root, key=len)
                for other, worth in others.items():
                    found[root + other] = max(found.get(root + other, 0.0), worth)
    found |= dict.fromkeys((*_of_a_changed_root(word), *_doubled(word)), FAR)
    if "is" in word or "iz" in word:
        found |= {_IZE.sub(_other_ize, form): worth for form, worth in found.items()} | found
    return {form: worth for form, worth in found.items() if not _is_alone(form)}, shortest


_NONE: dict[_Family, dict[str, float]] = {}


def _other_ize(match: re.Match[str]) -> str:
    return "s" if match[0] == "z" else "z"


def _of_a_changed_root(word: str) -> Iterator[str]:
    noun = word.removesuffix("s").removesuffix("ion")
    for own, before in _CHANGED:
        if before in word and noun.endswith(before) and noun != word:
            root = noun.removesuffix(before) + own
            if len(root) >= _LEAST_CHANGED:
                yield from (root + ending for ending in _VERBAL)
                yield from (root + root[-1] + ending for ending in ("ed", "ing"))
        if own in word:
            root, _, ending = word.rpartition(own)
            if (ending in _VERBAL or ending in (f"{own[-1]}ed", f"{own[-1]}ing")) and len(
                root + own
            ) >= _LEAST_CHANGED:
                yield from (root + before + ion for ion in ("ion", "ions"))


def _doubled(word: str) -> Iterator[str]:
    """`shipping` and `shipped` of ship, whose last letter is doubled."""
    for ending in ("ed", "ing", "ings"):
        verb = word.removesuffix(ending)
        if verb != word and len(verb) >= 5 and verb[-1] == verb[-2]:
            root = verb[:-1]
            if _DOUBLED.fullmatch(root[-2:]):
                yield from (root + other for other in ("", "s", "ment", "ments"))
                yield from (verb + other for other in ("ed", "ing", "ings"))
    for ending in ("", "s", "ment", "ments"):
        root = word.removesuffix(ending)
        if (root != word or not ending) and len(root) >= 4 and _DOUBLED.fullmatch(root[-2:]):
            yield from (root + root[-1] + verbal for verbal in ("ed", "ing", "ings"))
