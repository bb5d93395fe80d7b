"""A large corpus: every format gives the same records, and memory does not grow with their number."""

import hashlib
import json
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

import pyarrow.ipc
import pyarrow.parquet

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORDS = (ROOT / "seeds" / "000_ad92ce98440a633d.txt").read_text("utf-8").split()
MAX_MEMORY_MB = 500
CORPUS = """\
name: large
title: Large
version: 1.0.0
released: 2026-11-22
url: urn:example:large
description: Made up.
license: CC0-1.0
creators: [{name: Nobody, type: organisation}]
language: [ar]
schema: record.schema.json
sources: [{path: records, format: jsonl}]
"""
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "text", "score", "rank"],
    "properties": {
        "id": {"type": "string", "x-key": True},
        "text": {"type": "string", "x-text": True},
        "score": {"type": "number"},
        "rank": {"type": "integer"},
    },
}


def line(number: int) -> str:
    start = (number * 7919) % len(WORDS)
    text = " ".join((WORDS[start:] + WORDS)[: 300 + number % 200])
    return json.dumps({"id": f"r{number:09d}", "text": text, "score": number / 7, "rank": number}, ensure_ascii=False)


def make(folder: pathlib.Path, megabytes: int) -> int:
    (folder / "records").mkdir()
    (folder / "record.schema.json").write_text(json.dumps(SCHEMA))
    (folder / "corpus.yaml").write_text(CORPUS)
    written = number = 0
    with open(folder / "records" / "all.jsonl", "wb") as file:
        while written < megabytes * 1_000_000:
            written += file.write(line(number).encode() + b"\n")
            number += 1
    return number


def records(path: pathlib.Path):
    if path.suffix == ".jsonl":
        with path.open("rb") as file:
            yield from map(json.loads, file)
    elif path.suffix == ".arrow":
        reader = pyarrow.ipc.open_file(path)
        for i in range(reader.num_record_batches):
            yield from reader.get_batch(i).to_pylist()
    else:
        for batch in pyarrow.parquet.ParquetFile(path).iter_batches(1000):
            yield from batch.to_pylist()


def main(megabytes: int) -> int:
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        number = make(folder, megabytes)
        command = ["node", str(ROOT / "dist/cli.js"), "export", "--corpus", str(folder), "--out", str(folder / "out"), "--json"]
        result = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        seen = {}
        for name in ("jsonl", "arrow", "parquet"):
            digest, count = hashlib.sha256(), 0
            for entry in result["resources"]:
                for record in records(folder / "out" / entry["path"]) if entry["format"] == name else ():
                    values = (record["id"], record["text"], float(record["score"]), record["rank"])
                    digest.update(repr(values).encode())
                    count += 1
            seen[name] = (digest.hexdigest(), count)
        same = len(set(seen.values())) == 1
        whole = {count for _, count in seen.values()} == {number}
        print(f"{megabytes} MB, {number} records, {memory:.0f} MB of memory, the same in every format: {same and whole}")
        failed = [same, whole, memory <= MAX_MEMORY_MB].count(False)
        print(f"{3 - failed} passed, {failed} failed")
        return failed
    finally:
        shutil.rmtree(folder)


sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
