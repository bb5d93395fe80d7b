"""On random schemas and records `warraq validate --schema` says what two other validators say."""

import json
import random

import jsonschema
import jsonschema_rs
import pytest

from judge import Case, judge

NAMES = ["a", "b", "ab", "نص", "x-y", "toString"]
#: Patterns whose meaning is the same in ECMA-262, Python and Rust.
PATTERNS = ["^a", "b$", "^[a-c]+$", "[0-9]", "^(a|ab)$", "ا", "^.{2,3}$", "x-?y"]
TEXTS = ["", "a", "ab", "abc", "b1", "نص", "ا😀", "2020-02-29", "x-y"]
NUMBERS = [0, 1, -1, 2, 3, 6, 12, 2.5, 1.0, -0.5, 1e3, 2**53, 2**53 + 1, -(2**63), 10**20]
DIALECTS = {
    "2020-12": ("https://json-schema.org/draft/2020-12/schema", jsonschema.Draft202012Validator),
    "2019-09": ("https://json-schema.org/draft/2019-09/schema", jsonschema.Draft201909Validator),
    "draft-07": ("http://json-schema.org/draft-07/schema#", jsonschema.Draft7Validator),
}
SCHEMAS = 200
RECORDS = 40


class Generator:
    """Schemas and values by a seed: the same on every machine."""

    def __init__(self, seed: str, dialect: str):
        self.random = random.Random(seed)
        self.dialect = dialect
        self.definitions = "definitions" if dialect == "draft-07" else "$defs"
        # 2019-09 does not say that `contains` counts for `unevaluatedItems`; both others let it, as 2020-12 does.
        self.contains = dialect != "2019-09" or self.random.random() < 0.5
        #: Definitions that a reference may lead to: those that were made before, so that none goes round in a circle.
        self.made: list[str] = []

    def document(self) -> dict:
        definitions = {}
        for name in ("one", "two", "three"):
            definitions[name] = self.schema(2)
            self.made.append(name)
        if self.random.random() < 0.5:
            # Goes into the value at every turn, and so has an end.
            definitions["tree"] = {
                "type": self.random.sample(["object", "array", "string", "number"], 3),
                "properties": {"a": {"$ref": f"#/{self.definitions}/tree"}, "b": self.schema(1)},
                "items": {"$ref": "#"} if self.random.random() < 0.5 else self.schema(1),
            }
            self.made.append("tree")
        schema = self.schema(3)
        while not isinstance(schema, dict) or (self.dialect == "draft-07" and "$ref" in schema):
            schema = self.schema(3)
        return {"$schema": DIALECTS[self.dialect][0], **schema, self.definitions: definitions}

    def schema(self, depth: int) -> object:
        choose = self.random
        if choose.random() < 0.06:
            return choose.random() < 0.7
        parts = [self.of_value, self.of_numbers, self.of_texts, self.of_objects, self.of_lists]
        if depth > 0:
            parts += [self.of_objects, self.of_lists, self.of_branches, self.of_branches, self.of_references]
        schema = {}
        for part in choose.sample(parts, choose.choice([1, 1, 2, 2, 3])):
            schema.update(part(depth - 1))
        return schema

    def some(self, keywords: dict) -> dict:
        names = self.random.sample(sorted(keywords), min(len(keywords), self.random.choice([1, 1, 2, 3])))
        return {name: value() for name in names if (value := keywords[name])}

    def of_value(self, depth: int) -> dict:
        types = ["null", "boolean", "string", "integer", "number", "array", "object"]
        return self.some(
            {
                "type": lambda: self.random.choice([self.random.choice(types), self.random.sample(types, 3)]),
                "enum": lambda: [self.value(2) for _ in range(4)],
                "const": lambda: self.value(1),
            }
        ) if self.random.random() < 0.4 else {"type": self.random.sample(types, 4)}

    def of_numbers(self, depth: int) -> dict:
        limit = lambda: self.random.choice(NUMBERS)
        return self.some(
            {
                "minimum": limit,
                "maximum": limit,
                "exclusiveMinimum": limit,
                "exclusiveMaximum": limit,
                "multipleOf": lambda: self.random.choice([1, 2, 3, 7]),
            }
        )

    def of_texts(self, depth: int) -> dict:
        length = lambda: self.random.randrange(5)
        return self.some(
            {"minLength": length, "maxLength": length, "pattern": lambda: self.random.choice(PATTERNS)}
        )

    def of_objects(self, depth: int) -> dict:
        names = lambda: self.random.sample(NAMES, self.random.randrange(1, 4))
        inner = lambda: self.schema(depth)
        by_name = lambda: {name: inner() for name in names()}
        count = lambda: self.random.randrange(4)
        keywords = {
            "required": names,
            "minProperties": count,
            "maxProperties": count,
            "propertyNames": lambda: self.of_texts(depth),
        }
        if depth >= 0:
            keywords |= {
                "properties": by_name,
                "patternProperties": lambda: {self.random.choice(PATTERNS): inner()},
                "additionalProperties": lambda: self.random.choice([False, inner()]),
            }
        if self.dialect == "draft-07":
            keywords["dependencies"] = lambda: {name: names() for name in names()}
            if depth >= 0:
                keywords["dependencies"] = lambda: {name: self.random.choice([names(), inner()]) for name in names()}
        else:
            keywords["dependentRequired"] = lambda: {name: names() for name in names()}
            if depth >= 0:
                keywords["dependentSchemas"] = by_name
                keywords["unevaluatedProperties"] = lambda: self.random.choice([False, False, inner()])
        return self.some(keywords)

    def of_lists(self, depth: int) -> dict:
        inner = lambda: self.schema(depth)
        several = lambda: [inner() for _ in range(self.random.randrange(1, 4))]
        count = lambda: self.random.randrange(4)
        keywords = {"minItems": count, "maxItems": count, "uniqueItems": lambda: self.random.random() < 0.8}
        if depth >= 0:
            keywords["items"] = inner
            if self.contains:
                keywords["contains"] = inner
            if self.dialect == "2020-12":
                keywords["prefixItems"] = several
            else:
                keywords["items"] = lambda: self.random.choice([inner, several])()
            if self.dialect == "2020-12" or (self.dialect == "2019-09" and not self.contains):
                keywords["unevaluatedItems"] = lambda: self.random.choice([False, False, inner()])
        schema = self.some(keywords)
        # jsonschema fails where `items` is a boolean.
        if isinstance(schema.get("items"), list | dict) and self.dialect != "2020-12" and self.random.random() < 0.5:
            schema["additionalItems"] = inner()
        if "contains" in schema and self.dialect != "draft-07":
            schema |= self.some({"minContains": count, "maxContains": count}) if self.random.random() < 0.6 else {}
        return schema

    def of_branches(self, depth: int) -> dict:
        inner = lambda: self.schema(depth)
        several = lambda: [inner() for _ in range(self.random.randrange(1, 4))]
        keywords = {"allOf": several, "anyOf": several, "oneOf": several, "not": inner, "if": inner}
        schema = self.some(keywords)
        for name in ("then", "else"):
            if "if" in schema and self.random.random() < 0.8:
                schema[name] = inner()
        return schema

    def of_references(self, depth: int) -> dict:
        name = self.random.choice(self.made) if self.made else None
        return {"$ref": f"#/{self.definitions}/{name}"} if name else self.of_value(depth)

    def value(self, depth: int) -> object:
        choose = self.random
        kind = choose.randrange(6 if depth > 0 else 4)
        if kind == 0:
            return choose.choice([None, True, False])
        if kind == 1:
            return choose.choice(NUMBERS)
        if kind in (2, 3):
            return choose.choice(TEXTS)
        if kind == 4:
            return [self.value(depth - 1) for _ in range(choose.randrange(4))]
        return {name: self.value(depth - 1) for name in choose.sample(NAMES, choose.randrange(5))}

    def mutated(self, value: object) -> object:
        """The value with one part of it replaced, taken away or added."""
        choose = self.random
        if isinstance(value, dict) and choose.random() < 0.8:
            name = choose.choice(NAMES)
            return {**value, name: self.mutated(value[name]) if name in value else self.value(1)}
        if isinstance(value, list) and value and choose.random() < 0.8:
            i = choose.randrange(len(value))
            changed = choose.choice([[], [self.mutated(value[i])], [value[i], value[i]]])
            return value[:i] + changed + value[i + 1 :]
        return self.value(2)


