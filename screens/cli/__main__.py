"""`python -m screens.cli`."""

import sys

from screens.cli import main

if __name__ == "__main__":
    sys.exit(main())
