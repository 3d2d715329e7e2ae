"""`python -m screens.cli`."""

import sys

from rmdesk.start import start

if __name__ == "__main__":
    sys.exit(start())
