"""Every reader finds the same records in every format."""

import csv
import datetime
import hashlib
import io
import json

import duckdb
import pandas
import polars
import pyarrow.ipc
import pyarrow.parquet
import pytest
import rfc8785
from conftest import export


def plain(value):
    """A value as JSON Lines has it: dates as text, nulls and absent keys alike."""
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items() if member is not None}
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value]
    if isinstance(value, datetime.datetime):
        text = value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
        text = f"{value.year:04d}{text[text.index('-'):]}"
        fraction = f".{value.microsecond:06d}".rstrip("0") if value.microsecond else ""
        return f"{text}{fraction}Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and abs(value) < 2**53 and value.is_integer():
        return int(value)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return float(value)
    return value


def json_columns(schema, prefix=()):
    """Paths of the columns that hold JSON text, by the Arrow field's metadata."""
    found = []
    for field in schema:
        path = (*prefix, field.name)
        if (field.metadata or {}).get(b"media_type") == b"application/json":
            found.append(path)
        if pyarrow.types.is_struct(field.type):
            found.extend(json_columns(field.type, path))
    return found


def with_json(record, paths):
    """Parses JSON columns; the keys of `_extra` go back to where they stood."""
    record = dict(record)
    for path in paths:
        parent = record
        for name in path[:-1]:
            parent[name] = None if parent[name] is None else dict(parent[name])
            parent = parent[name]
            if parent is None:
                break
        if parent is None or parent.get(path[-1]) is None:
            if parent is not None and path[-1] == "_extra":
                parent.pop("_extra", None)
            continue
        value = json.loads(parent[path[-1]])
        if path[-1] == "_extra":
            del parent["_extra"]
            parent.update(value)
        else:
            parent[path[-1]] = value
    return record


def arrow_schema(release):
    return pyarrow.ipc.open_file(release.files("arrow")[0]).schema


def expected(release):
    return [plain(record) for record in release.records()]


def test_pyarrow_reads_arrow(release):
    tables = [pyarrow.ipc.open_file(path).read_all() for path in release.files("arrow")]
    paths = json_columns(tables[0].schema)
    found = [plain(with_json(record, paths)) for table in tables for record in table.to_pylist()]
    assert found == expected(release)


def test_pyarrow_reads_parquet(release):
    tables = [pyarrow.parquet.read_table(path) for path in release.files("parquet")]
    paths = json_columns(arrow_schema(release))
    found = [plain(with_json(record, paths)) for table in tables for record in table.to_pylist()]
    assert found == expected(release)


def test_the_types_are_those_of_the_schema(release):
    arrow = arrow_schema(release)
    parquet = pyarrow.parquet.read_schema(release.files("parquet")[0])
    assert arrow.names == parquet.names
    for field in arrow:
        stored = parquet.field(field.name)
        assert stored.nullable == field.nullable, field.name
        if (field.metadata or {}).get(b"media_type") is None and not pyarrow.types.is_nested(field.type):
            assert stored.type == field.type, field.name


def test_polars_reads_arrow_and_parquet(release):
    paths = json_columns(arrow_schema(release))
    for frames in (
        [polars.read_ipc(path) for path in release.files("arrow")],
        [polars.read_parquet(path) for path in release.files("parquet")],
    ):
        found = [plain(with_json(record, paths)) for frame in frames for record in frame.to_dicts()]
        assert found == expected(release)


def test_duckdb_reads_parquet(release):
    paths = json_columns(arrow_schema(release))
    files = [str(path) for path in release.files("parquet")]
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        # DuckDB has no Python value for days before year 1 and after 9999; all of ours are within.
        cursor = connection.execute("SELECT * FROM read_parquet($files)", {"files": files})
        names = [column[0] for column in cursor.description]
        found = [plain(with_json(dict(zip(names, line)), paths)) for line in cursor.fetchall()]
    assert found == expected(release)


def leaves(group):
    return [group.column(place) for place in range(group.num_columns)]


def flat(column):
    """Values of a column that is a scalar, or None for one that is nested."""
    return None if pyarrow.types.is_nested(column.type) else column.to_pylist()


