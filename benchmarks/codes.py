"""Random codes of every symbology, drawn and read back: whether bars say what they were given.

    .tools/bin/python -m benchmarks.codes [N] [--only SYMBOLOGY]

N codes of each (100,000: twenty minutes on two cores). Each is read by zxing-cpp looking for every
symbology at once, which no desk does: within long bars it may see a short code of another kind,
because it asks for less quiet zone than the standards do. What it does not read exactly so is
read again with its own symbology named, and by zbar. Code 128 is also read by the tables of its
standard, every one. A code is wrong if neither reader gives it exactly, or the tables do not.
"""

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import zxingcpp
from PIL import Image

from rmdesk.labels.drawing.codes import Symbology, encode
from tests.labels.seeing import decoded, picture_of, seen_by_zbar
from tests.labels.standard import NotASymbol, read_code128
from tests.labels.test_codes import some_codes

PARTS = 40
ALL, TOLD, SECOND, TABLES = "all", "told", "second", "tables"


def seen(image: Image.Image) -> list[str]:
    """Read an upright dark picture, looking for every symbology there is."""
    codes = zxingcpp.read_barcodes(image, try_rotate=False, try_invert=False)
    return [code.text for code in codes]


def read_back(job: tuple[str, int, int]) -> tuple[Counter[str], list[str]]:
    """Draw and read some codes; how many were read in which way, and what was not read at all."""
    symbology, (count, part) = Symbology(job[0]), job[1:]
    ways: Counter[str] = Counter()
    wrong = []
    for code in some_codes(symbology, count, seed=part):
        picture = picture_of(encode(code, symbology))
        by = _ways(picture, code, symbology)
        ways.update(by)
        if not {ALL, TOLD, SECOND} & by or (symbology is Symbology.CODE128 and TABLES not in by):
            wrong.append(code)
    return ways, wrong


def _ways(picture: Image.Image, expected: str, symbology: Symbology) -> set[str]:
    by = set()
    if seen(picture) == [expected]:
        by.add(ALL)
    else:
        if decoded(picture, symbology) == [expected]:
            by.add(TOLD)
        if seen_by_zbar(picture) == [expected]:
            by.add(SECOND)
    if symbology is Symbology.CODE128 and _by_tables(picture) == expected:
        by.add(TABLES)
    return by


def _by_tables(picture: Image.Image) -> str | None:
    try:
        return read_code128(picture)
    except NotASymbol:
        return None


def main() -> None:
    """Print the figures; the exit status tells whether every code was read."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("count", type=int, nargs="?", default=100_000)
    arguments.add_argument("--only", type=Symbology, choices=list(Symbology))
    given = arguments.parse_args()
    lost = 0
    for symbology in [given.only] if given.only else list(Symbology):
        start = time.perf_counter()
        jobs = [(symbology.value, given.count // PARTS, part) for part in range(PARTS)]
        ways: Counter[str] = Counter()
        wrong: list[str] = []
        with ProcessPoolExecutor() as pool:
            for some_ways, some_wrong in pool.map(read_back, jobs):
                ways += some_ways
                wrong += some_wrong
        total = sum(job[1] for job in jobs)
        lost += len(wrong)
        tables = f", by the tables {ways[TABLES]:,}" if symbology is Symbology.CODE128 else ""
        print(
            f"{symbology}: {total:,} codes, {len(wrong)} wrong {wrong[:5] or ''}; "
            f"{ways[ALL]:,} read by zxing-cpp looking for everything, of the other "
            f"{total - ways[ALL]} {ways[TOLD]} with the symbology named, {ways[SECOND]} by zbar"
            f"{tables} ({time.perf_counter() - start:.0f} s)",
            flush=True,
        )
    sys.exit(lost > 0)


if __name__ == "__main__":
    main()
