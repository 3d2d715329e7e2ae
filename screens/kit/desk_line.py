"""The desk line: the one place that takes keys, so that a scan can go nowhere else.

A scanner is a fast typist that ends with Enter. With Textual's own Input the characters of the
next scan overtake that Enter, because a binding bubbles to the app first. Here every key is handled
in its turn: at Enter the text is taken and the line is empty for the next scan; keys for the list
and for commands become messages in the same order.
"""

from statistics import median

from textual import events
from textual.message import Message
from textual.widgets import Input
from textual.widgets.input import Selection

from data.plain import dataclass
from screens.kit.sanitize import plain

BURST_S = 0.05
"""Between the keys of a scanner there is less than this, between those of a person more."""

_LATE_S = 0.5
"""So late at most the rest of a scan is read where the machine is busy."""

_LEAST_TAIL = 4
"""Fewer letters in one burst are a person's, not a scanner's."""

_LONGEST = 10_000

_ENDS = ("enter", "ctrl+j", "tab")
"""Scanners end with CR, LF, CR LF or Tab."""

_EDITS = {
    "backspace": "delete_left",
    "delete": "delete_right",
    "ctrl+d": "delete_right",
    "ctrl+w": "delete_left_word",
    "ctrl+u": "delete_left_all",
    "ctrl+k": "delete_right_all",
    "left": "cursor_left",
    "right": "cursor_right",
    "ctrl+left": "cursor_left_word",
    "ctrl+right": "cursor_right_word",
    "home": "home",
    "end": "end",
    "ctrl+a": "home",
    "ctrl+e": "end",
}

_LIST_KEYS_WHEN_EMPTY = (
    "left", "right", "ctrl+left", "ctrl+right", "home", "end", "delete",
)  # fmt: skip

_LIST_KEYS_AT_END = ("ctrl+a", "ctrl+d", "ctrl+e", "ctrl+k")
"""Keys of the lists that edit a text as well, and do nothing to it, or little, at its end."""


_STEERS = ("up", "down", "pageup", "pagedown")
"""Keys that move the mark also while words are typed."""

_OPTION = "¡™£¢∞§¶•ª"
"""What Alt and 1 to 9 arrive as from most terminals: Textual reads Esc and a digit so."""


