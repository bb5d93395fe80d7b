"""Texts of JSONTestSuite that must be read, must be refused, and may be either: each is a file of its own."""

import json
import subprocess

import pytest

from judge import ROOT, node
from sdists import JSON_TEXTS

#: What a reader may take and we do not, by the code that says so: a key that stands twice has no one value.
NOT_TAKEN = {
    "y_object_duplicated_key.json": "json/duplicate-key",
    "y_object_duplicated_key_and_value.json": "json/duplicate-key",
}
#: A file without a byte has no place to point at.
NO_PLACE = {"n_structure_no_data.json": "file/empty"}
#: What is said of a whole line of JSON Lines, and not of one place in it.
OF_LINES = {"jsonl/array", "jsonl/blank-line"}
#: The package holds texts, not bytes: where the original has bytes that are no UTF-8, it has this sign.
LOST = "\ufffd"


@pytest.fixture(scope="module")
def texts() -> dict[str, bytes]:
    script = f"import {{ parsing }} from {json.dumps((JSON_TEXTS / 'index.js').as_uri())}\nconsole.log(JSON.stringify(parsing))"
    parsing = json.loads(node("--input-type=module", "--eval", script))
    texts = {one["name"]: one["input"].replace(LOST, "\udcff").encode("utf-8", "surrogateescape") for one in parsing}
    assert {name[0] for name in texts} == {"y", "n", "i"} and len(texts) == 318
    return texts


@pytest.fixture(scope="module", params=["json", "jsonl"])
def reports(request, texts, tmp_path_factory):
    """The form, the texts that can be files of it, and the errors of each; all in one run, which must end."""
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "true.json").write_text("true")
    here = texts
    if request.param == "jsonl":
        # One text to a line; a blank line is no record, whatever else it is.
        here = {name: text for name, text in texts.items() if b"\n" not in text and text.strip()}
    names = {f"texts/{i:03}.{request.param}": name for i, name in enumerate(here)}
    (folder / "texts").mkdir()
    for path, name in names.items():
        (folder / path).write_bytes(here[name])
    command = ["node", str(ROOT / "dist" / "cli.js"), "validate", "--schema", "true.json", "--as", request.param]
    run = subprocess.run(
        [*command, "--format", "jsonl", *names], cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    assert run.returncode == 1, run.stderr
    errors = {name: [] for name in here}
    for line in run.stdout.splitlines():
        problem = json.loads(line)
        if problem["severity"] == "error":
            errors[names[problem["location"]["file"]]].append(problem)
    return request.param, here, errors


def test_what_must_be_read_is_read(reports):
    form, texts, errors = reports
    taken = {name: [error["code"] for error in errors[name]] for name in texts if name.startswith("y_")}
    assert len(taken) > 90
    assert {name: codes for name, codes in taken.items() if codes and name not in NOT_TAKEN} == {}
    for name, code in NOT_TAKEN.items():
        assert taken[name] == [code]


def test_what_must_be_refused_is_refused_with_its_place(reports):
    form, texts, errors = reports
    refused = {name: errors[name] for name in texts if name.startswith("n_")}
    assert len(refused) > 170
    for name, found in refused.items():
        if name in NO_PLACE:
            assert [error["code"] for error in found] == [NO_PLACE[name]]
            continue
        assert found != [], name
        for error in found:
            place = error["location"]
            lines = texts[name].split(b"\n")
            if form == "jsonl" and error["code"] in OF_LINES:
                assert place["line"] == 1, name
                continue
            assert 1 <= place["line"] <= len(lines), name
            assert 1 <= place["column"] <= len(lines[place["line"] - 1].decode("utf-8", "surrogateescape")) + 1, name


def test_bytes_that_are_no_text_are_refused(reports):
    form, texts, errors = reports
    damaged = [name for name, text in texts.items() if b"\xff" in text]
    assert len(damaged) > 20
    assert [name for name in damaged if errors[name] == []] == []
