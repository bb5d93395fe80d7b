"""Corpora whose statements are hard to translate: made from the test corpora, each with another corpus.yaml."""

import json
import pathlib
import shutil

import yaml

BASE = pathlib.Path(__file__).resolve().parents[1] / "corpora" / "readings"

HOSTILE = "a \"b\" <c> & 'd' \\ \u202e | #e: {f} \u001c g \u0085 h\n\n- i\n..."

PEOPLE = [
    {
        "name": "Ada Example",
        "type": "person",
        "given": "Ada",
        "family": "Example",
        "orcid": "https://orcid.org/0000-0002-1825-0097",
        "affiliation": "Example Institute",
        "email": "ada@example.org",
    },
    {"name": "مريم", "type": "person", "affiliation": "Elsewhere"},
    {"name": "Nobody's Namesake", "type": "person", "orcid": "https://orcid.org/0000-0002-1825-0097"},
    {"name": "Example Institute", "type": "organisation", "url": "https://ror.org/03f0f6041"},
]

# What differs from the corpus of the test corpus `readings`; `records` is how many of them are kept.
CORPORA = {
    "people": {
        "creators": PEOPLE,
        "contact": {"name": "Data office", "email": "data@example.org", "url": "https://example.org/ask"},
        "license": "CC-BY-4.0",
        "metadata_license": "CC0-1.0",
        "url": "https://doi.org/10.1234/readings.2",
        "keywords": ["rain", "no"],
        "language": ["en", "ar-SY", "apc"],
    },
    "one person": {
        "creators": PEOPLE[1:2],
        "contact": {"name": "مريم", "email": "m@example.org"},
        "license": "MIT OR (Apache-2.0 OR GPL-2.0+)",
        "metadata_license": "LicenseRef-ours",
        "keywords": ["one"],
        "records": 1,
    },
    "hostile text": {
        "title": "a \"b\" <c> & 'd' \\ \u202e | #e: {f}",
        "description": HOSTILE,
        "creators": [{"name": "null", "type": "organisation"}, {"name": "- ~ #x: y", "type": "person"}],
        "contact": {"email": "x<y>@example.org"},
        "license": "GPL-2.0-only WITH Classpath-exception-2.0 AND CDLA-Permissive-2.0",
        "metadata_license": "NOASSERTION",
        "keywords": ["a, b", "2020-01-01"],
        "schema": "schema/a b#c;d.schema.json",
    },
    "nothing granted": {"license": "NONE", "metadata_license": "CDLA-Permissive-2.0", "url": "urn:example:a'b(c)"},
    "nothing in it": {"license": "NOASSERTION", "records": 0},
}


def statement_of(name: str) -> dict:
    """corpus.yaml of the corpus of that name."""
    statement = yaml.safe_load((BASE / "corpus.yaml").read_text("utf-8"))
    # PyYAML reads YAML 1.1, in which these are a date and a boolean.
    statement |= {"released": str(statement["released"]), "lints": {"record/null-lookalike": "off"}}
    return statement | {key: value for key, value in CORPORA[name].items() if key != "records"}


def make(name: str, folder: pathlib.Path) -> pathlib.Path:
    """The corpus of that name, in a folder of its own."""
    shutil.copytree(BASE, folder)
    statement = statement_of(name)
    (folder / "corpus.yaml").write_text(json.dumps(statement), "utf-8")
    (folder / "schema" / "reading.schema.json").rename(folder / statement["schema"])
    if "records" in CORPORA[name]:
        (folder / "records" / "b.jsonl").unlink()
        path = folder / "records" / "a.jsonl"
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[: CORPORA[name]["records"]]))
    if name == "one person":
        withdrawn = {"id": "gone", "reason": "It was wrong.", "date": "2026-01-01"}
        (folder / "withdrawn.jsonl").write_text(json.dumps(withdrawn) + "\n", "utf-8")
    return folder
