"""The long forms of the crash loop and of the crowd.

    .tools/bin/python -m benchmarks.store_soak [--kills 500] [--operations 500] [--json FILE]

500 kill -9 at random moments during mixed work of four processes (lending, returning, importing,
backing up), then 16 processes of 500 operations each. Fails if anything acknowledged is not there,
anything is there by half, or the store or a backup is not sound.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from tests.store.mixed import crash, crowd, prepare


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--operations", type=int, default=500)
    parser.add_argument("--folder", type=Path, default=Path.home(), help="on the disk to measure")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        killed, crowded = Path(folder) / "killed", Path(folder) / "crowded"
        for home in (killed, crowded):
            home.mkdir()
            prepare(home)
        told = {
            "crash": crash(killed, options.kills, processes=4, check_every=20),
            "crowd": crowd(crowded, processes=16, operations=options.operations),
        }
    print(json.dumps(told, indent=2))
    if options.json:
        options.json.write_text(json.dumps(told, indent=2) + "\n")


if __name__ == "__main__":
    main()
