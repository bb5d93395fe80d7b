"""The same records as other people's programs write them are the same release."""

import datetime
import gzip
import io
import json
import pathlib

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.csv
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet
import pytest
import zstandard
from conftest import export

TEXTS = ["باب", 'قال "نعم"، ثم مضى', "two\nlines", "a;b,c", "", "é", "0", "NA"]
RECORDS = [
    {
        "id": f"{i:06}",
        "text": TEXTS[i % len(TEXTS)],
        "title": None if i % 3 == 0 else f"عنوان {i % 17}",
        "count": None if i % 5 == 0 else i * 1000,
        "size": i / 8,
        "whole": i % 2 == 0,
        "day": (datetime.date(2020, 1, 1) + datetime.timedelta(days=i % 400)).isoformat(),
        "at": f"2020-01-01T00:{i // 60 % 60:02}:{i % 60:02}Z",
        "kind": ["well", "spring"][i % 2],
    }
    for i in range(1000)
]

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Well",
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "text", "size", "whole"],
    "properties": {
        "id": {"type": "string", "pattern": "^[0-9]{6}$", "x-key": True},
        "text": {"type": "string"},
        "title": {"type": ["string", "null"]},
        "count": {"type": ["integer", "null"]},
        "size": {"type": "number"},
        "whole": {"type": "boolean"},
        "day": {"type": "string", "format": "date"},
        "at": {"type": "string", "format": "date-time", "x-column": "timestamp"},
        "kind": {"enum": ["well", "spring"]},
    },
}

STATEMENT = """name: wells
title: Wells
version: 1.0.0
released: 2026-11-22
url: urn:uuid:6d6f6ad0-91b5-4d0a-8a31-1b8f8e4d3d52
description: Wells that other programs wrote.
license: CC0-1.0
creators: [{ name: Nobody, type: organisation }]
language: [ar]
schema: well.schema.json
sources: [%s]
lints: { record/null-lookalike: off }
"""

LINES = "".join(json.dumps(record) + "\n" for record in RECORDS)


def exported(folder: pathlib.Path, name: str, form: str, more: str = ""):
    (folder / "corpus.yaml").write_text(STATEMENT % f"{{ path: {name}, format: {form}{more} }}", "utf-8")
    (folder / "well.schema.json").write_text(json.dumps(SCHEMA), "utf-8")
    return export(folder, folder / "release", "--formats", "jsonl")


def data_of(release) -> bytes:
    return b"".join(path.read_bytes() for path in release.files("jsonl"))


@pytest.fixture(scope="module")
def wanted(tmp_path_factory) -> bytes:
    folder = tmp_path_factory.mktemp("lines")
    (folder / "wells.jsonl").write_text(LINES, "utf-8")
    return data_of(exported(folder, "wells.jsonl", "jsonl"))


def table() -> pyarrow.Table:
    times = [datetime.datetime.fromisoformat(record["at"]) for record in RECORDS]
    days = [datetime.date.fromisoformat(record["day"]) for record in RECORDS]
    columns = {name: pyarrow.array([record[name] for record in RECORDS]) for name in RECORDS[0]}
    columns["day"] = pyarrow.array(days, pyarrow.date32())
    columns["at"] = pyarrow.array(times, pyarrow.timestamp("ms", "UTC"))
    columns["kind"] = columns["kind"].dictionary_encode()
    return pyarrow.table(columns)


def frame() -> pandas.DataFrame:
    return pandas.DataFrame(RECORDS)


def arrow(write):
    def written(path: pathlib.Path) -> None:
        with pyarrow.OSFile(str(path), "wb") as sink:
            write(sink)

    return written


def ipc(new, compression):
    def write(sink) -> None:
        options = pyarrow.ipc.IpcWriteOptions(compression=compression)
        with new(sink, table().schema, options=options) as writer:
            writer.write_table(table(), max_chunksize=300)

    return arrow(write)


def by_duckdb(options: str):
    def write(path: pathlib.Path) -> None:
        wells = table().cast(pyarrow.schema([field.with_type(plain(field.type)) for field in table().schema]))
        duckdb.sql("SET TimeZone = 'UTC'")
        duckdb.from_arrow(wells).query("wells", "SELECT * FROM wells").to_view("all_wells", replace=True)
        duckdb.sql(f"COPY (SELECT * FROM all_wells) TO '{path}' ({options})")

    return write


def plain(kind: pyarrow.DataType) -> pyarrow.DataType:
    return kind.value_type if pyarrow.types.is_dictionary(kind) else kind


def text_by_duckdb(options: str):
    """Moments as JSON spells them, since DuckDB spells them otherwise in text."""

    def write(path: pathlib.Path) -> None:
        lines = pandas.DataFrame([{**record, "day": str(record["day"])} for record in RECORDS])
        lines["count"] = lines["count"].astype("Int64")
        duckdb.register("lines", lines)
        duckdb.sql(f"COPY (SELECT * FROM lines) TO '{path}' ({options})")

    return write


def zst(**options):
    """In several frames, of which each is written as a stream."""

    def write(path: pathlib.Path) -> None:
        compressor = zstandard.ZstdCompressor(**options)
        with open(path, "wb") as file:
            for part in (LINES[:100], LINES[100:]):
                with compressor.stream_writer(file, closefd=False) as writer:
                    writer.write(part.encode())

    return write


LONG = {"compression_params": zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)}

