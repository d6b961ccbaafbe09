"""The marketplace's address on this computer: an HTTPS server for the benchmark's own pages and what they report."""

from __future__ import annotations

import json
import queue
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from escrowl.errors import EscrowlError

Pages = Callable[[str], str]
"""From the path and query of a request to the page."""


class SiteFailed(EscrowlError):
    """The server for the pages could not be had. The text says what is missing."""

    code = "bench"


def _certificate(folder: Path) -> Path:
    """A certificate nobody trusts, with its key, in one file; the benchmark's browser is told not to look at it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        raise SiteFailed("openssl is not on PATH: it makes the certificate for the pages' own server.")
    path = folder / "site.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=www.upwork.com"]
    subprocess.run([*command, "-keyout", str(path), "-out", str(path)], check=True, capture_output=True)  # noqa: S603
    return path


@contextmanager
def site(folder: Path, pages: Pages) -> Iterator[tuple[int, queue.Queue[dict[str, Any]]]]:
    """Serve ``pages`` until the end of the block: the port, and what the pages posted. Raises SiteFailed."""
    told: queue.Queue[dict[str, Any]] = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(pages(self.path).encode())

        def do_POST(self) -> None:
            told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self._answer(b"")

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the table is printed on the same terminal."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield int(server.server_address[1]), told
    finally:
        server.shutdown()
        server.server_close()
