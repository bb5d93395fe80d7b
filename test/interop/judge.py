"""What `warraq validate --schema` says of records, many schemas to a process."""

import json
import pathlib
import subprocess
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Case(NamedTuple):
    """A schema with the records to check, all as JSON texts of one line."""

    schema: str
    records: list[str]
    formats: bool = False


class Verdict(NamedTuple):
    #: Codes that the schema was refused with.
    refused: list[str] | None
    #: For every record whether it is valid, and the codes of its errors.
    valid: list[bool]
    codes: list[list[str]]


def node(*arguments: str, given: str = "") -> str:
    run = subprocess.run(["node", *arguments], input=given, capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    return run.stdout


def judge(cases: list[Case]) -> list[Verdict]:
    lines = "".join(json.dumps(case._asdict()) + "\n" for case in cases)
    said = [json.loads(line) for line in node(str(ROOT / "test/interop/verdicts.mjs"), given=lines).splitlines()]
    assert len(said) == len(cases)
    return [Verdict(one.get("refused"), one.get("valid", []), one.get("codes", [])) for one in said]
