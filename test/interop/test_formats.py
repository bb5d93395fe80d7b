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
import rfc8785


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