FORMS = {
    **{
        f"Parquet of pyarrow, {codec}, pages {version}": (
            "w.parquet",
            "parquet",
            lambda path, codec=codec, version=version: pyarrow.parquet.write_table(
                table(), path, compression=codec, data_page_version=version, row_group_size=400
            ),
        )
        for codec in ("none", "snappy", "gzip", "zstd", "lz4", "brotli")
        for version in ("1.0", "2.0")
    },
    **{
        f"Feather of pyarrow, {codec}": (
            "w.feather",
            "arrow",
            lambda path, codec=codec: pyarrow.feather.write_feather(table(), path, compression=codec),
        )
        for codec in ("lz4", "zstd", "uncompressed")
    },
    **{
        f"Arrow of pyarrow, {kind}, {codec}": (f"w.{ending}", "arrow", ipc(new, codec))
        for kind, new, ending in (
            ("file", pyarrow.ipc.new_file, "arrow"),
            ("stream", pyarrow.ipc.new_stream, "arrows"),
        )
        for codec in ("lz4", "zstd", None)
    },
    "Parquet of polars": ("w.parquet", "parquet", lambda path: polars.from_arrow(table()).write_parquet(path)),
    **{
        f"Arrow of polars, {codec}": (
            "w.arrow",
            "arrow",
            lambda path, codec=codec: polars.from_arrow(table()).write_ipc(path, compression=codec),
        )
        for codec in ("lz4", "zstd", "uncompressed")
    },
    "CSV of polars": (
        "w.csv",
        "csv",
        lambda path: polars.DataFrame(RECORDS, infer_schema_length=None).write_csv(path, quote_style="non_numeric"),
    ),
    "Parquet of pandas": ("w.parquet", "parquet", lambda path: frame().astype({"count": "Int64"}).drop(columns=["day", "at"]).join(table().select(["day", "at"]).to_pandas(date_as_object=True)).to_parquet(path)),
    "Parquet of DuckDB": ("w.parquet", "parquet", by_duckdb("FORMAT parquet")),
    "Parquet of DuckDB, lz4_raw": ("w.parquet", "parquet", by_duckdb("FORMAT parquet, COMPRESSION lz4_raw")),
    "CSV of DuckDB, gzip": ("w.csv.gz", "csv", text_by_duckdb("FORMAT csv, HEADER, FORCE_QUOTE (text, title), COMPRESSION gzip")),
    "JSON of DuckDB": ("w.json", "json", text_by_duckdb("FORMAT json, ARRAY true")),
    "JSON Lines of DuckDB, zstd": ("w.jsonl.zst", "jsonl", text_by_duckdb("FORMAT json, COMPRESSION zstd")),
    "JSON Lines of pandas, zstd": ("w.jsonl.zst", "jsonl", lambda path: frame().astype({"count": "Int64"}).to_json(path, orient="records", lines=True)),
    "JSON Lines, gzip": ("w.jsonl.gz", "jsonl", lambda path: path.write_bytes(gzip.compress(LINES[:99].encode()) + gzip.compress(LINES[99:].encode()))),
    "JSON Lines, zstd": ("w.jsonl.zst", "jsonl", zst()),
    "JSON Lines, zstd with checksums": ("w.jsonl.zst", "jsonl", zst(write_checksum=True, level=19)),
    "JSON Lines, zstd with a long window": ("w.jsonl.zst", "jsonl", zst(**LONG)),
}


@pytest.mark.parametrize("form", FORMS)
def test_is_the_same_release(form, wanted, tmp_path):
    name, source, write = FORMS[form]
    write(tmp_path / name)
    assert data_of(exported(tmp_path, name, source)) == wanted


# pandas and spreadsheets write null and the empty text alike, so that one of them has to go.
FILLED = [{**record, "text": record["text"] or "-"} for record in RECORDS]


@pytest.fixture(scope="module")
def wanted_filled(tmp_path_factory) -> bytes:
    folder = tmp_path_factory.mktemp("filled")
    lines = "".join(json.dumps(record) + "\n" for record in FILLED)
    (folder / "wells.jsonl").write_text(lines, "utf-8")
    return data_of(exported(folder, "wells.jsonl", "jsonl"))


TABLES = {
    "pandas as it is": ("w.csv", {}, ""),
    "pandas, packed as gzip": ("w.csv.gz", {}, ""),
    "pandas, packed as zstd": ("w.csv.zst", {}, ""),
    "with a byte order mark, semicolons and CR LF": (
        "w.csv",
        {"encoding": "utf-8-sig", "sep": ";", "lineterminator": "\r\n"},
        ', separator: ";"',
    ),
    "in windows-1256": ("w.csv", {"encoding": "cp1256", "sep": ";"}, ', encoding: windows-1256, separator: ";"'),
    "in UTF-16 with tabs": ("w.csv", {"encoding": "utf-16", "sep": "\t"}, ', encoding: utf-16, separator: "\\t"'),
    "in tabs, by its name": ("w.tsv", {"sep": "\t"}, ""),
}


@pytest.mark.parametrize("form", TABLES)
def test_a_table_is_the_same_release(form, wanted_filled, tmp_path):
    name, options, more = TABLES[form]
    pandas.DataFrame(FILLED).to_csv(tmp_path / name, index=False, **options)
    assert data_of(exported(tmp_path, name, "csv", more)) == wanted_filled


def test_what_other_programs_wrote_is_not_damaged_unseen(tmp_path):
    """A byte that zstd's checksum guards is changed: the release is refused, whatever the byte."""
    buffer = io.BytesIO()
    compressor = zstandard.ZstdCompressor(write_checksum=True)
    with compressor.stream_writer(buffer, closefd=False) as writer:
        writer.write(LINES.encode())
    packed = buffer.getvalue()
    for i in range(8, len(packed), len(packed) // 6):
        changed = bytearray(packed)
        changed[i] ^= 0x10
        folder = tmp_path / str(i)
        folder.mkdir()
        (folder / "w.jsonl.zst").write_bytes(bytes(changed))
        with pytest.raises(Exception) as refused:
            exported(folder, "w.jsonl.zst", "jsonl")
        assert b"file/packed" in refused.value.stderr
