"""Prints the table of docs/comparison.md: what validators find in one damaged file of JSON Lines.

Needs other people's tools, which are no dependencies: a Python that has check-jsonschema, frictionless[json] and
jsonschema, and the folder of `npm install @sourcemeta/jsonschema`:

    python scripts/compare-validators.py FOLDER/node_modules/.bin/jsonschema
"""

import importlib.metadata
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[1]
SOURCEMETA = str(pathlib.Path(sys.argv[1]).resolve())
BIN = pathlib.Path(sys.executable).parent

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "id": {"type": "string", "minLength": 1, "x-key": True},
        "text": {"type": "string", "x-text": True},
        "date": {"type": "string", "format": "date"},
        "year": {"type": "integer", "maximum": 2**53},
    },
    "required": ["id", "text"],
    "additionalProperties": False,
}
#: The same for frictionless, which reads Table Schema.
TABLE = {
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True, "minLength": 1}},
        {"name": "text", "type": "string", "constraints": {"required": True}},
        {"name": "date", "type": "date"},
        {"name": "year", "type": "integer", "constraints": {"maximum": 2**53}},
    ],
    "primaryKey": ["id"],
}

WORDS = """storm harvest railway library bridge market winter harbour school theatre river garden museum station factory
village election festival hospital island morning council worker teacher driver farmer letter window street engine doctor
evening summer valley forest border castle captain painter singer""".split()


def article(number: int) -> str:
    """A text that is long enough for one, and like no other."""
    words = random.Random(number).choices(WORDS, k=48)
    sentences = [f"The {' and the '.join(words[i : i + 6])} were named." for i in range(0, 48, 6)]
    return f"Report {number} tells it. {' '.join(sentences)}\n"


def right(number: int, **more: object) -> bytes:
    record = {"id": f"r{number}", "text": article(number), "date": "2020-02-03", "year": 2020, **more}
    return json.dumps(record, ensure_ascii=False).encode()


#: Name of the fault, and its line; {n} is the number of the record.
FAULTS: list[tuple[str, object]] = [
    ("byte order mark at the start", lambda n: b"\xef\xbb\xbf" + right(n)),
    ("bytes that are no UTF-8", lambda n: right(n).replace(b"tells", b"te\xffls")),
    ("a line in windows-1256", lambda n: right(n, text=article(n) + "هبت عاصفة شديدة على المدينة\n").decode().encode("windows-1256")),
    ("a key twice", lambda n: right(n)[:-1] + b', "year": 1999}'),
    ("2^53 + 1 where 2^53 is the maximum", lambda n: right(n, year=2**53 + 1)),
    ("NUL in a text, escaped", lambda n: right(n, text="\0" + article(n))),
    ("NUL in a text, as a byte", lambda n: right(n).replace(b"tells", b"te\0ls")),
    ("right-to-left override in a text", lambda n: right(n, text="A \u202enruter\u202c. " + article(n))),
    ("blank line", lambda n: b""),
    ("three wrong values in one record", lambda n: right(n, id="", date="soon", year="x")),
    ("30 February", lambda n: right(n, date="2020-02-30")),
    ("a key that the schema does not know", lambda n: right(n, yaer=2020)),
    ("broken JSON", lambda n: right(n)[:-9]),
    ("an id that an earlier record has", lambda n: right(n, id="r0")),
    ("no line feed at the end", lambda n: right(n)),
]
#: How many findings tell a fault whole.
WANTED = {"three wrong values in one record": 3}

#: A finding is the line that a tool names, or None where it names none.
Findings = list[int | None]


def run(*command: object, folder: pathlib.Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, timeout=120)
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def warraq(path: pathlib.Path) -> Findings:
    said = run("node", ROOT / "dist/cli.js", "validate", "--schema", "schema.json", "--format", "jsonl", path.name, folder=path.parent)
    problems = [json.loads(line) for line in said.splitlines() if line.startswith('{"code"')]
    return [problem["location"].get("line") for problem in problems]


def sourcemeta(path: pathlib.Path) -> Findings:
    """Names the number of the record, which is that of the line as long as no line is blank."""
    said = run(SOURCEMETA, "validate", "schema.json", path.name, "--continue", "--format-assertion", folder=path.parent)
    findings: Findings = []
    for part in re.split(r"^(?=fail:|error: (?!Schema validation))", said, flags=re.M):
        if number := re.match(r"fail: .*\(entry #(\d+)\)", part):
            at = re.findall(r'at instance location "(.+?)"', part)
            findings += [int(number[1])] * max(1, len(at))
        elif part.startswith("error:"):
            line = re.search(r"at line (\d+)", part)
            findings.append(int(line[1]) if line else None)
    return findings


