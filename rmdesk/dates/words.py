"""The words of dates in English and French, folded: lower case, no accents.

Chinese words are in `han`, what is said in several words in `phrases`.
"""

from __future__ import annotations


def words_of(text: str) -> frozenset[str]:
    """The words of a list that blanks part."""
    return frozenset(text.split())


def _numbered(*names: str) -> dict[str, int]:
    return {name: number for number, group in enumerate(names, 1) for name in group.split()}


MONTHS = _numbered(
    "january jan jany janry janvier janv jer",
    "february feb feby febr febry febuary fevrier fevr fev",
    "march mar mch mars",
    "april apr apl avril avr",
    "may mai",
    "june jun juin",
    "july jul juillet juill juil",
    "august aug augt aout",
    "september sept sep septr sepr septembre",
    "october oct octr octobre",
    "november nov novr novembre",
    "december dec decr decembre xbre xber",
)
"""With the clerks' short forms of older hands; those that begin with a number are a shape."""

REPUBLICAN_MONTHS = _numbered(
    "vendemiaire vend",
    "brumaire brum",
    "frimaire frim",
    "nivose niv",
    "pluviose pluv",
    "ventose vent",
    "germinal germ",
    "floreal flor",
    "prairial prair",
    "messidor mess",
    "thermidor therm fervidor",
    "fructidor fruct",
    "complementaire complementaires compl sansculottide sansculottides",
)

SEASONS = words_of("""
    spring summer fall autumn winter christmas easter xmas whitsun michaelmas lent
    printemps ete automne hiver noel paques pentecote toussaint
    """)
"""Some days of the year that is named; which ones differs between hemispheres and years."""

VAGUE = words_of("""
    c ca cca circa about abt sometime approximately approximate approx approxi appr around
    est estimated estimate probably prob perhaps possibly poss likely maybe presumably
    say uncertain sic ie env environ v vers autour probablement sans doute probable
    approximativement
    early late mid middle end beg beginning debut milieu mi fin courant
    of the in on at between betw bet btw btwn during within this entre pendant durant dans
    en de du des d l le la les
    jour jours day days date dates dated dating datee datees dates month months mois
    year years yr yrs an annee annees century centuries cent siecle siecles
    decade decades period periode quarter half
    bulk inclusive incl span mostly mainly chiefly primarily predominantly predominant largely
    especially surtout principalement essentiellement notamment inclus
    copyright copr cop copyrighted printed published publ pub issued created produced written
    compiled revised taken filmed recorded signed received edited
    imprime publie publiee edite editee ecrit ecrite cree creee signe signee recu recue
    term semester session season academic school scolaire universitaire saison campagne
    republic republique francaise revolution revolutionnaire ere
    monday tuesday wednesday thursday friday saturday sunday
    mon tue tues wed weds thu thur thurs fri sat sun
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim
    primidi duodi tridi quartidi quintidi sextidi septidi octidi nonidi decadi
    noon midnight midi minuit morning afternoon evening
    """)
"""Words that neither narrow nor widen what stands beside them."""

LISTED = words_of("and or plus then et ou puis")
RANGED = words_of("to a au aux through thru until till til upto jusque jusqu")
BEFORE = words_of("before bef by pre prior earlier ante avant ending ended")
AFTER = words_of("""
    after aft post since apres depuis later onward onwards forward thereafter ff sqq
    suivant suivante suivants suivantes suiv ulterieur
    """)
FROM = frozenset(["from"])
ONGOING = words_of("present ongoing current now today continuing continues actuel actuelle aujourd")
UNDATED = words_of("undated unknown undetermined inconnu inconnue indeterminee null nil")

NOT = words_of("not non pas no never except sauf excluding excluded hors")
"""What stands beside these is just what is not meant."""

OTHER_CALENDARS = words_of("ah hijri hijra hegirae hegire hebrew jewish saka bp ybp kya mya")
BEFORE_OUR_ERA = frozenset(["bce"])

ROMAN_MONTHS = _numbered("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")

ORDINALS = _numbered(
    "first premier premiere 1st 1er 1ere 1re",
    "second deuxieme seconde 2nd 2e 2eme 2nde 2d",
    "third troisieme 3rd 3e 3eme",
    "fourth quatrieme 4th 4e 4eme",
    "fifth cinquieme",
    "sixth sixieme",
    "seventh septieme",
    "eighth huitieme",
    "ninth neuvieme",
    "tenth dixieme",
    "eleventh onzieme",
    "twelfth douzieme",
    "thirteenth treizieme",
    "fourteenth quatorzieme",
    "fifteenth quinzieme",
    "sixteenth seizieme",
    "seventeenth dix-septieme",
    "eighteenth dix-huitieme",
    "nineteenth dix-neuvieme",
    "twentieth vingtieme",
    "twenty-first vingt-et-unieme",
)
LAST = words_of("last final latter dernier derniere")
PARTS = {
    "quarter": 4, "quarters": 4, "qtr": 4, "qtrs": 4, "trimestre": 4, "trimestres": 4,
    "trimester": 4, "trim": 4, "quart": 4, "quarts": 4, "third": 3, "thirds": 3, "tiers": 3,
    "half": 2, "halves": 2, "semestre": 2, "semestres": 2, "semester": 2, "sem": 2, "moitie": 2,
}  # fmt: skip
"""What a year, a decade or a century is cut into, and how many of them there are."""
