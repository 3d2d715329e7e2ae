"""Which account a process runs as: that of its user id, whatever its environment says."""

import os
from pwd import getpwuid


def process_account() -> str:
    """The name of the account of this process; `uid-1234` where the system has none for it."""
    try:
        return getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid-{os.getuid()}"
