"""`python -m rmdesk`."""

import sys

from rmdesk.start import start

if __name__ == "__main__":
    sys.exit(start())
