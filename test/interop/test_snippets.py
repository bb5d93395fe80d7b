"""Each piece of code that a release's README gives loads the release as it stands: types and values."""

import datetime
import json
import math
import os
import pathlib
import re
import shutil
import subprocess

import duckdb
import pandas
import pyarrow
import pytest
from awkward import AWKWARD, write_corpus
from conftest import RELEASES, ROOT, Release, export, made
from test_formats import json_columns, plain, with_json
from test_hugging_face import datasets, same

SNIPPET = re.compile(r"^\*\*(.+?)\.\*\*.*\n\n```(\w+)\n([\s\S]*?)\n```$", re.M)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class Loaded:
    """A release, its code by format and tool, and the columns that its records make."""

    def __init__(self, release: Release, truth: Release):
        self.release = release
        self.records = truth.records()
        self.schema = pyarrow.ipc.open_file(truth.files("arrow")[0]).schema
        self.json = json_columns(self.schema)
        readme = (release.folder / "README.md").read_text("utf-8")
        load = readme.split("\n## Load\n")[1].split("\n## Dataset Description\n")[0]
        self.snippets = {
            (section.split("\n", 1)[0], tool): code
            for section in load.split("\n### ")[1:]
            for tool, _, code in SNIPPET.findall(section)
        }
        assert load.count("\n```\n") == len(self.snippets)

    def code(self, format: str, tool: str) -> str:
        found = self.snippets.get((format, tool))
        if found is None:
            pytest.skip(f"it has no {format} for {tool}")
        return found

    def check(self, found: list[dict]):
        assert [plain(with_json(record, self.json)) for record in found] == [plain(record) for record in self.records]

    def tables(self) -> dict[str, list[dict]]:
        """Of CSV, by the names that the code gives: lines with typed cells; `""` and null are two things."""
        tables = {}
        for resource in self.release.package["resources"]:
            if resource["format"] != "csv":
                continue
            text = (self.release.folder / resource["path"]).read_bytes().decode("utf-8")
            header, *lines = cells_of(text)
            types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
            stem = re.sub(r"(-\d+-of-\d+)?\.csv$", "", resource["path"].removeprefix("data/"))
            table = stem.removeprefix(self.release.name).lstrip(".")
            name = f"records_{re.sub('[^A-Za-z0-9]', '_', table)}" if table else "records"
            typed = [{name: value(cell, types[name]) for name, cell in zip(header, line)} for line in lines]
            tables.setdefault(name, []).extend(typed)
        return tables


def cells_of(text: str) -> list[list[str | None]]:
    lines = [[]]
    for cell, end in re.findall(r'("(?:[^"]|"")*"|[^",\n]*)(,|\n)', text):
        lines[-1].append(cell[1:-1].replace('""', '"') if cell.startswith('"') else cell or None)
        if end == "\n":
            lines.append([])
    return lines[:-1]


def value(cell: str | None, type: str):
    if cell is None:
        return None
    if type == "boolean":
        return {"true": True, "false": False}[cell]
    if type == "datetime":
        return datetime.datetime.fromisoformat(cell.removesuffix("Z").ljust(19, "0")).replace(tzinfo=datetime.timezone.utc)
    converters = {"integer": int, "number": float, "date": datetime.date.fromisoformat}
    return converters.get(type, str)(cell)


def without_empty(tables: dict) -> dict:
    return {
        name: [{key: None if cell == "" else cell for key, cell in line.items()} for line in lines]
        for name, lines in tables.items()
    }


@pytest.fixture(scope="module", params=["seed", *RELEASES, *AWKWARD])
def loaded(request, tmp_path_factory, seed) -> Loaded:
    if request.param == "seed":
        return Loaded(seed, seed)
    folder = tmp_path_factory.mktemp("snippets")
    if request.param in RELEASES:
        release = made(request.param, folder)
        return Loaded(release, release)
    corpus, options = write_corpus(folder / "corpus", request.param)
    truth = export(corpus, folder / "truth", "--formats", "jsonl,arrow")
    return Loaded(export(corpus, folder / "release", *options), truth)


@pytest.fixture
def run(loaded, monkeypatch):
    """Runs Python in the folder of the release; gives the names that it made."""

    def run(format: str, tool: str) -> dict:
        code = loaded.code(format, tool)
        monkeypatch.chdir(loaded.release.folder)
        names = {}
        exec(code, names)
        return {name: found for name, found in names.items() if name.startswith("records")}

    return run


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path):
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)


