"""Text from outside, made safe to show: the one place where it is stripped of what could act.

Titles, names and messages come from files and other people. Control characters (C0, C1), format
characters that turn the direction of writing, and lone surrogates never reach the terminal.
Nothing here or after it reads markup: the screens paint spans of plain text.
"""


def plain(text: str) -> str:
    """The text with every kind of blank as a space, and without what a terminal could obey."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else " " for letter in text if _kept(letter))


def _kept(letter: str) -> bool:
    return letter.isprintable() or letter.isspace()
