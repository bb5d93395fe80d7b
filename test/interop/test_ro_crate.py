"""The RO-Crate validator accepts every release; what it recommends beyond that is listed in docs/standards.md."""

import collections
import hashlib
import io
import json
import pathlib
import re
import subprocess
import sys
import urllib.parse

import pytest
import requests
import requests_cache
import urllib3
import yaml
from statements import CORPORA, statement_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
PUBLISHED = ROOT.parent / "shared" / "standards" / "ro-crate-1.2-context.jsonld"
ADDRESS = "https://w3id.org/ro/crate/1.2/context"

# The terms that our crates use, and what they stand for: all of RO-Crate's context that the validator needs.
SCHEMA_ORG = """CreateAction CreativeWork ContactPoint Dataset Language Organization Person PropertyValue SoftwareApplication
    WebPage about affiliation alternateName author contactPoint contactType contentSize datePublished description email
    encodingFormat familyName givenName hasPart identifier inLanguage instrument keywords license mentions name object
    propertyID result sha256 softwareVersion url value version""".split()
CONTEXT = {term: f"http://schema.org/{term}" for term in SCHEMA_ORG}
CONTEXT |= {"File": "http://schema.org/MediaObject", "conformsTo": "http://purl.org/dc/terms/conformsTo"}


class Shelf(requests.adapters.BaseAdapter):
    """Answers with the context, from memory."""

    def send(self, request, **_):
        body = io.BytesIO(json.dumps({"@context": CONTEXT}).encode())
        headers = {"Content-Type": "application/ld+json"}
        answer = urllib3.HTTPResponse(body=body, status=200, headers=headers, preload_content=False)
        return requests.adapters.HTTPAdapter().build_response(request, answer)

    def close(self):
        pass


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """The validator's own cache of what it would fetch, filled without a network."""
    path = tmp_path_factory.mktemp("validator") / "cache"
    with requests_cache.CachedSession(str(path), backend="sqlite", expire_after=-1) as session:
        session.mount("https://", Shelf())
        session.get(ADDRESS).raise_for_status()
    return path


def findings_in(folder: pathlib.Path, cache: pathlib.Path) -> collections.Counter:
    report = cache.with_name("report.json")
    report.unlink(missing_ok=True)
    options = ["--profile-identifier", "ro-crate-1.2", "--requirement-severity", "recommended", "--offline"]
    options += ["--cache-path", cache, "--skip-availability-check", "--output-format", "json", "--output-file", report]
    program = pathlib.Path(sys.executable).with_name("rocrate-validator")
    subprocess.run([program, "--no-interactive", "validate", *options, folder], capture_output=True)
    issues = json.loads(report.read_text("utf-8"))["issues"]
    assert [issue for issue in issues if issue["severity"] != "RECOMMENDED"] == []
    return collections.Counter(re.sub(r" \(e\.g\..*", "", issue["message"]) for issue in issues)


def expected(statement: dict, files_beside: int) -> collections.Counter:
    """What must remain, by what corpus.yaml does not say."""
    creators, contact = statement["creators"], statement.get("contact")
    names = {party["name"] for party in creators}

    def is_reached(party: dict) -> bool:
        if "email" in party or contact is None or party["name"] not in names:
            return "email" in party
        return contact.get("name") not in names or contact["name"] == party["name"]

    organisations = {party["affiliation"]: {"name": ""} for party in creators if "affiliation" in party}
    organisations |= {party["name"]: party for party in creators if party["type"] == "organisation"}
    people = [party for party in creators if party["type"] == "person"]
    seen = set()
    anonymous = [party for party in people if (orcid := party.get("orcid")) is None or orcid in seen or seen.add(orcid)]
    terms = {statement["license"], statement.get("metadata_license", "NOASSERTION")}
    terms = {"LICENSE" if term in ("NONE", "NOASSERTION") else term for term in terms}
    homeless = [term for term in terms if term == "LICENSE" or re.search(r" |^LicenseRef-", term)]
    urls = [party.get("url", "") for party in organisations.values()]
    counts = {
        "The Root Data Entity SHOULD have a `publisher` property (Organization or Person)": 1,
        "File Data Entities SHOULD have a `contentSize` property": files_beside,
        # CSV, JSON, JSON-LD, Markdown, plain text and YAML.
        "Encoding format entities SHOULD include WebPage and/or Standard types": 6,
        "A License entity SHOULD have an absolute HTTP(S) URL as its @id": len(homeless),
        "The organization SHOULD have a URL.": urls.count(""),
        "An Organization entity SHOULD have a ROR identifier as its @id": sum("://ror.org/" not in url for url in urls),
        "An Organization's contactPoint SHOULD reference a ContactPoint contextual entity": sum(
            not is_reached(party) for party in organisations.values()
        ),
        "At least one author or publisher Person/Organization SHOULD have a contactPoint property": not any(
            map(is_reached, creators)
        ),
        "The author SHOULD have an organizational affiliation.": sum("affiliation" not in party for party in people),
        "A Person entity SHOULD have an ORCID identifier as its @id": len(anonymous),
    }
    specific = "The author SHOULD have a Contextual Entity which specifies the organizational `affiliation`."
    counts[specific] = counts["The author SHOULD have an organizational affiliation."]
    return +collections.Counter({message: int(count) for message, count in counts.items()})


