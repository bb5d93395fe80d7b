"""Other people's suites, from the source packages that ship them. `.ci/run` unpacks them; here nothing is fetched."""

import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = pathlib.Path(os.environ.get("WARRAQ_SUITES", ROOT / ".ci" / "cache" / "suites"))


def package(stem: str) -> pathlib.Path:
    found = sorted(FOLDER.glob(f"{stem}-[0-9]*"))
    if len(found) != 1:
        raise FileNotFoundError(f"{FOLDER}/{stem}-*: run .ci/run, or set WARRAQ_SUITES to a folder with unpacked packages")
    return found[0]


JSONSCHEMA = package("jsonschema")
PYTEST = package("pytest")
JSON_TEXTS = package("json-test-suite")