class DeskLine(Input, inherit_bindings=False):
    """Takes scans, words and keys, and tells each in order."""

    ALLOW_SELECT = False

    @dataclass
    class Entered(Message):
        """A text that was ended; `tail` is what came in one burst after typed letters, or "".

        `scanned`: it came as fast as a scanner types, or as a line of a pasted list.
        """

        text: str
        tail: str = ""
        scanned: bool = False

    @dataclass
    class Pressed(Message):
        """A key that is no text: `enter` and `tab` come here only from an empty line.

        `text` is what the line held: by the time this is heard it may have been entered.
        """

        key: str
        text: str

    def __init__(self, burst_s: float = BURST_S) -> None:
        super().__init__(id="line", select_on_focus=False, max_length=_LONGEST, compact=True)
        self.cursor_blink = False
        self._burst_s = burst_s
        self._last_key = 0.0
        self._burst_from = 0
        self._gaps: list[float] = []
        self._of_a_list = False
        self._steered = False
        self._ended_at = -1.0
        self.jumps = False
        """Whether there are parts to jump to: then Alt and a digit are no text."""
        self._jumped = ("", -1.0)

    async def _on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if event.key in _ENDS:
            self._end(event)
        elif event.key == "space" and not self.value:
            self._tell(event)  # no code and no words begin with a blank
        elif event.key.startswith("alt+"):
            self._tell(event)  # the number of a part of the screen: no scanner presses it
        elif self.jumps and not self.value and event.character and event.character in _OPTION:
            self._jump(event, str(_OPTION.index(event.character) + 1))
        elif event.is_printable:
            self._give_back(event)
            self._note_burst(event)
            await super()._on_key(event)
        elif self._within_scan(event):
            return
        elif event.key in _LIST_KEYS_WHEN_EMPTY and not self.value:
            self._tell(event)
        elif event.key in _LIST_KEYS_AT_END and self.cursor_position == len(self.value):
            if event.key == "ctrl+a":
                self.action_home()
            self._tell(event)
        elif event.key in _EDITS:
            getattr(self, f"action_{_EDITS[event.key]}")()
        else:
            self._tell(event)

    def _jump(self, event: events.Key, digit: str) -> None:
        self._jumped = (digit, event.time)
        self.post_message(self.Pressed(f"alt+{digit}", ""))

    def _give_back(self, event: events.Key) -> None:
        """A digit that came in one piece with an Esc before it begins a scan: it is no jump."""
        digit, at = self._jumped
        self._jumped = ("", -1.0)
        if digit and not self.value and event.time - at < self._burst_s:
            self.insert_text_at_cursor(digit)
            self._gaps.append(event.time - at)

    def _tell(self, event: events.Key) -> None:
        self._steered = self._steered or (bool(self.value) and event.key in _STEERS)
        self.post_message(self.Pressed(event.key, self.value.strip()))

    def _within_scan(self, event: events.Key) -> bool:
        """Whether it is a control character of a scan: a separator, or what ends a text (ETX).

        Typed, the latter is Ctrl+C. No person presses one so soon after a letter; that one is
        waited for longer, as a busy machine may read the end of a scan late, and it would leave.
        """
        soon = _LATE_S if event.key == "ctrl+c" else self._burst_s
        swift = event.time - self._last_key < soon
        return bool(self.value) and swift and event.key.startswith("ctrl+")

    def _note_burst(self, event: events.Key) -> None:
        """Remember where the letters began that came as fast as a scanner types."""
        gap = event.time - self._last_key
        if gap > self._burst_s:
            self._burst_from = self.cursor_position if self.selection.is_empty else 0
        if not self.selection.is_empty:
            self._gaps = []
        elif self.value:
            self._gaps.append(gap)
        self._last_key = event.time

    def _end(self, event: events.Key) -> None:
        """The end of a scan, or of typing; the LF of CR LF ends nothing."""
        text = plain(self.value).strip()
        swift = event.time - self._ended_at < self._burst_s
        self._ended_at = event.time
        if text:
            scanned = self._is_scan(event)
            self.post_message(self.Entered(text, self._tail(event, text), scanned))
        elif event.key != "ctrl+j" and not swift:
            self._tell(event)
        self.empty()

    def _is_scan(self, event: events.Key) -> bool:
        """Whether the line was filled and ended as fast as a scanner does it.

        The middle one of its pauses counts: a busy machine may read a letter late, and a person
        may strike two keys at once. No scanner moves a mark: what it was moved for was typed.
        """
        if self._steered:
            return False
        return self._of_a_list or median([*self._gaps, event.time - self._last_key]) < self._burst_s

    def _tail(self, event: events.Key, text: str) -> str:
        """The scan in a text that may hold more: what came in one burst.

        An Esc that arrives in one piece with the scan after it is read as `^` by the terminal.
        """
        burst = event.time - self._last_key < self._burst_s
        tail = plain(self.value[self._burst_from :]).strip() if burst else ""
        if tail == text and text.startswith("^"):
            tail = text[1:]
        return tail if _LEAST_TAIL <= len(tail) < len(text) else ""

    def empty(self) -> None:
        """Make room for the next scan."""
        self.value = ""
        self._burst_from = 0
        self._gaps = []
        self._of_a_list = self._steered = False

    def _on_paste(self, event: events.Paste) -> None:
        """A pasted list is as many scans as it has ended lines; the rest waits for its end."""
        event.stop()
        event.prevent_default()
        pasted = event.text.replace("\r\n", "\n").replace("\r", "\n")
        if not self.selection.is_empty:
            self.empty()
        *ended, rest = pasted.split("\n")
        if ended and "\t" in rest:  # the last row of a table, which often has no end
            ended, rest = [*ended, rest], ""
        for line in ended:
            text = "\t".join(map(plain, (self.value + line).split("\t"))).strip(" ")
            self.empty()
            if text.strip():
                self.post_message(self.Entered(text, scanned=True))
        if rest:
            self.insert_text_at_cursor(plain(rest)[: _LONGEST - len(self.value)])
            self._of_a_list = bool(ended)

    def offer(self, text: str) -> None:
        """Put a text there that the next letter replaces; not over what somebody has typed."""
        if not self.value:
            self.value = text
            self.selection = Selection(0, len(text))
