"""Where the real data lies beside the repository, and how a test says that it is not there."""

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
HOLDINGS = DATA / "holdings"
SAMPLES = DATA / "import_samples"

csv.field_size_limit(1 << 30)


def needs(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not path.exists(), reason=f"real data is not here: {path.name}")


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    packed = path.suffix == ".gz"
    with (
        gzip.open(path) if packed else path.open("rb") as stream,
        io.TextIOWrapper(stream, "utf-8", newline="") as lines,
    ):
        yield from csv.DictReader(lines)