def statement_in(release) -> dict:
    return yaml.safe_load((release.folder / "corpus.yaml").read_text("utf-8"))


def crate_of(release) -> list[dict]:
    return json.loads((release.folder / "ro-crate-metadata.json").read_text("utf-8"))["@graph"]


def files_of(release) -> set[str]:
    return {path.relative_to(release.folder).as_posix() for path in release.folder.rglob("*") if path.is_file()}


def test_the_validator_finds_what_the_documentation_lists(any_release, cache):
    beside = {path for path in files_of(any_release) if not path.startswith("data/")} - {"ro-crate-metadata.json"}
    assert findings_in(any_release.folder, cache) == expected(statement_in(any_release), len(beside))


def test_the_documentation_lists_every_finding_and_no_other():
    text = (ROOT / "docs" / "standards.md").read_text("utf-8")
    section = text.split("## What the RO-Crate validator recommends", 1)[1].split("\n## ", 1)[0]
    listed = [line.split(" | ")[0].removeprefix("| ") for line in section.splitlines() if line.startswith("| ")][2:]
    found = set().union(*(expected(statement_of(name), 1) for name in CORPORA))
    assert sorted(listed) == sorted(found)


def test_the_validator_is_not_content_with_anything(seed, cache, tmp_path):
    graph = [{key: value for key, value in entity.items() if key != "license"} for entity in crate_of(seed)]
    (tmp_path / "ro-crate-metadata.json").write_text(json.dumps({"@context": ADDRESS, "@graph": graph}), "utf-8")
    with pytest.raises(AssertionError, match="license"):
        findings_in(tmp_path, cache)


def test_every_file_is_described_and_nothing_else(any_release):
    graph = crate_of(any_release)
    (root,) = [entity for entity in graph if entity["@id"] == "./"]
    parts = [part["@id"] for part in root["hasPart"]]
    files = [entity["@id"] for entity in graph if "File" in entity["@type"]]
    paths = files_of(any_release) - {"ro-crate-metadata.json"}
    assert sorted(parts) == sorted(files)
    assert sorted(map(urllib.parse.unquote, files)) == sorted(paths)


def test_sizes_and_checksums_are_true(any_release):
    data = [entity for entity in crate_of(any_release) if entity["@id"].startswith("data/")]
    assert len(data) > 0
    for entity in data:
        content = (any_release.folder / entity["@id"]).read_bytes()
        assert entity["contentSize"] == str(len(content))
        assert entity["sha256"] == hashlib.sha256(content).hexdigest()


def references_in(value) -> list[str]:
    if isinstance(value, dict) and list(value) == ["@id"]:
        return [value["@id"]]
    values = value if isinstance(value, list) else value.values() if isinstance(value, dict) else []
    return [reference for inner in values for reference in references_in(inner)]


def test_the_graph_is_flat_and_closed(any_release):
    graph = crate_of(any_release)
    ids = [entity["@id"] for entity in graph]
    assert len(ids) == len(set(ids))
    for entity in graph:
        for name, value in entity.items():
            assert not isinstance(value, dict) or list(value) == ["@id"], name
    assert set(references_in(graph)) - set(ids) == {"https://w3id.org/ro/crate/1.2"}
    names = {name for entity in graph for name in entity if not name.startswith("@")}
    types = [[entity["@type"]] if isinstance(entity["@type"], str) else entity["@type"] for entity in graph]
    assert names.union(*types) <= set(CONTEXT)


def test_the_terms_mean_what_the_published_context_says():
    if not PUBLISHED.is_file():
        pytest.skip("the standard's context is not here")
    published = json.loads(PUBLISHED.read_text("utf-8"))["@context"]
    assert {term: published.get(term) for term in CONTEXT} == CONTEXT
