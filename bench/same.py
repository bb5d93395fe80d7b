"""What a folder of exported files holds, one line a file: records, code points of `text`, and a hash of all ids."""

import json
import pathlib
import sys

import duckdb
import pyarrow
import pyarrow.ipc

connection = duckdb.connect()
WANTED = "count(*), sum(length(text))::BIGINT, bit_xor(hash(id))::VARCHAR"
READERS = {
    ".csv": "read_csv({!r}, header=true, all_varchar=true, quote='\"', escape='\"', max_line_size=100000000)",
    ".json": "read_json({!r}, format='newline_delimited', columns={{id: 'VARCHAR', text: 'VARCHAR'}})",
    ".jsonl": "read_json({!r}, format='newline_delimited', columns={{id: 'VARCHAR', text: 'VARCHAR'}})",
    ".parquet": "read_parquet({!r})",
}


def facts(path: pathlib.Path) -> list:
    if path.suffix == ".arrow":
        with pyarrow.memory_map(str(path)) as file:
            held = pyarrow.ipc.open_file(file).read_all().select(["id", "text"])
            return list(connection.execute(f"SELECT {WANTED} FROM held").fetchone())
    return list(connection.execute(f"SELECT {WANTED} FROM {READERS[path.suffix].format(str(path))}").fetchone())


for folder in sys.argv[1:]:
    files = sorted(path for path in pathlib.Path(folder).rglob("*") if path.suffix in READERS or path.suffix == ".arrow")
    for path in files:
        if path.parent.name != "schema" and path.name not in ("datapackage.json", "croissant.json", "ro-crate-metadata.json"):
            print(json.dumps({"file": path.name, "format": path.suffix, "facts": facts(path)}))
