"""What a folder of exported files holds, one line a format: records, code points of `text`, and a hash of all ids."""

import json
import pathlib
import sys

import duckdb
import pyarrow
import pyarrow.ipc

connection = duckdb.connect()
WANTED = "count(*), sum(length(text))::BIGINT, bit_xor(hash(id))::VARCHAR"
DESCRIPTIONS = ("datapackage.json", "croissant.json", "ro-crate-metadata.json")
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


def together(some: list, more: list) -> list:
    """Of the shards of one format: sums, and hashes that do not mind the order."""
    return [some[0] + more[0], some[1] + more[1], str(int(some[2]) ^ int(more[2]))]


for folder in sys.argv[1:]:
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*")):
        own = path.suffix in READERS or path.suffix == ".arrow"
        if own and path.parent.name != "schema" and path.name not in DESCRIPTIONS:
            found[path.suffix] = together(found[path.suffix], facts(path)) if path.suffix in found else facts(path)
    for suffix, all_facts in found.items():
        print(json.dumps({"format": suffix, "facts": all_facts}))
