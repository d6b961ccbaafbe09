"""waitress' own refusals (too large, malformed, headers too long) in this project's one shape of an error."""

from __future__ import annotations

import re

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask

_CHUNKED = re.compile(rb"^transfer-encoding\s*:", re.IGNORECASE | re.MULTILINE)
_LENGTH = re.compile(rb"^content-length\s*:", re.IGNORECASE | re.MULTILINE)


class JsonErrorTask(ErrorTask):  # type: ignore[misc]  # waitress has no types
    """Answers what never reaches the app; says nothing of what was sent."""

    def execute(self) -> None:
        """Write the answer and close the connection."""
        from escrowl.web.errors import TEXTS, Refused, error_body  # late: they bring Flask

        code = self.request.error.code
        refused = Refused(code if code in TEXTS else 400)
        body = error_body(refused.status, refused.code, str(refused)).encode("ascii")
        self.status = f"{refused.status} {self.request.error.reason}"
        self.response_headers += [
            ("Content-Type", "application/json"),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """A request that says its length in two ways is refused; waitress alone would take one of them."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the headers. Raises ParsingError, which becomes 400 and closes the connection."""
        if _CHUNKED.search(header_plus) and _LENGTH.search(header_plus):
            raise ParsingError("Content-Length and Transfer-Encoding")
        super().parse_header(header_plus)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection whose errors are JSON."""

    error_task_class = JsonErrorTask
    parser_class = Parser
