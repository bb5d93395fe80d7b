"""What one would write with frictionless: `frictionless_validate.py SCHEMA.json RECORDS.jsonl`, with a Table Schema of the same bounds."""

import json
import pathlib
import sys

from frictionless import Resource, Schema, fields, formats

KINDS = {
    "string": fields.StringField, "integer": fields.IntegerField, "number": fields.NumberField,
    "boolean": fields.BooleanField, "array": fields.ArrayField,
}
CONSTRAINTS = ("minLength", "maxLength", "minimum", "maximum", "pattern", "enum")


def field_of(name: str, about: dict, required: bool):
    kind = about.get("type", "string")
    kinds = [kind] if isinstance(kind, str) else kind
    constraints = {key: about[key] for key in CONSTRAINTS if key in about}
    if not constraints.get("pattern", "$").endswith("$"):
        constraints["pattern"] += ".*"  # A Table Schema's pattern is of the whole text.
    if required and "null" not in kinds:
        constraints["required"] = True
    make = fields.DateField if about.get("format") == "date" else KINDS[kinds[0]]
    return make(name=name, constraints=constraints)


def main(schema: str, records: str) -> None:
    with open(schema, encoding="utf-8") as file:
        about = json.load(file)
    described = [field_of(name, one, name in about["required"]) for name, one in about["properties"].items()]
    key = [name for name, one in about["properties"].items() if one.get("x-key")]
    path = pathlib.Path(records)
    resource = Resource(
        path=path.name,
        basepath=str(path.parent),  # An absolute path it holds for unsafe.
        control=formats.JsonControl(keyed=True),
        schema=Schema(fields=described, primary_key=key),
    )
    report = resource.validate(limit_errors=1_000_000)
    wrong = {error.row_number for error in report.tasks[0].errors if hasattr(error, "row_number")}
    print(json.dumps({"records": resource.stats.rows, "valid": resource.stats.rows - len(wrong), "errors": report.stats["errors"]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