@pytest.mark.parametrize("format", ["Parquet", "Arrow"])
def test_pandas_keeps_the_types_of_columns(loaded, run, format):
    records = run(format, "pandas")["records"]
    for field in loaded.schema:
        found = records[field.name].dtype.pyarrow_dtype
        assert same_type(found, field.type), field.name
    loaded.check(records.convert_dtypes(dtype_backend="pyarrow").to_dict("records") if len(records) == 0 else rows(records))


def rows(frame: pandas.DataFrame) -> list[dict]:
    columns = {name: pyarrow.array(frame[name].array).to_pylist() for name in frame.columns}
    return [dict(zip(columns, line)) for line in zip(*columns.values())]


def same_type(found: pyarrow.DataType, wanted: pyarrow.DataType) -> bool:
    """Parquet has a type of its own for JSON, and names the items of a list."""
    if pyarrow.types.is_nested(wanted):
        return found.id == wanted.id
    if isinstance(found, pyarrow.JsonType):
        found = found.storage_type
    return found == wanted


@pytest.mark.parametrize("format", ["Parquet", "Arrow"])
def test_polars_and_pyarrow_find_the_records(loaded, run, format):
    if (format, "polars") not in loaded.snippets:
        pytest.skip(f"it has no {format}")
    loaded.check(run(format, "polars")["records"].to_dicts())
    table = run(format, "pyarrow")["records"]
    assert all(same_type(table.schema.field(field.name).type, field.type) for field in loaded.schema)
    loaded.check(table.to_pylist())


@pytest.mark.parametrize("format", ["Parquet", "Arrow", "CSV", "JSON Lines"])
def test_datasets_loads_the_records(loaded, run, format):
    found = list(run(format, "Hugging Face datasets")["records"])
    wanted = loaded.records
    if format == "CSV":
        wanted = without_empty(loaded.tables())["records"]
        assert [as_the_card_says(line) for line in found] == [as_the_card_says(line) for line in wanted]
        return
    assert len(found) == len(wanted)
    if format == "JSON Lines" and loaded.json:
        # The card can state no types then, and datasets makes moments of texts that look like them.
        assert "makes moments of texts" in (loaded.release.folder / "README.md").read_text("utf-8")
        return
    assert all(map(same, found, wanted))


def as_the_card_says(line: dict) -> dict:
    """The card calls days, moments and what may be null but true or false texts."""
    spelled = {None: None, "": None, True: "true", False: "false"}
    return {name: spelled[cell] if cell in ("", None) or isinstance(cell, bool) else float(cell) if isinstance(cell, int) else plain(cell) for name, cell in line.items()}


def test_pandas_reads_cells_with_their_types(loaded, run):
    found = run("CSV", "pandas")
    wanted = without_empty(loaded.tables())
    assert {name: rows(frame) for name, frame in found.items()} == wanted


def test_polars_reads_cells_with_their_types(loaded, run):
    found = run("CSV", "polars")
    assert {name: frame.to_dicts() for name, frame in found.items()} == loaded.tables()


def test_python_reads_lines(loaded, run):
    assert run("JSON Lines", "Python alone")["records"] == loaded.records


def in_duckdb(loaded, code: str, monkeypatch) -> dict[str, list[dict]]:
    monkeypatch.chdir(loaded.release.folder)
    found = {}
    with duckdb.connect() as connection:
        connection.execute(code)
        # What Python has no value for without a module of its own.
        connection.execute("SET TimeZone = 'UTC'")
        for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall():
            cursor = connection.execute(f'SELECT * FROM "{name}"')
            columns = [column[0] for column in cursor.description]
            found[name] = [dict(zip(columns, line)) for line in cursor.fetchall()]
    return found


def test_duckdb_finds_the_records(loaded, monkeypatch):
    code = loaded.code("Parquet", "DuckDB")
    loaded.check(in_duckdb(loaded, code, monkeypatch)["records"])


def test_duckdb_reads_cells_with_their_types(loaded, monkeypatch):
    code = loaded.code("CSV", "DuckDB")
    found = {name: [{key: in_utc(cell) for key, cell in line.items()} for line in lines] for name, lines in in_duckdb(loaded, code, monkeypatch).items()}
    assert found == loaded.tables()


def in_utc(cell):
    return cell.astimezone(datetime.timezone.utc) if isinstance(cell, datetime.datetime) else cell


