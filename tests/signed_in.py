"""The program as the account `mlee` runs it, whoever runs the tests."""

import sys

from rmdesk.access import account

account.process_account = lambda: "mlee"

if __name__ == "__main__":
    from screens.cli import main

    sys.exit(main())
