"""The facts of the seed article, counted by Python, in every format."""

import hashlib
import json
import math
import pathlib

import duckdb
import pandas
import polars
import pyarrow.ipc
import pyarrow.parquet
import pytest

RAW = pathlib.Path(__file__).resolve().parents[2] / "seeds" / "000_ad92ce98440a633d.txt"


def from_jsonl(seed):
    return seed.records()[0]


def from_pandas_jsonl(seed):
    frame = pandas.read_json(seed.files("jsonl")[0], lines=True, dtype=False)
    # pandas has NaN for a null beside texts.
    record = frame.astype(object).to_dict("records")[0]
    return {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in record.items()}


def from_arrow(seed):
    return pyarrow.ipc.open_file(seed.files("arrow")[0]).read_all().to_pylist()[0]


def from_parquet(seed):
    return pyarrow.parquet.read_table(seed.files("parquet")[0]).to_pylist()[0]


def from_polars(seed):
    return polars.read_parquet(seed.files("parquet")[0]).to_dicts()[0]


def from_duckdb(seed):
    with duckdb.connect() as connection:
        cursor = connection.execute("SELECT * FROM read_parquet(?)", [str(seed.files("parquet")[0])])
        return dict(zip([column[0] for column in cursor.description], cursor.fetchone()))


def from_csv(seed):
    frame = pandas.read_csv(seed.files("csv")[0], dtype=str, keep_default_na=False, na_values=[])
    blocks = pandas.read_csv(seed.files("csv", "blocks")[0], dtype={"id": str})
    record = {name: None if value == "" else value for name, value in frame.to_dict("records")[0].items()}
    for name in ("char_count", "word_count", "block_count", "source.bytes"):
        record[name] = int(record[name])
    for name in ("authors", "content_notes", "flags"):
        record[name] = json.loads(record[name])
    record["source"] = {name: record.pop(f"source.{name}") for name in ("path", "sha256", "bytes", "retrieved")}
    record["blocks"] = blocks[["type", "start", "end"]].to_dict("records")
    record["basis"] = pandas.read_csv(seed.files("csv", "basis")[0], keep_default_na=False).to_dict("records")
    return record


READERS = [from_jsonl, from_pandas_jsonl, from_arrow, from_parquet, from_polars, from_duckdb, from_csv]


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_the_facts_of_the_article(seed, read):
    record = read(seed)
    text = record["text"]
    raw = RAW.read_bytes()
    assert text.encode("utf-8") == raw
    assert hashlib.sha256(raw).hexdigest() == "4abdc18fe72ee742a05bafe00c466af103d6a0ed8bc4325fc2d9e7d2c29e24cb"
    assert record["source"]["sha256"] == hashlib.sha256(raw).hexdigest()
    assert record["source"]["bytes"] == 5250 == len(raw)
    assert record["char_count"] == 2886 == len(text)
    assert record["word_count"] == 477 == len(text.split())
    assert record["id"] == "000_ad92ce98440a633d"
    assert (record["language"], record["script"], record["direction"]) == ("ar", "Arab", "rtl")
    assert record["license"] == "NOASSERTION"
    for name in ("title", "url", "published", "rights_holder"):
        assert record[name] is None, name
    assert record["source"]["retrieved"] is None
    assert record["byline"] == "عبدالرحمن عمر – إيران إنسايدر"
    assert list(record["authors"]) == ["عبدالرحمن عمر"]
    assert record["outlet"] == "إيران إنسايدر"
    assert text.count("حزب الله") == 1 and record["search_text"].count("حزب الله") == 4
    assert sorted(record["content_notes"]) == sorted(
        ["armed-conflict", "deaths", "named-persons", "unverified-allegations", "partisan-terminology", "obfuscated-spelling"]
    )
    assert list(record["flags"]) == [
        "arabic/joiner-in-word",
        "arabic/spelling-variants",
        "arabic/tatweel-in-word",
        "file/no-final-newline",
        "record/license-unknown",
    ]

    blocks = [dict(block) for block in record["blocks"]]
    assert record["block_count"] == 18 == len(blocks)
    types = [block["type"] for block in blocks]
    assert (types.count("paragraph"), types.count("heading"), types.count("byline")) == (15, 2, 1)
    assert blocks[4] == {"type": "heading", "start": 985, "end": 1009}
    assert blocks[10] == {"type": "heading", "start": 1779, "end": 1797}
    assert blocks[17] == {"type": "byline", "start": 2857, "end": 2886}
    assert text[985:1009] == text.split("\n")[4] and text[2857:2886] == record["byline"]

    bases = {basis["field"]: (basis["basis"], basis["note"] or None) for basis in record["basis"]}
    assert len(record["basis"]) == 12 == len(bases)
    for name in ("/title", "/url", "/published"):
        assert bases[name][0] == "absent_in_source"
    for name in ("/source/retrieved", "/rights_holder"):
        assert bases[name][0] == "unknown"
    assert bases["/byline"][0] == "source"
    for name in ("/outlet", "/authors", "/blocks"):
        assert bases[name] == ("rule", "plain-lines@1")
    for name in ("/language", "/license", "/content_notes"):
        assert bases[name][0] == "curator"