def test_duckdb_reads_lines(loaded, monkeypatch):
    code = loaded.code("JSON Lines", "DuckDB")
    paths = [path for path in loaded.json if path[-1] != "_extra"]
    found = in_duckdb(loaded, code, monkeypatch)["records"]
    # An open object is JSON as a whole.
    whole = [name for name, column in typed_columns(code).items() if column == "JSON" and (name,) not in paths]
    inside = [path for path in paths if path[0] not in whole]
    found = [plain(with_json(record, [*inside, *((name,) for name in whole)])) for record in found]
    declared = set(loaded.schema.names)
    wanted = [{name: member for name, member in record.items() if name in declared} for record in loaded.records]
    assert found == [plain(record) for record in wanted]


def typed_columns(code: str) -> dict[str, str]:
    return {name.replace("''", "'"): type for name, type in re.findall(r"^    '((?:[^']|'')*)': '((?:[^']|'')*)',?$", code, re.M)}


def needs(program: str):
    if shutil.which(program) is None and not os.environ.get("CI"):
        pytest.skip(f"{program} is not installed")


EXACT = """
exact <- function(numbers) ifelse(is.na(numbers), NA, sprintf("#%.17g", numbers))
"""
DUMP = f"""{EXACT}
dump <- function(frame) list(
    classes = lapply(frame, function(column) class(column)[1]),
    values = lapply(frame, function(column) if (is.character(column)) column else exact(as.numeric(column))))
tables <- sapply(grep("^records", ls(), value = TRUE), function(name) dump(get(name)), simplify = FALSE)
cat(enc2utf8(jsonlite::toJSON(tables, na = "null", null = "list")))
"""


def in_r(loaded, code: str, *arguments: str) -> str:
    needs("Rscript")
    command = ["Rscript", "--vanilla", "-e", code]
    result = subprocess.run(command, cwd=loaded.release.folder, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "Asia/Damascus"})
    assert result.returncode == 0 and result.stderr == "", result.stderr
    return result.stdout


CLASSES = {
    bool: ["logical"],
    int: ["integer", "numeric"],
    float: ["numeric"],
    datetime.date: ["Date"],
    datetime.datetime: ["POSIXct"],
    str: ["character"],
}


def test_r_reads_cells_with_their_classes(loaded):
    found = json.loads(in_r(loaded, loaded.code("CSV", "R") + DUMP))
    wanted = without_empty(loaded.tables())
    assert found.keys() == wanted.keys()
    for name, lines in wanted.items():
        for column in lines[0] if lines else []:
            (kind,) = found[name]["classes"][column]
            cells = [line[column] for line in lines]
            for cell, read in zip(cells, found[name]["values"][column], strict=True):
                if cell is None:
                    assert read is None, column
                elif kind == "character":
                    assert isinstance(cell, (str, int)), column
                    assert read == re.sub("\r\n?", "\n", str(cell)), column
                else:
                    assert kind in CLASSES[type(cell)], column
                    assert math.isclose(float(read.removeprefix("#")), number(cell), rel_tol=1e-15), column


def number(cell) -> float:
    if isinstance(cell, datetime.datetime):
        return (cell - EPOCH).total_seconds()
    return (cell - EPOCH.date()).days if isinstance(cell, datetime.date) else float(cell)


def test_r_reads_lines(loaded):
    dump = f'''{EXACT}
records <- rapply(records, exact, classes = c("integer", "numeric"), how = "replace")
cat(enc2utf8(jsonlite::toJSON(records, auto_unbox = TRUE, null = "null", na = "null")))'''
    found = json.loads(in_r(loaded, loaded.code("JSON Lines", "R, with jsonlite") + dump))
    assert [r_value(record) for record in found] == [r_value(plain(record)) for record in loaded.records]


