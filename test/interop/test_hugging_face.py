"""datasets.load_dataset loads every configuration of the card offline: types as declared, values as in JSON Lines."""

import csv
import io
import json
import os
import tempfile

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HOME=tempfile.mkdtemp(prefix="hf-"))

import datasets  # noqa: E402
import pytest  # noqa: E402
import yaml  # noqa: E402
from test_formats import plain  # noqa: E402

datasets.disable_progress_bars()
csv.field_size_limit(2**31 - 1)


def card(release) -> dict:
    return yaml.safe_load((release.folder / "README.md").read_text("utf-8").split("---\n")[1])


def declared(information) -> datasets.Features | None:
    features = information.get("features")
    return None if features is None else datasets.Features._from_yaml_list(features)


def load(release, name, cache, **options):
    return datasets.load_dataset(str(release.folder), name, split="train", cache_dir=str(cache), **options)


def check(release, cache):
    found = card(release)
    files = {config["config_name"]: config["data_files"][0]["path"] for config in found["configs"]}
    assert set(datasets.get_dataset_config_names(str(release.folder))) == set(files)
    for information in found["dataset_info"]:
        name = information["config_name"]
        features = declared(information)
        count = information["splits"][0]["num_examples"]
        if count == 0:
            # datasets has no way to say that a split is empty, save by streaming it.
            with pytest.raises(ValueError, match="corresponds to no data"):
                load(release, name, cache)
            stream = load(release, name, cache, streaming=True)
            assert list(stream) == [] and stream.features == features
            continue
        loaded = load(release, name, cache)
        assert len(loaded) == count
        if features is None:
            continue
        assert loaded.features == features
        if files[name][0].endswith(".csv"):
            exact = load(release, name, cache / "exact", features=features)
            compare_cells(list(exact), [release.folder / path for path in files[name]])
        else:
            records = release.records()
            assert len(loaded) == len(records)
            for line, record in zip(loaded, records):
                assert same(line, record), (line, record)


def same(found, wanted) -> bool:
    if wanted is None or found is None:
        return found is wanted or (isinstance(found, dict) and all(value is None for value in found.values()))
    if isinstance(found, dict):
        rest = dict(wanted)
        extra = json.loads(found["_extra"]) if found.get("_extra") is not None else {}
        declared = [name for name in found if name != "_extra"]
        return all(same(found[name], rest.pop(name, None)) for name in declared) and rest == extra
    if isinstance(found, list):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    if plain(found) == plain(wanted):
        return True
    return isinstance(found, str) and json.loads(found) == wanted


def compare_cells(found, paths):
    cells = [line for path in paths for line in csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline=""))]
    assert len(found) == len(cells)
    for line, wanted in zip(found, cells):
        for name, cell in wanted.items():
            value = line[name]
            if isinstance(value, bool):
                value = "true" if value else "false"
            if isinstance(value, (int, float)):
                assert value == type(value)(cell), name
            else:
                assert (value or "") == cell, name


def test_datasets_loads_every_configuration(release, tmp_path):
    check(release, tmp_path)


def test_datasets_loads_every_configuration_of_awkward_releases(awkward, tmp_path):
    check(awkward, tmp_path)


def test_languages_are_codes_of_iso_639(awkward):
    assert card(awkward)["language"] in (["en"], ["ar", "en"])
