"""A corpus of made-up articles with the record schema of the seed: its words in another order, and emoji, so that
offsets in code points and in UTF-16 differ."""

import json
import pathlib
import random
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEED = ROOT / "seeds" / "000_ad92ce98440a633d.txt"
LICENSES = ["NOASSERTION", "CC-BY-4.0", "CC0-1.0", "LicenseRef-press"]
NOTES = ["armed-conflict", "deaths", "named-persons", "graphic", "minors"]
OUTLETS = ["إيران إنسايدر", "جريدة المثال", "صوت الشمال", "أخبار الغد"]
EMOJI = ["", "", "", " 😀", " 🇱🇧", " 👩‍🔬"]
CORPUS = """name: articles
title: Made-up articles
version: 1.0.0
released: 2026-11-22
url: urn:example:articles
description: Made up for tests.
license: CC0-1.0
creators: [{ name: Nobody, type: organisation }]
language: [ar]
schema: schema/article.schema.json
sources: [{ path: records, format: jsonl }]
"""


def make(folder: pathlib.Path, count: int):
    (folder / "schema").mkdir(parents=True)
    (folder / "records").mkdir()
    shutil.copy(ROOT / "schema" / "article.schema.json", folder / "schema")
    (folder / "corpus.yaml").write_text(CORPUS, "utf-8")
    chance = random.Random(20261124)
    words = SEED.read_text("utf-8").split()
    with open(folder / "records" / "articles.jsonl", "w", encoding="utf-8", newline="\n") as lines:
        for number in range(count):
            lines.write(json.dumps(article(number, words, chance), ensure_ascii=False) + "\n")


def article(number: int, words: list[str], chance: random.Random) -> dict:
    sentences = [" ".join(chance.choices(words, k=chance.randint(8, 25))).rstrip(".") for _ in range(4)]
    outlet = chance.choice(OUTLETS)
    paragraphs = [f"{sentence}{chance.choice(EMOJI)}." for sentence in sentences]
    byline = f"سمير حداد – {outlet}"
    unknown = ["title", "url", "published", "source/retrieved", "rights_holder"]
    stated = ["language", "license", "content_notes"]
    return {
        "id": f"made-{number:06d}",
        "language": "ar",
        "title": None,
        "url": None,
        "published": None,
        "text": "\n".join([*paragraphs, f"العدد {number}.", byline]),
        "source": {"path": f"made/made-{number:06d}.txt", "retrieved": None},
        "license": chance.choice(LICENSES),
        "rights_holder": None,
        "content_notes": sorted(chance.sample(NOTES, chance.randint(0, 3))),
        "basis": [
            *({"field": f"/{field}", "basis": "unknown", "note": None} for field in unknown),
            *({"field": f"/{field}", "basis": "curator", "note": None} for field in stated),
        ],
    }


if __name__ == "__main__":
    make(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
