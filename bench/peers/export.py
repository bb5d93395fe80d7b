"""What one would write to get the same files: `export.py duckdb|polars|pyarrow RECORDS.jsonl FOLDER`, with a SHA-256 of each."""

import pathlib
import subprocess
import sys

TYPES = {
    "id": "VARCHAR", "url": "VARCHAR", "title": "VARCHAR", "language": "VARCHAR", "published": "DATE", "section": "VARCHAR",
    "authors": "VARCHAR[]", "text": "VARCHAR", "words": "BIGINT", "score": "DOUBLE", "checked": "BOOLEAN", "editor": "VARCHAR",
}


def with_duckdb(source: str, folder: pathlib.Path) -> None:
    import duckdb

    columns = ", ".join(f"{name}: '{kind}'" for name, kind in TYPES.items())
    connection = duckdb.connect()
    connection.execute(
        f"CREATE TABLE records AS SELECT * FROM read_json('{source}', format='newline_delimited', columns={{{columns}}})"
    )
    for name, options in (("csv", "HEADER"), ("json", "FORMAT json"), ("parquet", "FORMAT parquet, COMPRESSION zstd")):
        connection.execute(f"COPY records TO '{folder / f'records.{name}'}' ({options})")


def with_polars(source: str, folder: pathlib.Path) -> None:
    import polars

    frame = polars.read_ndjson(source)
    frame.write_parquet(folder / "records.parquet")
    frame.write_ndjson(folder / "records.json")
    frame.write_ipc(folder / "records.arrow", compression="uncompressed")
    authors = polars.col("authors").map_elements(lambda names: str(list(names)), return_dtype=polars.String)
    frame.with_columns(authors).write_csv(folder / "records.csv")


def with_pyarrow(source: str, folder: pathlib.Path) -> None:
    import pyarrow
    import pyarrow.feather
    import pyarrow.json
    import pyarrow.parquet

    table = pyarrow.json.read_json(source)
    pyarrow.parquet.write_table(table, folder / "records.parquet", compression="zstd")
    pyarrow.feather.write_feather(table, folder / "records.arrow", compression="uncompressed")


def main(tool: str, source: str, out: str) -> None:
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    {"duckdb": with_duckdb, "polars": with_polars, "pyarrow": with_pyarrow}[tool](source, folder)
    for path in sorted(folder.iterdir()):
        subprocess.run(["openssl", "dgst", "-sha256", path], check=True, capture_output=True)


main(*sys.argv[1:])
