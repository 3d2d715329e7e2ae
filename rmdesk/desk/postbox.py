"""The site's mail server, and one message at a time given to it.

What surely did not go is told apart from what perhaps did: only the first may go again.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.mail import Mail, mail_address, no_address, one_line
from rmdesk.model.errors import BadInput, DeskError

if TYPE_CHECKING:
    import smtplib
    from email.message import EmailMessage

_OK, _GO_ON, _GOING = 250, 354, 421


@dataclass(frozen=True)
class Message:
    """A plain message to one person."""

    name: str
    address: str
    subject: str
    text: str
    number: str


@dataclass
class NotSent(DeskError):
    """A message surely did not go; the others may."""


@dataclass
class NoServer(DeskError):
    """The mail server cannot be reached or wants none of ours: no further message goes now."""


@dataclass
class Unsure(DeskError):
    """The server was given the whole message and did not answer: it went, or it did not."""


class Postbox:
    """The mail server of a site; the connection is made when the first message goes."""

    def __init__(self, mail: Mail, home: Path, now: Callable[[], datetime]) -> None:
        self._mail, self._home, self._now = mail, home, now
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        server, self._server = self._server, None
        if server is not None:
            with suppress(OSError):
                server.quit()
            server.close()

    def send(self, message: Message) -> None:
        """Give a message to the server.

        Raises NotSent, NoServer, Unsure, and BadInput for the password's file.
        """
        try:
            to = mail_address(message.address)
        except ValueError:
            raise NotSent(_("Not sent"), no_address(message.address)) from None
        data = re.sub(rb"(?m)^\.", b"..", self._written(message, to).as_bytes())
        server = self._open()
        try:
            self._envelope(server, to)
        except OSError as error:
            self._drop()
            raise NoServer(_("Not sent"), _said(error)) from error
        try:
            server.send(data + b".\r\n")
            code, answer = server.getreply()
        except OSError as error:
            self._drop()
            raise Unsure(_("Perhaps sent"), _said(error)) from error
        if code != _OK:
            raise NotSent(_("Not sent"), _answered(code, answer))

    def _envelope(self, server: smtplib.SMTP, to: str) -> None:
        """From whom and to whom; then the server is ready for the message, or it is refused."""
        self._agreed(server, server.mail(mail_address(self._mail.sender)), _OK, NoServer)
        code, answer = server.rcpt(to)
        self._agreed(server, (_OK if code == _OK + 1 else code, answer), _OK, NotSent)
        self._agreed(server, server.docmd("DATA"), _GO_ON, NotSent)

    def _agreed(
        self,
        server: smtplib.SMTP,
        reply: tuple[int, bytes],
        wanted: int,
        refusal: type[DeskError],
    ) -> None:
        code, answer = reply
        if code == wanted:
            return
        if code == _GOING:
            self._drop()
            raise NoServer(_("Not sent"), _answered(code, answer))
        server.rset()
        raise refusal(_("Not sent"), _answered(code, answer))

    def _open(self) -> smtplib.SMTP:
        """The connection, made anew where the server has ended it."""
        if self._server is not None:
            with suppress(OSError):
                if self._server.noop()[0] == _OK:
                    return self._server
            self._drop()
        password = self._password()
        try:
            self._server = self._connected(password)
        except OSError as error:
            self._drop()
            raise NoServer(_("The mail server does not answer"), _said(error)) from error
        return self._server

    def _connected(self, password: str) -> smtplib.SMTP:
        import smtplib  # only by who sends, as below: what lists notices starts sooner
        import ssl

        mail, timeout = self._mail, self._mail.timeout_seconds
        if mail.security == "tls":
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.server, mail.port, timeout=timeout, context=context
            )
        else:
            server = smtplib.SMTP(mail.server, mail.port, timeout=timeout)
        self._server = server
        if mail.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        server.ehlo_or_helo_if_needed()
        if mail.login:
            server.login(mail.login, password)
        return server

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _password(self) -> str:
        """The password in its file, which only its owner may read. Raises BadInput."""
        if not self._mail.password_file:
            return ""
        path = self._home / self._mail.password_file
        try:
            if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                told = _("Others may read {file}.").format(file=path)
                raise _password_file(told, path)
            return path.read_text("utf-8").splitlines()[0]
        except (OSError, ValueError, IndexError) as error:
            told = _("{file} cannot be read, or is empty.").format(file=path)
            raise _password_file(told, path) from error

    def _written(self, message: Message, to: str) -> EmailMessage:
        """The message with its headers; no name and no subject can begin another header."""
        from email.headerregistry import Address
        from email.message import EmailMessage
        from email.policy import SMTP
        from email.utils import format_datetime

        made = EmailMessage(policy=SMTP)
        local, _at, domain = to.rpartition("@")
        sender = mail_address(self._mail.sender)
        made["From"] = sender
        made["To"] = Address(one_line(message.name), local, domain)
        if self._mail.reply_to:
            made["Reply-To"] = mail_address(self._mail.reply_to)
        made["Subject"] = one_line(message.subject)
        made["Date"] = format_datetime(self._now())
        domain = sender.rpartition("@")[2]
        made["Message-ID"] = f"<{message.number}.{self._now():%Y%m%d%H%M%S}@{domain}>"
        made["Auto-Submitted"] = "auto-generated"
        made.set_content(message.text, cte="quoted-printable")
        return made


def _password_file(told: str, path: Path) -> BadInput:
    step = _("Put the password on its first line, and let only its owner read it.")
    return BadInput(_("No password for the mail server"), told, step, file=str(path))


def _answered(code: int, answer: bytes) -> str:
    """What the server said, on one line."""
    return f"{code} {one_line(answer.decode('utf-8', 'replace'))}".strip()


def _said(error: Exception) -> str:
    import smtplib

    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        return _answered(error.smtp_code, answer if isinstance(answer, bytes) else answer.encode())
    return one_line(str(error)) or type(error).__name__
