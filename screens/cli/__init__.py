"""The command line: the same use-cases as the screens, in plain text or JSON."""

import gc
import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit status. Without words, those of the process."""
    words = sys.argv[1:] if argv is None else list(argv)
    if words in (
        ["--version"],
        ["-V"],
    ):  # asked by scripts and packagers: answered before any real import
        from rmdesk import __version__

        print(f"rmdesk {__version__}")
        return 0
    gc.disable()  # what is imported stays: looking through it again and again takes a twentieth
    try:
        from screens.cli.running import run

        return run(words, ends=argv is None)
    except KeyboardInterrupt:
        return 130
    finally:
        gc.enable()
