"""Releases to read: the committed one of the seed, and the test corpora, exported afresh."""

import json
import pathlib
import shutil
import subprocess

import pytest
import statements
from awkward import AWKWARD, write_corpus

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


# Corpus, which of its records are kept, and options of the export.
RELEASES = {
    "readings": ("readings", None),
    "readings in 3 shards": ("readings", None, "--shard-size", "1400B"),
    "haiku": ("haiku", None),
    "notes with child tables": ("notes", None),
    "notes with child tables in 3 shards": ("notes", None, "--shard-size", "500B"),
    "notes: no record": ("notes", lambda lines: []),
    "notes: one record": ("notes", lambda lines: lines[:1]),
    "notes: all optional fields null": ("notes", lambda lines: [line for line in lines if '"id":"a-3"' in line]),
}


def made(name: str, folder: pathlib.Path) -> Release:
    name, keep, *options = RELEASES[name]
    corpus = ROOT / "test" / "corpora" / name
    if keep is not None:
        corpus = shutil.copytree(corpus, folder / "corpus")
        for path in corpus.glob("records/*.jsonl"):
            lines = path.read_text("utf-8").split("\n")[:-1]
            path.write_text("".join(f"{line}\n" for line in keep(lines)), "utf-8")
    return export(corpus, folder / name, *options)


@pytest.fixture(scope="session", params=["seed", *RELEASES])
def release(request, tmp_path_factory, seed) -> Release:
    return seed if request.param == "seed" else made(request.param, tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="session", params=["seed", *RELEASES, *statements.CORPORA])
def any_release(request, tmp_path_factory, seed) -> Release:
    """These, and releases of corpora that say of themselves what is hard to translate."""
    if request.param == "seed":
        return seed
    folder = tmp_path_factory.mktemp("any")
    if request.param in statements.CORPORA:
        return export(statements.make(request.param, folder / "corpus"), folder / "release")
    return made(request.param, folder)


@pytest.fixture(scope="session", params=AWKWARD)
def awkward(request, tmp_path_factory) -> Release:
    """A release that may be without JSON Lines, with the records that it ought to hold."""
    folder = tmp_path_factory.mktemp("awkward")
    corpus, options = write_corpus(folder / "corpus", request.param)
    records = export(corpus, folder / "truth", "--formats", "jsonl").records()
    release = export(corpus, folder / "release", *options)
    release.records = lambda: records
    return release