def cases_of(dialect: str) -> list[tuple[dict, list]]:
    found = []
    for number in range(SCHEMAS):
        make = Generator(f"{dialect} {number}", dialect)
        schema = make.document()
        records = [make.value(3) for _ in range(RECORDS // 2)]
        records += [make.mutated(record) for record in records]
        found.append((schema, records))
    return found


@pytest.mark.parametrize("dialect", DIALECTS)
def test_verdicts_are_those_of_two_other_validators(dialect):
    address, validator = DIALECTS[dialect]
    cases = cases_of(dialect)
    verdicts = judge(
        [Case(json.dumps(schema), [json.dumps(record) for record in records]) for schema, records in cases]
    )
    compared, valid, differing = 0, 0, []
    for (schema, records), verdict in zip(cases, verdicts, strict=True):
        assert verdict.refused is None, json.dumps(schema)
        # jsonschema 4.26 forgets references and nested keywords where 2019-09 asks what was evaluated.
        trusted = dialect != "2019-09" or "unevaluated" not in json.dumps(schema)
        python = validator(schema)
        rust = jsonschema_rs.validator_for(schema, validate_formats=False)
        for record, ours in zip(records, verdict.valid, strict=True):
            theirs = (python.is_valid(record) if trusted else ours, rust.is_valid(record))
            compared += 1
            valid += ours
            if theirs != (ours, ours):
                differing.append((json.dumps(schema), json.dumps(record), ours, *theirs))
    print(dialect, "compared", compared, "valid", valid, "differing", len(differing))
    assert differing == []
    assert compared == SCHEMAS * RECORDS and compared * 0.1 < valid < compared * 0.9
