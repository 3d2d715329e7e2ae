"""A mail server on this machine for tests: it keeps what it is sent, and fails as it is told."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Thread


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks SMTP as far as it is needed. `answers` says what a command is answered instead."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken: list[tuple[str, bytes]] = []
        self.answers: dict[str, str] = {}
        """By the beginning of a command: its answer, or "" to hang up instead."""
        self.heard: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def messages(self) -> list[EmailMessage]:
        """What was taken, read."""
        return [message_from_bytes(data, policy=default) for _to, data in self.taken]


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.to = ""
        self.say("220 here")
        for line in self.rfile:
            text = line.decode().strip()
            self.server.heard.append(text)
            told = self._told(text)
            if told == "":
                return
            if told is not None:
                self.say(told)
                continue
            if text.upper().startswith("RCPT"):
                self.to = text.partition(":")[2].strip("<>")
            if text.upper() == "DATA":
                self.say("354 go on")
                data = self._data()
                if (after := self._told("MESSAGE")) == "":
                    self.server.taken.append((self.to, data))  # it went, and nobody was told
                    return
                if after is None:
                    self.server.taken.append((self.to, data))
                self.say(after or "250 taken")
            else:
                self.say("221 bye" if text.upper() == "QUIT" else "250 good")

    def _told(self, text: str) -> str | None:
        found = (a for begin, a in self.server.answers.items() if text.startswith(begin))
        return next(found, None)

    def _data(self) -> bytes:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
