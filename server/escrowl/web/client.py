"""The command line's side of the local API. Standard library only, so that a command starts at once."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any, cast

from escrowl.errors import EscrowlError, NotRunning
from escrowl.naming import command
from escrowl.settings import Settings
from escrowl.web import proof

ADDRESS = "127.0.0.1"
CLI = "cli"
TIMEOUT = 10.0
"""Seconds to wait for an answer; a backup of a large store takes one or two."""

MAX_ANSWER = 200_000_000
START = f"Start it with `{command('start')}`."


class LocalClient:
    """Asks the running server. Before anything else it makes the server prove that it holds the key."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._token: str | None = None
        self.port = settings.port

    def pair(self, name: str = "") -> tuple[str, int]:
        """A pairing line and the seconds it is good for. Raises NotRunning, EscrowlError (as do the others)."""
        answer = self.ask("cli/pair", {"name": name})
        return str(answer["line"]), int(answer["seconds"])

    def open(self) -> str:
        """A link to the dashboard, good once, for a minute."""
        return str(self.ask("cli/open", {})["url"])

    def export(self) -> dict[str, Any]:
        """Everything kept, without keys."""
        return self.ask("cli/export", {})

    def backup(self, path: Path) -> None:
        """A copy of the store in a new file."""
        self.ask("cli/backup", {"path": str(path.absolute())})

    def ask(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        """One question to ``/api/v1/WHAT``, after a hello when there was none."""
        if self._token is None:
            self._token = self._hello()
        return self._post(what, body, self._token)

    def _secrets(self) -> tuple[int, bytes]:
        folder = self._settings.data
        try:
            port = int(json.loads((folder / "server.json").read_text(encoding="ascii"))["port"])
            key = proof.decode((folder / "key").read_text(encoding="ascii").strip())
        except FileNotFoundError as fault:
            raise NotRunning(f"No escrowl server is running on {folder}. {START}") from fault
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise NotRunning(f"The files of the server in {folder} cannot be read ({fault}). {START}") from fault
        return port, key

    def _hello(self) -> str:
        self.port, key = self._secrets()
        c = proof.nonce()
        said = self._post("hello", {"client_id": CLI, "c": c, "api": list(proof.API)}, None)
        try:
            s, api, mac = str(said["s"]), int(said["api"]), str(said["mac"])
            good = (
                proof.NONCE.fullmatch(s) is not None
                and proof.API[0] <= api <= proof.API[1]
                and proof.same(
                    proof.server_mac(key, CLI, c, s, self.port, api).encode(), mac.encode("utf-8", "replace")
                )
            )
        except (KeyError, TypeError, ValueError):
            good = False
        if not good:
            raise NotRunning(
                f"What answers at port {self.port} is not the escrowl of {self._settings.data}; "
                f"nothing was told to it. {START}"
            )
        return proof.session_token(key, CLI, c, s)

    def _post(self, what: str, body: dict[str, Any], token: str | None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        connection = http.client.HTTPConnection(ADDRESS, self.port, timeout=TIMEOUT)
        try:
            connection.request("POST", f"/api/v1/{what}", json.dumps(body).encode("ascii"), headers)
            answer = connection.getresponse()
            value = json.loads(answer.read(MAX_ANSWER))
        except (OSError, http.client.HTTPException) as fault:
            raise NotRunning(f"No escrowl server answers at port {self.port}. {START}") from fault
        except ValueError as fault:
            raise NotRunning(f"What answers at port {self.port} is not escrowl. {START}") from fault
        finally:
            connection.close()
        if not isinstance(value, dict):
            raise NotRunning(f"What answers at port {self.port} is not escrowl. {START}")
        if answer.status != 200:
            raise EscrowlError(str(value.get("error") or "The server refused without saying why."))
        return cast(dict[str, Any], value)
