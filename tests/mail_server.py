"""A mail server on loopback that keeps what it is told: the outside world, in a thread."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Letterbox:
    """What came in, and where to post; `refuse` makes it answer "try later"."""

    port: int = 0
    refuse: bool = False
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


class _Conversation(socketserver.StreamRequestHandler):
    box: Letterbox

    def handle(self) -> None:
        self.answer("220 mail.example")
        while line := self.rfile.readline().decode().strip():
            self.box.said.append(line)
            verb = line.split(":")[0].split(" ")[0].upper()
            if verb == "QUIT":
                self.answer("221 Bye")
                return
            if verb == "RCPT" and self.box.refuse:
                self.answer("451 Try again later")
            elif verb == "DATA":
                self.take()
            else:
                if verb == "RCPT":
                    self.box.recipients.append(line.split("<")[1].rstrip(">"))
                self.answer("250 OK")

    def take(self) -> None:
        self.answer("354 Go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.box.messages.append(message)
        self.answer("250 Taken")

    def answer(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def letterbox() -> Iterator[Letterbox]:
    """Have a mail server for as long as a test lasts."""
    box = Letterbox()
    conversation = type("Conversation", (_Conversation,), {"box": box})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), conversation) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
