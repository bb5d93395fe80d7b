"""Corpora whose releases readers stumble over, and the options of their export."""

import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
READINGS = ROOT / "test" / "corpora" / "readings"


def schema(properties: dict, **keywords) -> dict:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Thing",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        **keywords,
    }


def struct(properties: dict, **keywords) -> dict:
    return {"type": "object", "additionalProperties": False, "properties": properties, **keywords}


TEXT = {"type": "string"}
MAYBE = {"type": ["string", "null"]}
KEY = {"type": "string", "x-key": True}

NAMES = {
    "a/b": TEXT,
    "a.b": TEXT,
    "two words": {"type": ["integer", "null"]},
    "اسم": TEXT,
    "it's \\ \"so\"": struct({"in/ner name": TEXT, "ل.": {"type": "array", "items": TEXT}}),
    "index": TEXT,
    "%2F": {"type": "array", "items": struct({"x y": TEXT, "where": struct({"$": MAYBE})})},
    "date": TEXT,
    "seen_at": MAYBE,
    "rare": TEXT,
    "any": {},
    "..": TEXT,
    "where": {"type": "boolean"},
    "@id": TEXT,
}

NAMED = {
    "a/b": "1",
    "a.b": "2",
    "two words": None,
    "اسم": "قيمة",
    "it's \\ \"so\"": {"in/ner name": "z", "ل.": ["p", "q"]},
    "index": "i",
    "%2F": [{"x y": "one", "where": {"$": "s"}}, {"x y": "two", "where": {"$": None}}],
    "date": "2020-01-01",
    "seen_at": "2020-01-01",
    "any": {"k": [1]},
    "..": "dots",
    "where": True,
    "@id": "at",
    "undeclared": {"u": 1},
}

SPLITS = schema(
    {
        "n": {"type": "integer", "x-key": True},
        "part": {"enum": ["train", "test", None], "x-split": True},
        "kind": {"enum": ["rain", "wind"], "x-role": "label"},
        "big": {"type": "integer"},
        "visits": {"type": "array", "items": struct({"who": TEXT})},
        "deep": {
            "type": "array",
            "items": {"type": "array", "items": struct({"x": {"type": "integer"}})},
        },
        "lists": {
            "type": "array",
            "items": struct(
                {"tags": {"type": "array", "items": TEXT}, "inner": {"type": "array", "items": struct({"y": TEXT})}}
            ),
        },
    },
    required=["n", "part", "kind", "big", "visits", "deep", "lists"],
)


def split(n: int, part, visits: list) -> dict:
    return {
        "n": n,
        "part": part,
        "kind": "rain",
        "big": 2**62 + n,
        "visits": visits,
        "deep": [[{"x": n}], []],
        "lists": [{"tags": ["t"], "inner": [{"y": "y"}]}, {"tags": [], "inner": []}],
    }


SPLIT = [split(1, "train", [{"who": "a"}]), split(2, "test", []), split(3, "train", []), split(4, None, [])]
PLAIN = schema(
    {"id": KEY, "note": MAYBE, "parts": {"type": ["array", "null"], "items": struct({"t": MAYBE})}}, required=["id"]
)

TAKEN = schema({"index": TEXT, "level_0": TEXT, "a": struct({"x": TEXT, "*": TEXT})})
STAR = schema({"a": struct({"x": TEXT, "*": TEXT})})

# A corpus in the project, or a schema and records; then options of the export.
AWKWARD = {
    "CSV only": (READINGS, "--formats", "csv"),
    "Arrow only": (READINGS, "--formats", "arrow"),
    "Parquet only": (READINGS, "--formats", "parquet"),
    "JSON Lines only": (READINGS, "--formats", "jsonl"),
    "JSON Lines in shards": (READINGS, "--formats", "jsonl", "--shard-size", "1400B"),
    "CSV in shards": (READINGS, "--formats", "csv,arrow", "--shard-size", "1400B"),
    "odd names": ((schema(NAMES, additionalProperties=True, required=["a/b"]), [NAMED, {"a/b": "x"}]),),
    "odd names, JSON Lines": (
        (schema(NAMES, additionalProperties=True, required=["a/b"]), [NAMED, {"a/b": "x"}]),
        "--formats",
        "jsonl",
    ),
    "odd names, CSV": (
        (schema({**NAMES, "key": KEY}, additionalProperties=True, required=["key"]), [{**NAMED, "key": "k"}]),
        "--formats",
        "csv",
    ),
    "names that pandas takes": ((TAKEN, [{"index": "i", "level_0": "l", "a": {"x": "x", "*": "s"}}]),),
    "a name that means any": ((STAR, [{"a": {"*": "s", "x": "x"}}]),),
    "splits": ((SPLITS, SPLIT),),
    "splits in shards": ((SPLITS, SPLIT), "--shard-size", "100B"),
    "splits without children": ((SPLITS, SPLIT[1:]),),
    "splits in CSV": ((SPLITS, SPLIT), "--formats", "csv"),
    "splits without records": ((SPLITS, []),),
    "no records in CSV": ((SPLITS, []), "--formats", "csv"),
    "no records in JSON Lines": ((SPLITS, []), "--formats", "jsonl"),
    "nothing but nulls": ((PLAIN, [{"id": "7"}, {"id": "08", "note": None, "parts": None}]),),
    "keys like numbers": ((PLAIN, [{"id": "007", "parts": [{"t": "NA"}, {"t": None}]}, {"id": "1e5", "parts": []}]),),
}


def write_corpus(folder: pathlib.Path, name: str) -> tuple[pathlib.Path, list[str]]:
    source, *options = AWKWARD[name]
    if isinstance(source, pathlib.Path):
        return source, options
    record_schema, records = source
    folder.mkdir(parents=True)
    statement = {
        "name": "data",
        "title": "Awkward: \"quotes\", \\ and {braces}",
        "version": "1.0.0-rc.1",
        "released": "2026-11-22",
        "url": "urn:example:awkward",
        "description": "Made up.\n\nFor tests.",
        "license": "MIT OR Apache-2.0",
        "metadata_license": "CC0-1.0",
        "license_note": "As you like.",
        "creators": [
            {"name": "Ada Lovelace", "type": "person", "given": "Ada", "family": "Lovelace", "affiliation": "Somewhere"},
            {"name": "Office", "type": "organisation", "url": "https://example.org/"},
        ],
        "contact": {"name": "Office", "email": "office@example.org"},
        "language": ["ar-SY", "en"],
        "keywords": ["one", "two"],
        "schema": "schema.json",
        "sources": [{"path": "records.jsonl", "format": "jsonl"}],
        "datasheet": {"motivation.purpose": {"status": "unknown", "reason": "Nobody asked."}},
    }
    (folder / "corpus.yaml").write_text(json.dumps(statement), "utf-8")
    (folder / "schema.json").write_text(json.dumps(record_schema), "utf-8")
    (folder / "records.jsonl").write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")
    return folder, options
