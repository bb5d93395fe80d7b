"""Releases to read: the committed one of the seed, and the test corpora, exported afresh."""

import json
import pathlib
import subprocess

import awkward
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Release:
    def __init__(self, folder: pathlib.Path, corpus: pathlib.Path):
        self.folder = folder
        self.corpus = corpus
        self.package = json.loads((folder / "datapackage.json").read_text("utf-8"))
        self.name = self.package["name"]

    def files(self, extension: str, table: str = "") -> list[pathlib.Path]:
        stem = f"{self.name}.{table}" if table else self.name
        found = sorted(self.folder.glob(f"data/{stem}.{extension}"))
        return found or sorted(self.folder.glob(f"data/{stem}-[0-9]*.{extension}"))

    def records(self) -> list[dict]:
        lines = [line for path in self.files("jsonl") for line in path.read_bytes().split(b"\n") if line]
        return [json.loads(line) for line in lines]


def export(corpus: pathlib.Path, folder: pathlib.Path, *options: str) -> Release:
    command = ["node", str(ROOT / "dist" / "cli.js"), "export", "--corpus", str(corpus), "--out", str(folder), *options]
    subprocess.run(command, check=True, capture_output=True)
    return Release(folder, corpus)


@pytest.fixture(scope="session")
def seed() -> Release:
    return Release(ROOT / "dist-data", ROOT)


@pytest.fixture(scope="session", params=["seed", "readings", "readings in 3 shards", "haiku"])
def release(request, tmp_path_factory, seed) -> Release:
    if request.param == "seed":
        return seed
    name, *shards = request.param.split(" ", 1)
    folder = tmp_path_factory.mktemp("releases") / name
    options = ["--shard-size", "1400B"] if shards else []
    return export(ROOT / "test" / "corpora" / name, folder, *options)


@pytest.fixture(scope="session", params=["seed", "readings in 3 shards", "haiku", *awkward.CORPORA])
def any_release(request, tmp_path_factory, seed) -> Release:
    """Of the test corpora, and of those that say of themselves what is hard to translate."""
    if request.param == "seed":
        return seed
    folder = tmp_path_factory.mktemp("any")
    if request.param in awkward.CORPORA:
        return export(awkward.make(request.param, folder / "corpus"), folder / "release")
    name, *shards = request.param.split(" ", 1)
    return export(ROOT / "test" / "corpora" / name, folder / "release", *(["--shard-size", "1400B"] if shards else []))
