"""cffconvert accepts every CITATION.cff, and its references name who made what, when."""

import os
import pathlib
import re
import subprocess
import sys

import pytest
import yaml


@pytest.fixture(scope="session")
def cffconvert():
    """In an environment of its own, beside this one: it needs an older jsonschema than the others."""
    beside = pathlib.Path(f"{sys.prefix}-cff") / "bin" / "cffconvert"
    program = pathlib.Path(os.environ.get("CFFCONVERT", beside))
    if not program.is_file():
        pytest.fail(f"{program} is missing: install requirements-cff.txt there, or name cffconvert in CFFCONVERT.")

    def run(release, *options: str) -> str:
        command = [program, "--infile", release.folder / "CITATION.cff", *options]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout

    return run


def test_it_is_valid(any_release, cffconvert):
    assert "are valid according to schema version 1.2.0" in cffconvert(any_release, "--validate")


def test_references_name_creators_title_and_year(any_release, cffconvert):
    statement = yaml.safe_load((any_release.folder / "corpus.yaml").read_text("utf-8"))
    names = [party.get("family", party["name"]) for party in statement["creators"]]
    doi = re.match(r"https://doi\.org/(.*)", statement["url"])
    for form in ("bibtex", "apalike"):
        reference = cffconvert(any_release, "--format", form)
        for part in [*names, statement["title"], str(statement["released"])[:4], *(doi.groups() if doi else [])]:
            assert part in reference, form


def test_it_says_what_the_corpus_says(any_release):
    citation = yaml.safe_load((any_release.folder / "CITATION.cff").read_text("utf-8"))
    statement = yaml.safe_load((any_release.folder / "corpus.yaml").read_text("utf-8"))
    assert citation["title"] == statement["title"]
    assert citation["abstract"] == statement["description"].strip()
    assert len(citation["authors"]) == len(statement["creators"])
    contact = statement.get("contact", {})
    assert citation.get("contact", [{}])[0].get("email") == contact.get("email")
    licenses = {
        "CC0-1.0": "CC0-1.0",
        "CC-BY-4.0": "CC-BY-4.0",
        "MIT OR (Apache-2.0 OR GPL-2.0+)": ["MIT", "Apache-2.0", "GPL-2.0-or-later"],
    }
    assert citation.get("license") == licenses.get(statement["license"])
    assert "license-url" not in citation