def check_jsonschema(path: pathlib.Path) -> Findings:
    """Reads no JSON Lines: every line is given to it as a file of its own, in one run."""
    lines = path.read_bytes().split(b"\n")
    lines = lines[:-1] if lines[-1] == b"" else lines
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        names = [f"{number}.json" for number in range(1, len(lines) + 1)]
        for one, line in zip(names, lines):
            (folder / one).write_bytes(line)
        said = run(BIN / "check-jsonschema", "--schemafile", path.parent / "schema.json", "-o", "json", *names, folder=folder)
    try:
        report = json.loads(said)
    except json.JSONDecodeError:
        # It has ended with a traceback.
        return [None]
    found = report.get("errors", []) + report.get("parse_errors", [])
    return [int(error["filename"].split(".")[0]) for error in found]


def frictionless(path: pathlib.Path) -> Findings:
    """Counts a header that JSON Lines does not have, so its row 2 is line 1."""
    said = run(BIN / "frictionless", "validate", path.name, "--schema", "table.json", "--json", folder=path.parent)
    findings: Findings = []
    for task in json.loads(said)["tasks"]:
        for error in task["errors"]:
            line = re.search(r"\(line (\d+)\)", error["message"])
            row = error.get("rowNumber")
            findings.append(row - 1 if row else int(line[1]) if line else None)
    return findings


def python_jsonschema(path: pathlib.Path) -> Findings:
    """The library, in the loop that is mostly written: each line is parsed alone, and a line that cannot be is told."""
    validator = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    findings: Findings = []
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                findings += [number for _ in validator.iter_errors(json.loads(line))]
            except ValueError:
                findings.append(number)
    return findings


def version(name: str) -> str:
    return f"{name} {importlib.metadata.version(name)}"


def findings_in(folder: pathlib.Path, lines: list[bytes], tool: object, final: bytes = b"\n") -> Findings:
    path = folder / "records.jsonl"
    path.write_bytes(b"\n".join(lines) + final)
    return tool(path)


def told(findings: Findings, line: int, wanted: int) -> str:
    count = findings.count(line)
    if count >= wanted:
        return "line"
    if count > 0:
        return f"line, {count} of {wanted}"
    if None in findings:
        return "no place"
    return "another line" if findings else "missed"


def main() -> None:
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    tools = {
        f"warraq {package['version']}": warraq,
        f"@sourcemeta/jsonschema {run(SOURCEMETA, 'version', folder=ROOT).strip()}": sourcemeta,
        version("check-jsonschema"): check_jsonschema,
        version("frictionless"): frictionless,
        version("jsonschema") + " (Python)": python_jsonschema,
    }
    print(f"| Fault | {' | '.join(tools)} |\n| --- |{' --- |' * len(tools)}")
    last = len(FAULTS) - 1
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "schema.json").write_text(json.dumps(SCHEMA))
        (folder / "table.json").write_text(json.dumps(TABLE))
        # The first record is right, except that the mark stands before it; then every second one.
        plain = [right(n) for n in range(2 * len(FAULTS))]
        places = [0] + [2 * i + 1 for i in range(1, len(FAULTS))]
        damaged = list(plain)
        for place, (_, make) in zip(places, FAULTS):
            damaged[place] = make(place)
        for tool in tools.values():
            assert findings_in(folder, plain, tool) == [], tool
        together = {tool: findings_in(folder, damaged, tool, b"") for tool in tools.values()}
        for i, (fault, make) in enumerate(FAULTS):
            cells = []
            for tool in tools.values():
                lines = list(plain)
                lines[places[i]] = make(places[i])
                alone = findings_in(folder, lines, tool, b"" if i == last else b"\n")
                wanted = WANTED.get(fault, 1)
                cell = told(alone, places[i] + 1, wanted)
                in_all = together[tool].count(places[i] + 1) >= min(wanted, max(1, alone.count(places[i] + 1)))
                hidden = cell.startswith("line") and not in_all
                cells.append(f"alone: {cell}" if hidden else cell)
            print(f"| {fault} | {' | '.join(cells)} |")


main()