def check_statistics(path):
    """Every row group is small, every column has an index, and the bounds of scalars hold."""
    file = pyarrow.parquet.ParquetFile(path, page_checksum_verification=True)
    for number in range(file.num_row_groups):
        group = file.metadata.row_group(number)
        assert group.total_byte_size <= 40 * 2**20
        table = file.read_row_group(number)
        for chunk in leaves(group):
            assert chunk.has_offset_index
            assert chunk.compression == "ZSTD"
            statistics = chunk.statistics
            assert statistics.has_null_count
            is_json = statistics.logical_type.type == "JSON"
            assert chunk.has_column_index != is_json
            if is_json:
                assert not statistics.has_min_max
            if "." in chunk.path_in_schema or (values := flat(table[chunk.path_in_schema])) is None:
                continue
            present = [value for value in values if value is not None]
            assert statistics.null_count == len(values) - len(present)
            assert statistics.num_values == len(present)
            assert statistics.has_min_max == (present != [] and not is_json)
            if not statistics.has_min_max or isinstance(present[0], datetime.datetime):
                continue
            assert statistics.min <= min(present)
            assert max(present) <= statistics.max


def test_parquet_has_statistics_indexes_and_checksums(release):
    for path in release.files("parquet"):
        check_statistics(path)


SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "text", "kind", "score", "parts"],
    "properties": {
        "id": {"type": "integer", "minimum": 0, "x-key": True},
        "text": {"type": "string"},
        "kind": {"enum": ["نص", "خبر", "🙂"]},
        "score": {"type": ["number", "null"]},
        "parts": {
            "type": ["array", "null"],
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["n"],
                "properties": {"n": {"type": "integer"}, "word": {"type": ["string", "null"]}},
            },
        },
    },
}


