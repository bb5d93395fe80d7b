"""Verdicts of `warraq validate --schema` are those of the official JSON Schema test suite."""

import collections
import json

import pytest

from judge import Case, judge
from sdists import JSONSCHEMA

TESTS = JSONSCHEMA / "json" / "tests"
DIALECTS = {
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft7": "http://json-schema.org/draft-07/schema#",
}
REMOTE = "http://localhost:1234/"

#: Tests that hold, by dialect and part: fewer would mean that a part was not run.
RIGHT = {
    ("draft2020-12", "required"): 1208,
    ("draft2020-12", "optional"): 153,
    ("draft2020-12", "format"): 491,
    ("draft2019-09", "required"): 1191,
    ("draft2019-09", "optional"): 151,
    ("draft2019-09", "format"): 483,
    ("draft7", "required"): 890,
    ("draft7", "optional"): 112,
    ("draft7", "format"): 434,
}

#: Schemas that are refused because they need a document from elsewhere, by file: nothing is ever fetched.
REFUSED = {
    ("draft2020-12", "required"): {"dynamicRef": 5, "refRemote": 15, "vocabulary": 2},
    ("draft2020-12", "optional"): {"cross-draft": 1, "format-assertion": 2},
    ("draft2019-09", "required"): {"refRemote": 15, "vocabulary": 2},
    ("draft2019-09", "optional"): {"cross-draft": 2},
    ("draft7", "required"): {"refRemote": 11},
    ("draft7", "optional"): {"cross-draft": 1},
}

#: Draft-07 lets `contentMediaType` and `contentEncoding` be assertions; here they are annotations, as they are since 2019-09.
ANNOTATIONS = {("draft7", "optional"): {"content": 4}}

FOLDERS = {"required": "", "optional": "optional", "format": "optional/format"}


def groups_of(dialect: str, part: str) -> list[tuple[str, dict]]:
    paths = sorted((TESTS / dialect / FOLDERS[part]).glob("*.json"))
    return [(path.stem, group) for path in paths for group in json.loads(path.read_text("utf-8"))]


def of_dialect(schema: object, dialect: str) -> object:
    named = isinstance(schema, dict) and "$schema" not in schema
    return {"$schema": DIALECTS[dialect], **schema} if named else schema


@pytest.mark.parametrize(("dialect", "part"), RIGHT, ids="-".join)
def test_verdicts_are_those_of_the_suite(dialect, part):
    groups = groups_of(dialect, part)
    verdicts = judge(
        [
            Case(
                json.dumps(of_dialect(group["schema"], dialect)),
                [json.dumps(test["data"]) for test in group["tests"]],
                formats=part == "format",
            )
            for _, group in groups
        ]
    )
    right, wrong, refused, annotations = 0, [], collections.Counter(), collections.Counter()
    for (file, group), verdict in zip(groups, verdicts, strict=True):
        if verdict.refused is not None:
            assert set(verdict.refused) <= {"schema/reference", "schema/dialect"}, (file, group["schema"])
            assert REMOTE in json.dumps(group["schema"]), (file, group["schema"])
            refused[file] += 1
            continue
        for test, valid, codes in zip(group["tests"], verdict.valid, verdict.codes, strict=True):
            if valid == test["valid"]:
                right += 1
            elif file in ANNOTATIONS.get((dialect, part), {}):
                annotations[file] += 1
            else:
                wrong.append((file, group["description"], test["description"], codes))
    assert wrong == []
    assert right == RIGHT[dialect, part]
    assert refused == REFUSED.get((dialect, part), {})
    assert annotations == ANNOTATIONS.get((dialect, part), {})
