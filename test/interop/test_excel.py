"""The workbook of `export --excel` holds what the CSV holds: types and values, for openpyxl and for LibreOffice."""

import datetime
import json
import os
import shutil
import subprocess

import openpyxl
import pytest
from awkward import AWKWARD, write_corpus
from conftest import ROOT, Release
from openpyxl.utils.escape import unescape
from test_snippets import Loaded, needs

CORPORA = ["readings", "notes", "haiku"]


def export(corpus, folder, *options) -> tuple[Release, object]:
    workbook = folder / "release.xlsx"
    command = ["node", str(ROOT / "dist/cli.js"), "export", "--corpus", str(corpus), "--out", str(folder / "release")]
    subprocess.run([*command, "--excel", str(workbook), *options], check=True, capture_output=True)
    return Release(folder / "release", corpus), workbook


@pytest.fixture(scope="module", params=[*CORPORA, "readings in shards", "odd names, CSV", "splits in CSV", "keys like numbers"])
def made(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("excel")
    name = request.param.removesuffix(" in shards")
    if request.param in AWKWARD:
        corpus, options = write_corpus(folder / "corpus", request.param)
    else:
        corpus = shutil.copytree(ROOT / "test" / "corpora" / name, folder / "corpus")
        options = ["--shard-size", "1400B"] if "shards" in request.param else []
    if request.param in AWKWARD:
        options = [option for option in options if option not in ("--formats", "csv")]
    return export(corpus, folder, *options)


def expected(release) -> dict[str, list[list]]:
    """Lines of cells by sheet; days before March 1900, moments and long integers are texts."""
    tables = Loaded(release, release).tables()
    names = {name: "records" if name == "records" else name.removeprefix("records_") for name in tables}
    return {names[name]: [[as_cell(cell) for cell in line.values()] for line in lines] for name, lines in tables.items()}


def as_cell(cell):
    if isinstance(cell, datetime.datetime):
        fraction = f".{cell.microsecond:06d}".rstrip("0") if cell.microsecond else ""
        return f"{cell.year:04d}-{cell:%m-%dT%H:%M:%S}{fraction}Z"
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if isinstance(cell, int) and not isinstance(cell, bool) and len(str(abs(cell))) > 15:
        return str(cell)
    return cell


def shown(cell):
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return unescape(cell) if isinstance(cell, str) else cell


def test_openpyxl_finds_the_cells(made):
    release, path = made
    book = openpyxl.load_workbook(path)
    found = {
        "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in sheet.title): [
            [shown(cell.value) for cell in line] for line in sheet.iter_rows(min_row=2)
        ]
        for sheet in book
    }
    wanted = expected(release)
    assert found.keys() == wanted.keys()
    for name, lines in wanted.items():
        assert found[name] == lines
        for line in found[name]:
            assert [type(cell) for cell in line if isinstance(cell, (bool, str))] == [type(cell) for cell in lines[found[name].index(line)] if isinstance(cell, (bool, str))]


def test_days_are_days_and_nothing_is_a_formula(made):
    _, path = made
    kinds = {cell.data_type for sheet in openpyxl.load_workbook(path) for line in sheet.iter_rows() for cell in line}
    assert kinds <= {"s", "inlineStr", "n", "b", "d"}


def test_libreoffice_finds_the_same(made, tmp_path):
    needs("soffice")
    release, path = made
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false,false,false,-1"
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", options, "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    import csv

    (main,) = tmp_path.glob("release-records.csv")
    with open(main, encoding="utf-8", newline="") as lines:
        _, *found = csv.reader(lines)
    wanted = [[spelled(cell) for cell in line] for line in expected(release)["records"]]
    assert [[plainly(cell) for cell in line] for line in found] == [[plainly(cell) for cell in line] for line in wanted]


def spelled(cell) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return "" if cell is None else str(cell)


def plainly(cell: str) -> str:
    """A number as a double spells it; LibreOffice takes every line end for LF."""
    try:
        return repr(float(f"{float(cell):.15g}")) if not cell.startswith("0") or cell in ("0",) or cell.startswith("0.") else cell
    except ValueError:
        return cell.replace("\r\n", "\n")


def test_the_seed_fits(tmp_path):
    _, path = export(shutil.copytree(ROOT, tmp_path / "corpus", ignore=lambda folder, names: [name for name in names if name not in ("corpus.yaml", "schema", "seeds", "docs", "CHANGELOG.md", "seed") and not name.startswith(("000_", "article.", "corpus.", "sidecar."))]), tmp_path)
    sheet = openpyxl.load_workbook(path)["records"]
    head = [cell.value for cell in sheet[1]]
    record = json.loads((ROOT / "dist-data/data/articles.jsonl").read_text("utf-8"))
    assert sheet[2][head.index("text")].value == record["text"]
