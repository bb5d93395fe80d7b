"""A release is whole, and what it says of itself is what official tools accept."""

import hashlib
import json
import pathlib
import subprocess

import bagit
import frictionless
import jsonschema
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROFILES = ROOT.parent / "shared" / "standards" / "datapackage-2.0"


@pytest.mark.parametrize("manifest", ["manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_sha256sum_accepts_the_manifests(release, manifest):
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", manifest], cwd=release.folder, check=True)


def test_every_file_is_listed(release):
    listed = {"tagmanifest-sha256.txt"}
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in (release.folder / manifest).read_text("utf-8").splitlines():
            listed.add(line.split("  ", 1)[1])
    found = {path.relative_to(release.folder).as_posix() for path in release.folder.rglob("*") if path.is_file()}
    assert found == listed


def test_bagit_python_accepts_the_bag(release):
    bagit.Bag(str(release.folder)).validate()


def test_the_data_package_is_valid(release):
    if not PROFILES.is_dir():
        pytest.skip("the standard's profiles are not here")
    profile = json.loads((PROFILES / "datapackage.json").read_text("utf-8"))
    jsonschema.Draft7Validator(profile).validate(release.package)


def test_frictionless_accepts_the_data(release):
    # frictionless 5.21 fails while it reads list columns of Parquet, and in JSON Lines without a line: it is shown the others.
    package = frictionless.Package(str(release.folder / "datapackage.json"))
    for resource in list(package.resources):
        if resource.path.endswith((".parquet", ".arrow")) or (release.folder / resource.path).stat().st_size == 0:
            package.remove_resource(resource.name)
    report = package.validate()
    errors = [(task.name, error.message) for task in report.tasks for error in task.errors]
    assert errors == [] and report.errors == []


def test_checksums_and_counts_in_the_data_package_are_true(release):
    for resource in release.package["resources"]:
        data = (release.folder / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        assert resource["bytes"] == len(data)
    jsonl = [r for r in release.package["resources"] if r["path"].endswith(".jsonl")]
    assert sum(r["recordCount"] for r in jsonl) == len(release.records())


def test_every_record_satisfies_the_schema_by_another_validator(release):
    (path,) = (release.folder / "schema").glob("*.schema.json")
    validator = jsonschema.Draft202012Validator(json.loads(path.read_text("utf-8")))
    for record in release.records():
        assert [error.message for error in validator.iter_errors(record)] == []