def r_value(value):
    """R has one type for objects and lists without members, and texts where numbers would be rounded."""
    if isinstance(value, dict):
        return {key: r_value(member) for key, member in value.items() if member is not None} or []
    if isinstance(value, list):
        return [r_value(member) for member in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        # jsonlite takes this one for a number after all.
        as_text = isinstance(value, int) and abs(value) > 2**53 and value != -(2**63)
        return str(value) if as_text else f"{float(value):.15g}"
    if isinstance(value, str) and value.startswith("#"):
        return f"{float(value[1:]):.15g}"
    return value


@pytest.fixture(scope="session")
def scripts(tmp_path_factory) -> pathlib.Path:
    """A folder from which modules of the project are found."""
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


def in_javascript(loaded, code: str, scripts: pathlib.Path) -> list[dict]:
    script = scripts / "snippet.mjs"
    script.write_text(f"{code}\n{REVEAL}", "utf-8")
    command = ["node", "--preserve-symlinks-main", str(script)]
    result = subprocess.run(command, cwd=loaded.release.folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


REVEAL = """
const reveal = (key, value) => (typeof value === 'bigint' ? { bigint: String(value) } : value)
process.stdout.write(JSON.stringify([...records], reveal))
"""


def expected_in_javascript(value, type: pyarrow.DataType, moment):
    if value is None:
        return None
    if pyarrow.types.is_struct(type):
        return {field.name: expected_in_javascript(value.get(field.name), field.type, moment) for field in type}
    if pyarrow.types.is_list(type):
        return [expected_in_javascript(member, type.value_type, moment) for member in value]
    if pyarrow.types.is_int64(type):
        return {"bigint": str(value)}
    if isinstance(value, (datetime.date, datetime.datetime)):
        return moment(value)
    return value


def milliseconds(value) -> float:
    return number(value) * 1000 if isinstance(value, datetime.datetime) else number(value) * 86_400_000


def iso(value) -> str:
    if isinstance(value, datetime.datetime):
        return f"{value:%m-%dT%H:%M:%S}.{value.microsecond // 1000:03d}Z".join([f"{value.year:04d}-", ""])
    return f"{value.isoformat()}T00:00:00.000Z"


def typed(loaded) -> list[dict]:
    table = pyarrow.dataset.dataset(loaded.release.files("arrow"), format="arrow").to_table()
    return table.to_pylist()


def test_apache_arrow_finds_the_records(loaded, scripts):
    found = in_javascript(loaded, loaded.code("Arrow", "JavaScript, with apache-arrow"), scripts)
    type = pyarrow.struct(list(loaded.schema))
    wanted = [expected_in_javascript(record, type, milliseconds) for record in typed(loaded)]
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted):
        assert close(one, other), (one, other)


def test_hyparquet_finds_the_records(loaded, scripts):
    if not loaded.release.files("arrow"):
        pytest.skip("it has no Arrow to compare with")
    found = in_javascript(loaded, loaded.code("Parquet", "JavaScript, with hyparquet and hyparquet-compressors"), scripts)
    type = pyarrow.struct(list(loaded.schema))
    wanted = [expected_in_javascript(with_json(record, [path for path in loaded.json if path[-1] != "_extra"]), type, iso) for record in typed(loaded)]
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted):
        assert close(without_nulls(one), without_nulls(other)), (one, other)


def without_nulls(value):
    """A null object reads as one that is not there; `_extra` is parsed."""
    if isinstance(value, dict):
        return {key: without_nulls(json.loads(member) if key == "_extra" and isinstance(member, str) else member) for key, member in value.items() if member is not None}
    return [without_nulls(member) for member in value] if isinstance(value, list) else value


def close(one, other) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(close(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(close, one, other))
    numbers = all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in (one, other))
    return one == other or (numbers and math.isclose(float(one), float(other), rel_tol=1e-15))


def test_javascript_reads_lines(loaded, scripts):
    found = in_javascript(loaded, loaded.code("JSON Lines", "JavaScript alone"), scripts)
    assert as_doubles(found) == as_doubles(loaded.records)


def as_doubles(records):
    """JavaScript has no other numbers."""
    return json.loads(json.dumps(records), parse_int=float)


def test_jq_prints_the_keys(loaded):
    needs("jq")
    code = loaded.code("JSON Lines", "the command line, with jq")
    result = subprocess.run(["bash", "-c", code], cwd=loaded.release.folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    found = [json.loads(line) for line in result.stdout.splitlines()]
    schema = json.loads((loaded.release.folder / loaded.release.package["jsonSchema"]).read_text("utf-8"))
    keys = [name for name, property in schema["properties"].items() if property.get("x-key")]
    assert as_doubles(found) == as_doubles([record[keys[0]] if keys else record for record in loaded.records])


def test_every_release_has_code_for_every_format(loaded):
    names = {"parquet": "Parquet", "arrow": "Arrow", "csv": "CSV", "jsonl": "JSON Lines"}
    formats = {names[resource["format"]] for resource in loaded.release.package["resources"]}
    assert {format for format, _ in loaded.snippets} == formats
