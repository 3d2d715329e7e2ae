"""The desk of a records centre in a terminal: the duties of the records room and their rules."""

__version__ = "0.1.0"
