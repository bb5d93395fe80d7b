"""Our verdicts on Data Packages are those of frictionless, but for the classes below, each with the clause that decides."""

import json
import re

import frictionless
import pytest

from judge import ROOT, node
from packages import PACKAGES, write

#: Packages that we refuse and frictionless takes, by name.
REFUSED_HERE = {
    "Number: digits are 0-9, and nothing but `groupChar` groups them": r"bad (number|integer) default (1_000|1_0|١٢)",
    "Date: the lexical representation is yyyy-mm-dd": r"bad date default 2024-1-3",
    "Duration: XML Schema has no weeks, and a part at least after T": r"bad duration default (PT|P1W)",
    "Field, categories: the value must match one of them": r"con string {} z {'categories'",
    "primaryKey: its fields cannot be null": r"schema pk partial null",
    "uniqueKeys: a key is unique": r"schema uk dup",
    "fieldsMatch: exactly the same fields": r"schema header ('f0, f1'|' f0,f1'|'')|inline keyed (missing|extra)",
    "RFC 4180, 2.5 to 2.7: what is quoted ends with its quote": r"schema body '1,\"a(\"b)?\\n'",
    "Data Resource, encoding: UTF-8 where nothing is stated": r"schema latin1",
    "Data Package, resources: at least one": r"desc empty resources",
    "URL or Path: relative, and without leading dots": r"desc (path dot|image abs|contrib path|sources path)",
    "Profile: `homepage` is an address": r"desc homepage bad",
    "Profile: a list of keywords, licences or contributors has an element": r"desc (keywords|licenses|contrib( list)?) empty",
    "Version 1: a contributor or source has a `title`": r"desc (contrib|sources) no title v1",
    "Profile: `id` is a string": r"desc id int",
    "Profile: `mediatype` has a slash": r"desc mediatype bad",
    "RFC 4627: keys are unique, since all but one would be lost": r"desc dup key",
}
#: Packages that we take and frictionless refuses, by name.
TAKEN_HERE = {
    "Year: XML Schema's gYear may have more than four digits": r"bad year default 20240",
    "Field Constraints, jsonSchema: not supported by frictionless": r"con object {'jsonSchema'",
    "Field Constraints: a duration may have a minimum": r"con duration {'minimum'",
    "Integer, groupChar: new in version 2": r"con integer {} (1,000|1,0,0) {'groupChar'",
    "Table Dialect: nullSequence, lineTerminator, delimiter of several characters": r"schema dialect (null|term|multi delim)",
    "foreignKeys, as in SQL: a key with a null refers to nothing": r"fk comp null",
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packages")
    paths = [str(write(package, folder / str(number))) for number, package in enumerate(PACKAGES)]
    said = node(str(ROOT / "test/interop/packages.mjs"), given="".join(f"{path}\n" for path in paths)).splitlines()
    assert len(said) == len(paths)
    errors = [json.loads(line)["problems"]["bySeverity"]["error"] for line in said]
    return [
        (package.name, count == 0, is_valid(path))
        for package, path, count in zip(PACKAGES, paths, errors, strict=True)
    ]


def is_valid(path: str) -> bool:
    try:
        return frictionless.validate(path).valid
    except Exception:  # A descriptor that it cannot even open.
        return False


def class_of(name: str, classes: dict[str, str]) -> str | None:
    return next((clause for clause, pattern in classes.items() if re.match(pattern, name)), None)


def test_verdicts_are_those_of_frictionless_or_the_standard_decides(verdicts):
    strange, used = [], set()
    for name, ours, theirs in verdicts:
        if ours == theirs:
            continue
        clause = class_of(name, TAKEN_HERE if ours else REFUSED_HERE)
        used.add(clause)
        if clause is None:
            strange.append((name, ours, theirs))
    assert strange == []
    assert used == REFUSED_HERE.keys() | TAKEN_HERE.keys()
    assert sum(ours for _, ours, _ in verdicts) > 200
    assert sum(not ours for _, ours, _ in verdicts) > 200


def test_what_is_wrong_by_design_is_refused_and_what_is_right_is_not(verdicts):
    right = [name for name, ours, _ in verdicts if name.startswith("bad ") and ours]
    assert [name for name in right if class_of(name, TAKEN_HERE) is None] == []
    assert [name for name, ours, _ in verdicts if name.startswith("good ") and not ours] == []
