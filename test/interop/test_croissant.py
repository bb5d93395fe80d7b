"""mlcroissant accepts croissant.json without a warning, and loads from every record set what JSON Lines holds."""

import hashlib
import json
import urllib.parse

import mlcroissant
import pandas
from absl import logging

# What pandas, with which mlcroissant reads CSV and JSON Lines, takes for missing, true and false.
MISSING = set(pandas._libs.parsers.STR_NA_VALUES)


def described(release) -> dict:
    return json.loads((release.folder / "croissant.json").read_text("utf-8"))


def load(release) -> mlcroissant.Dataset:
    return mlcroissant.Dataset(str(release.folder / "croissant.json"))


def check_valid(release, caplog):
    logging.use_absl_handler()
    dataset = load(release)
    assert dataset.metadata.ctx.issues.errors == set()
    assert dataset.metadata.ctx.issues.warnings == set()
    assert [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


def test_mlcroissant_finds_no_fault(release, caplog):
    check_valid(release, caplog)


def test_mlcroissant_finds_no_fault_in_awkward_releases(awkward, caplog):
    check_valid(awkward, caplog)


def check_files(release):
    nodes = described(release)["distribution"]
    files = {node["contentUrl"]: node for node in nodes if node["@type"] == "cr:FileObject"}
    assert set(files) == {f"data/{path.name}" for path in (release.folder / "data").iterdir()}
    for path, node in files.items():
        data = (release.folder / path).read_bytes()
        assert node["sha256"] == hashlib.sha256(data).hexdigest()
        assert node["contentSize"] == f"{len(data)} B"
    for node in nodes:
        if node["@type"] == "cr:FileSet":
            assert len(node["includes"]) > 1 and set(node["includes"]) <= set(files)


def test_every_data_file_is_described(release):
    check_files(release)


def test_every_data_file_of_awkward_releases_is_described(awkward):
    check_files(awkward)


def value(found):
    """A loaded value as plain data."""
    if isinstance(found, list):
        return [value(element) for element in found]
    if isinstance(found, bytes):
        return found.decode()
    if found is None or found is pandas.NaT or (isinstance(found, float) and found != found):
        return None
    return found.item() if hasattr(found, "item") else found


def same(found, wanted, data_type, guessed):
    """`guessed`: pandas chose the types, so that of a text may be left what it means as a number."""
    if isinstance(wanted, list) and isinstance(found, list):
        return len(found) == len(wanted) and all(same(f, w, data_type, guessed) for f, w in zip(found, wanted))
    if found is None or wanted is None:
        return found is wanted or (guessed and (wanted == "" or wanted in MISSING))
    if data_type in ("sc:Date", "sc:DateTime"):
        return found.tz_localize(None) == pandas.Timestamp(wanted).tz_localize(None)
    if found == wanted and isinstance(found, bool) == isinstance(wanted, bool):
        return True
    if data_type == "sc:Text" and found == json.dumps(wanted, ensure_ascii=False):
        return True
    if data_type == "sc:Float" and found == float(wanted):
        return True
    if not guessed:
        return False
    if isinstance(wanted, str) and isinstance(found, str):
        return found.lower() == wanted.lower() or float(found) == float(wanted)
    # pandas reads integers of JSON beyond 64 bits wrongly.
    return abs(wanted) > 2**64 or abs(found - wanted) <= max(1e-9 * abs(wanted), 1e-300)


def leaves(fields, path=()):
    """Fields with a source: the parents and the field, and whether the parent is a list."""
    for field in fields:
        if "subField" in field:
            yield from leaves(field["subField"], (*path, field))
        else:
            yield (*path, field)


def at(record, path):
    """The values of a property; of properties inside of a list, those of each element."""
    for i, field in enumerate(path):
        if record is None:
            return None
        record = record.get(field["name"])
        if "subField" in field and field.get("isArray"):
            return record if record is None else [at(element, path[i + 1 :]) for element in record]
    return record


def loaded(record, path):
    field = path[-1]
    if len(path) == 1:
        return value(record[field["@id"]])
    parent = record[path[-2]["@id"]]
    if isinstance(parent, list):
        return [value(element[field["@id"]]) for element in parent]
    return value(parent[field["@id"]])


def split_extra(release, records):
    """Records as columns have them: what the schema does not declare stands in `_extra`, JSON is text."""
    (path,) = (release.folder / "schema").iterdir()
    return [with_extra(record, json.loads(path.read_text("utf-8"))) for record in records]


def with_extra(record, schema):
    declared = schema.get("properties", {})
    if schema.get("additionalProperties") is not True or not isinstance(record, dict):
        return record
    kept = {name: with_extra(member, declared[name]) for name, member in record.items() if name in declared}
    extra = {name: member for name, member in record.items() if name not in declared}
    return {**kept, "_extra": extra or None}


def check_records(release):
    dataset = load(release)
    for record_set in described(release).get("recordSet", []):
        found = list(dataset.records(record_set["@id"]))
        if record_set["@id"] == "records":
            compare_records(release, record_set, found)
        elif record_set["@id"] == "splits":
            assert found == record_set["data"]
        else:
            compare_children(release, record_set, found)


def source_of(field) -> str:
    source = field["source"]
    return (source.get("fileObject") or source.get("fileSet"))["@id"]


def compare_records(release, record_set, found):
    records = split_extra(release, release.records())
    assert len(found) == len(records)
    names = set()
    for path in leaves(record_set["field"]):
        guessed = not source_of(path[-1]).endswith("parquet")
        from_csv = source_of(path[-1]).endswith("csv")
        names.add(path[0]["name"])
        for record, wanted in zip(found, records):
            if from_csv:
                compare_cell(value(record[path[-1]["@id"]]), wanted, path[-1])
                continue
            want, got = at(wanted, path), loaded(record, path)
            data_type = path[-1]["dataType"]
            if want is None and any(field.get("isArray") and "subField" in field for field in path):
                # mlcroissant has no null for a list of objects.
                assert got is None or got == [None], path[-1]["@id"]
            elif data_type == "sc:Text" and is_json(want, got):
                assert json.loads(got) == want, path[-1]["@id"]
            else:
                assert same(got, want, data_type, guessed), (path[-1]["@id"], got, want)
    described_names = {name for record in records for name in record}
    left_out = record_set.get("description", "").partition("Left out, since mlcroissant cannot read it: ")[2]
    for name in described_names - names:
        assert name in left_out or any(n.startswith(f"{name}.") for n in names) or name == "_extra", name


def is_json(want, got):
    return isinstance(got, str) and not isinstance(want, str) and want is not None


def compare_cell(got, record, field):
    """Columns of CSV at the top of the record; those spread from objects are compared in test_formats.py."""
    if field["name"] not in record:
        return
    want = record[field["name"]]
    if isinstance(want, list) and isinstance(got, (int, float)):
        assert got == len(want), field["@id"]
    elif isinstance(want, dict) and field["dataType"] == "sc:Boolean":
        assert got is True, field["@id"]
    elif is_json(want, got):
        assert json.loads(got) == want, field["@id"]
    else:
        assert same(got, want, field["dataType"], True), (field["@id"], got, want)


def elements(record, names, positions=()):
    """The objects of lists inside of lists, with their positions."""
    name, *rest = names
    inner = record.get(name)
    if inner is None:
        return
    if isinstance(inner, dict):
        yield from elements(inner, rest, positions)
        return
    for i, element in enumerate(inner):
        if rest:
            yield from elements(element, rest, (*positions, i))
        else:
            yield (*positions, i), element


def compare_children(release, record_set, found):
    """Tables of lists: key and positions, scalars, and the reference to the record."""
    pointer = record_set["description"].removeprefix("The objects of the list ").removesuffix(".")
    names = [name.replace("~1", "/").replace("~0", "~") for name in pointer.split("/") if name not in ("", "*")]
    key = [node["@id"] for node in record_set["key"]]
    own = urllib.parse.unquote(key[0].rpartition("/")[2])
    wanted = [
        (record[own], positions, element)
        for record in release.records()
        for positions, element in elements(record, names)
    ]
    assert len(found) == len(wanted)
    (holder,) = [field for field in record_set["field"] if "subField" in field]
    (inside,) = holder["subField"]
    assert inside["references"] == {"field": {"@id": f"records/{own}"}}
    for line, (id_, positions, element) in zip(found, wanted):
        assert same(value(line[key[0]]), id_, "sc:Text", True)
        assert line[holder["@id"]][inside["@id"]] == line[key[0]]
        assert [line[name] for name in key[1:]] == list(positions)
        for field in record_set["field"]:
            if field["name"] in element and field["@id"] not in key and "subField" not in field:
                compare_cell(value(line[field["@id"]]), element, field)


def test_mlcroissant_loads_every_record_set(release):
    check_records(release)


def test_mlcroissant_loads_every_record_set_of_awkward_releases(awkward):
    check_records(awkward)


def test_only_a_release_that_mlcroissant_cannot_read_has_no_record_set(awkward):
    formats = {path.suffix for path in (awkward.folder / "data").iterdir()}
    assert ("recordSet" in described(awkward)) == bool(formats & {".parquet", ".csv", ".jsonl"})
