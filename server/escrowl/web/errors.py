"""The one shape of an error answer, and how anything that goes wrong becomes it."""

from __future__ import annotations

import json
import logging
import traceback
from pathlib import Path

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from escrowl.errors import EscrowlError

log = logging.getLogger("escrowl.web")

TEXTS = {
    400: ("request", "The request is not well formed."),
    401: (
        "credential",
        "This needs a paired browser: run `escrowl pair` and paste the line into the extension's options.",
    ),
    403: ("forbidden", "This is not allowed from there."),
    404: ("not-found", "There is nothing at this address."),
    405: ("method", "This address does not take that method."),
    409: ("api", "Extension and server do not speak a common version: update the older one."),
    411: ("length", "The request must say its length."),
    413: ("too-large", "The request is larger than 4 MB and was not read."),
    415: ("content-type", "Send the body as application/json, not compressed."),
    421: ("host", "This server answers only at its own address on this computer."),
    422: ("schema", "The body does not have the form this address takes."),
    429: ("rate", "Too many requests; wait a moment."),
    431: ("headers", "The request's headers are too long."),
    500: (
        "internal",
        "escrowl failed at this request. Nothing that was stored before is lost; the log names the fault.",
    ),
    501: ("method", "This server does not know that way of sending."),
}


LINE_USED = "This pairing line was used or is too old; each pairs one browser. Run `escrowl pair` for a new one."


class Refused(EscrowlError):
    """The guard's refusal: ``status`` of ``TEXTS``, with its own words where they help."""

    def __init__(self, status: int, text: str = "", code: str = "") -> None:
        usual_code, usual_text = TEXTS.get(status, TEXTS[400])
        super().__init__(text or usual_text)
        self.status = status
        self.code = code or usual_code


def error_body(status: int, code: str, text: str) -> str:
    """The JSON text of an error answer. ASCII only, so that nothing in it needs an encoding."""
    return json.dumps({"ok": False, "error": text, "code": code, "status": status})


def error_answer(error: EscrowlError) -> Response:
    """An error as an answer."""
    body = error_body(error.status, error.code, str(error))
    return Response(body, status=error.status, mimetype="application/json")


def _place(error: BaseException) -> str:
    """Where it was raised, as module file and line: no text of the request gets into the log."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-4:]))


def install(app: Flask) -> None:
    """Every exception of the app becomes the one shape; unexpected ones are logged by type and place only."""

    def escrowl_error(error: EscrowlError) -> Response:
        if error.status >= 500:
            log.error("%s at %s", type(error).__name__, _place(error))
        return error_answer(error)

    def http_error(error: HTTPException) -> Response:
        return error_answer(Refused(error.code if error.code in TEXTS else 400))

    def unexpected(error: Exception) -> Response:
        log.error("%s at %s", type(error).__name__, _place(error))
        return error_answer(Refused(500))

    app.register_error_handler(EscrowlError, escrowl_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, unexpected)
