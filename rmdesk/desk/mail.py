"""E-mail by the site's mail server: its settings, and what is an address."""

import re
from contextlib import suppress

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.settings import read_by, setting, text, whole, word_of

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = rf"{_LOCAL}(?:\.{_LOCAL})*@{_LABEL}(?:\.{_LABEL})*"
_LONGEST = 254


def mail_address(written: str) -> str:
    """The address of a text that is one and nothing else; its domain may have other letters.

    Raises ValueError for several, for one with a name, and for what no server would take.
    """
    address = written.strip()
    local, at, domain = address.rpartition("@")
    with suppress(UnicodeError):
        address = f"{local}{at}{domain.encode('idna').decode('ascii')}"
    if len(address) > _LONGEST or not re.fullmatch(_ADDRESS, address, re.ASCII):
        raise ValueError(written)
    return address


def _address_or_none(written: str) -> str:
    return mail_address(written) if written else ""


def _host(written: str) -> str:
    if written and not re.fullmatch(rf"{_LABEL}(?:\.{_LABEL})*|\[?[0-9A-Fa-f:.]+\]?", written):
        raise ValueError(written)
    return written


_WHERE = read_by(_address_or_none, lambda: _("an address such as desk@example.org, or nothing"))
_SERVER = read_by(_host, lambda: _("a name such as mail.example.org, or nothing"))


@dataclass(frozen=True)
class Mail:
    """How notices go by e-mail; without a server they do not."""

    server: str = setting("", _SERVER)
    port: int = setting(25, whole(1, 65_535))
    security: str = setting("none", word_of(("none", "starttls", "tls")))
    sender: str = setting("", _WHERE)
    reply_to: str = setting("", _WHERE)
    login: str = setting("", text(200))
    password_file: str = setting("", text(1_000))
    timeout_seconds: int = setting(30, whole(1, 600))
    classified: str = setting("barcode", word_of(("barcode", "title")))

    def conflict(self) -> str:
        """What must be said together: a server its sender, an account its password and a cipher."""
        if self.server and not self.sender:
            return _("mail.server needs mail.sender, the address that notices come from")
        if bool(self.login) != bool(self.password_file):
            return _("mail.login and mail.password_file go together")
        if self.login and self.security == "none":
            return _(
                "mail.login needs mail.security starttls or tls: a password is never sent bare"
            )
        return ""


def one_line(text: str) -> str:
    """A text without line ends and control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def no_address(written: str) -> str:
    """Why no message can go to an address."""
    if not written.strip():
        return _("There is no e-mail address.")
    return _("“{text}” is not one e-mail address.").format(text=one_line(written))
