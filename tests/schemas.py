"""Holds data against a JSON Schema: the words of it that the shipped schemas use."""

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
KNOWN = {
    *("$schema", "title", "description", "type", "properties", "required", "additionalProperties"),
    *("items", "minItems", "maxItems", "minimum", "maximum", "minLength", "enum", "const", "anyOf"),
}


def faults(schema, data, path="$"):
    """What of the data the schema does not allow; every word of the schema is understood."""
    assert schema.keys() <= KNOWN, schema.keys() - KNOWN
    if "anyOf" in schema:
        tried = [list(faults(one, data, path)) for one in schema["anyOf"]]
        if all(tried):
            yield min(tried, key=len)[0]
    if "enum" in schema and data not in schema["enum"]:
        yield f"{path}: {data!r} is none of {schema['enum']}"
    if "const" in schema and data != schema["const"]:
        yield f"{path}: {data!r} is not {schema['const']!r}"
    if "type" in schema:
        wrong = isinstance(data, bool) and schema["type"] != "boolean"
        if wrong or not isinstance(data, TYPES[schema["type"]]):
            yield f"{path}: {data!r} is no {schema['type']}"
            return
    yield from {dict: of_object, list: of_array}.get(type(data), of_number)(schema, data, path)


def of_object(schema, data, path):
    properties = schema.get("properties", {})
    yield from (
        f"{path}: {name} is missing" for name in schema.get("required", ()) if name not in data
    )
    for name, value in data.items():
        rest = schema.get("additionalProperties", True)
        if name in properties:
            yield from faults(properties[name], value, f"{path}.{name}")
        elif rest is False:
            yield f"{path}: {name} is not known"
        elif rest is not True:
            yield from faults(rest, value, f"{path}.{name}")


def of_array(schema, data, path):
    if not schema.get("minItems", 0) <= len(data) <= schema.get("maxItems", len(data)):
        yield f"{path}: {len(data)} items"
    for number, value in enumerate(data):
        yield from faults(schema.get("items", {}), value, f"{path}[{number}]")


def of_number(schema, data, path):
    if isinstance(data, str):
        if len(data) < schema.get("minLength", 0):
            yield f"{path}: too short"
    elif isinstance(data, int | float) and not (
        schema.get("minimum", data) <= data <= schema.get("maximum", data)
    ):
        yield f"{path}: {data} is out of range"