def many(number):
    """Records of very different sizes, in several row groups."""
    parts = None if number % 11 == 0 else [{"n": number * i, "word": None if i == 1 else f"كلمة {number % 90}"} for i in range(number % 5)]
    return {
        "id": number,
        "text": f"{number * 7919 % 80021:05d} " + "نص طويل " * (number % 60),
        "kind": ["نص", "خبر", "🙂"][number % 3],
        "score": None if number % 4 == 0 else number / 8,
        "parts": parts,
    }


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    records = [many(number) for number in range(80_000)]
    (folder / "corpus" / "records").mkdir(parents=True)
    (folder / "corpus" / "corpus.yaml").write_text(CORPUS)
    (folder / "corpus" / "record.schema.json").write_text(json.dumps(SCHEMA))
    lines = [json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records]
    (folder / "corpus" / "records" / "all.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return export(folder / "corpus", folder / "release", "--formats", "parquet"), records


CORPUS = """\
name: many
title: Many
version: 1.0.0
released: 2026-11-22
url: urn:example:many
description: Made up.
license: CC0-1.0
creators: [{name: Nobody, type: organisation}]
language: [ar]
schema: record.schema.json
sources: [{path: records, format: jsonl}]
"""


def test_a_parquet_file_of_several_row_groups_is_read_whole(large):
    release, records = large
    (path,) = release.files("parquet")
    check_statistics(path)
    assert pyarrow.parquet.ParquetFile(path).num_row_groups > 1
    wanted = [plain(record) for record in records]
    assert [plain(record) for record in pyarrow.parquet.read_table(path).to_pylist()] == wanted
    assert [plain(record) for record in polars.read_parquet(path).to_dicts()] == wanted
    with duckdb.connect() as connection:
        cursor = connection.execute("SELECT * FROM read_parquet($file)", {"file": str(path)})
        names = [column[0] for column in cursor.description]
        assert [plain(dict(zip(names, line))) for line in cursor.fetchall()] == wanted


def test_statistics_leave_nothing_out_that_a_query_asks_for(large):
    release, records = large
    (path,) = release.files("parquet")
    queries = [
        ("id", 70_000), ("id", 79_999), ("text", records[123]["text"]), ("text", "7"), ("kind", "🙂"),
        ("score", 9_999.875), ("score", -1.0),
    ]  # fmt: skip
    with duckdb.connect() as connection:
        for name, value in queries:
            for sign, keeps in (("=", value.__eq__), (">=", value.__le__), ("<", value.__gt__)):
                wanted = [record["id"] for record in records if record[name] is not None and keeps(record[name])]
                found = pyarrow.parquet.read_table(path, columns=["id"], filters=[(name, "==" if sign == "=" else sign, value)])
                assert found["id"].to_pylist() == wanted, (name, sign, value)
                column = polars.col(name)
                condition = column == value if sign == "=" else column >= value if sign == ">=" else column < value
                frame = polars.scan_parquet(path).filter(condition).select("id").collect()
                assert frame["id"].to_list() == wanted, (name, sign, value)
                query = f"SELECT id FROM read_parquet($file) WHERE {name} {sign} $value"
                rows = connection.execute(query, {"file": str(path), "value": value}).fetchall()
                assert [line[0] for line in rows] == wanted, (name, sign, value)
        query = "SELECT DISTINCT path_in_schema, min_is_exact, max_is_exact FROM parquet_metadata($file) ORDER BY ALL"
        exact = {line[0]: line[1:] for line in connection.execute(query, {"file": str(path)}).fetchall()}
        assert exact["id"] == exact["kind"] == (True, True)
        assert exact["text"] == (True, False)
    groups = pyarrow.parquet.ParquetFile(path).metadata
    bounds = [groups.row_group(number).column(0).statistics for number in range(groups.num_row_groups)]
    assert [bound.min for bound in bounds] == [0, *(bound.max + 1 for bound in bounds[:-1])]


def test_pandas_reads_parquet(release):
    keys = [name for name in arrow_schema(release).names if name in ("id", "poem")]
    frames = [pandas.read_parquet(path, dtype_backend="pyarrow") for path in release.files("parquet")]
    found = [value for frame in frames for value in frame[keys[0]].tolist()]
    assert found == [record[keys[0]] for record in release.records()]


def test_csv_holds_the_same_cells(release):
    """Python's own reader, on scalar columns at the top: null is an empty cell."""
    records = expected(release)
    lines = []
    csv.field_size_limit(2**31 - 1)
    for path in release.files("csv"):
        lines.extend(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))
    assert len(lines) == len(records)
    for line, record in zip(lines, records):
        for name, value in record.items():
            if isinstance(value, str) and name in line and name not in ("reading",):
                assert line[name] == value
            if isinstance(value, bool):
                assert line[name] == ("true" if value else "false")


def test_duckdb_and_polars_read_csv(release):
    key = [name for name in arrow_schema(release).names if name in ("id", "poem")][0]
    wanted = [record[key] for record in release.records()]
    files = [str(path) for path in release.files("csv")]
    with duckdb.connect() as connection:
        query = "SELECT * FROM read_csv($files, header = true, all_varchar = true, quote = '\"', escape = '\"', max_line_size = 100000000)"
        cursor = connection.execute(query, {"files": files})
        position = [column[0] for column in cursor.description].index(key)
        assert [line[position] for line in cursor.fetchall()] == wanted
    frames = [polars.read_csv(path, infer_schema=False) for path in files]
    assert [value for frame in frames for value in frame[key].to_list()] == wanted


def canonical(value) -> bytes:
    """RFC 8785 with null members removed; integers beyond 2^53 as digits."""
    if isinstance(value, dict):
        members = sorted(((k, v) for k, v in value.items() if v is not None), key=lambda m: m[0].encode("utf-16-be"))
        return b"{" + b",".join(rfc8785.dumps(k) + b":" + canonical(v) for k, v in members) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(canonical(v) for v in value) + b"]"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        return str(value).encode()
    return rfc8785.dumps(value)


def test_the_content_digest_is_what_the_standard_says(release):
    digest = hashlib.sha256()
    for record in release.records():
        digest.update(hashlib.sha256(canonical(record)).digest())
    assert release.package["contentDigest"] == f"sha256:{digest.hexdigest()}"
