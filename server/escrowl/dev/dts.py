"""TypeScript declarations from JSON schemas, for the extension's type check. Only what our own models use."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


class SchemaNotCovered(ValueError):
    """A schema uses a form that has no declaration here; the text shows it."""


def _name(reference: str) -> str:
    return reference.rsplit("/", 1)[-1]


def type_of(schema: Mapping[str, Any]) -> str:
    """The TypeScript type of a schema. Raises SchemaNotCovered for a form that no model of ours has."""
    if "$ref" in schema:
        return _name(schema["$ref"])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(type_of(part) for part in schema["anyOf"])
    kind = schema.get("type")
    if kind is None and not set(schema) - {"title", "description", "default"}:
        return "unknown"
    if kind == "array":
        inner = type_of(schema.get("items", {}))
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if kind == "object" and "properties" not in schema:
        more = schema.get("additionalProperties", True)
        return f"Record<string, {type_of(more) if isinstance(more, Mapping) else 'unknown'}>"
    if kind in _PLAIN:
        return _PLAIN[kind]
    raise SchemaNotCovered(f"no TypeScript type for {json.dumps(schema)[:200]}")


def declaration(name: str, schema: Mapping[str, Any], whole: bool) -> str:
    """An interface, or a type for what is no object. ``whole``: every key is there, defaults included."""
    words = " ".join(str(schema.get("description", "")).split())
    head = f"/** {words} */\n" if words else ""
    if not schema.get("properties"):
        if schema.get("type") == "object" and schema.get("additionalProperties") is False:
            return f"{head}export type {name} = Record<string, never>;"
        return f"{head}export type {name} = {type_of(schema)};"
    required = set(schema.get("required", ()))
    lines = [
        f"  {key}{'' if whole or key in required else '?'}: {type_of(part)};"
        for key, part in schema["properties"].items()
    ]
    return f"{head}export interface {name} {{\n" + "\n".join(lines) + "\n}"


def _references(schema: Any) -> Iterable[str]:
    if isinstance(schema, Mapping):
        if isinstance(schema.get("$ref"), str):
            yield _name(schema["$ref"])
        for inner in schema.values():
            yield from _references(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _references(inner)


def requested(document: Mapping[str, Any]) -> set[str]:
    """Names of the schemas that requests are made of, in an OpenAPI document."""
    waiting = [
        name
        for path in document.get("paths", {}).values()
        for operation in path.values()
        for name in _references(operation.get("requestBody", {}))
    ]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(_references(document["components"]["schemas"].get(name, {})))
    return found


def declarations(schemas: Mapping[str, Mapping[str, Any]], asked: Iterable[str] = ()) -> str:
    """All declarations, by name. Schemas in ``asked`` are of requests: keys with a default may be left out."""
    optional = set(asked)
    return "\n\n".join(declaration(name, schemas[name], name not in optional) for name in sorted(schemas)) + "\n"
