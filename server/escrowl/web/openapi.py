"""The OpenAPI document, from the table of endpoints and the pydantic models that the guard uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from escrowl import __version__
from escrowl.errors import StoreError, StoreFull
from escrowl.web.errors import TEXTS
from escrowl.web.guard import Endpoint
from escrowl.web.models import ErrorAnswer

ERRORS = tuple(str(status) for status in (*TEXTS, StoreError.status, StoreFull.status))
"""Every status of a refusal."""


def _json(model: type[BaseModel] | None) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{model.__name__}"} if model else {"type": "object"}
    return {"application/json": {"schema": schema}}


def document(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """The document as plain JSON values. Only addresses of the API, not the dashboard's page."""
    shown = [endpoint for endpoint in endpoints if endpoint.path.startswith("/api/")]
    models: dict[str, type[BaseModel]] = {ErrorAnswer.__name__: ErrorAnswer}
    for endpoint in shown:
        models.update({model.__name__: model for model in (endpoint.body, endpoint.answer) if model})
    _, schemas = models_json_schema(
        [(model, "validation") for model in models.values()], ref_template="#/components/schemas/{model}"
    )
    paths: dict[str, Any] = {}
    for endpoint in shown:
        for method in endpoint.methods:
            operation: dict[str, Any] = {
                "summary": endpoint.summary.split("\n")[0],
                "operationId": endpoint.path.removeprefix("/api/v1/").replace("/", "_") + "_" + method.lower(),
                "security": [{"session": []}] if endpoint.kinds else [],
                "responses": {
                    "200": {"description": "Done", "content": _json(endpoint.answer)},
                    **{code: {"description": "Refused", "content": _json(ErrorAnswer)} for code in ERRORS},
                },
            }
            if method == "POST" and endpoint.body:
                operation["requestBody"] = {"required": True, "content": _json(endpoint.body)}
            paths.setdefault(endpoint.path, {})[method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "escrowl", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
        },
    }
