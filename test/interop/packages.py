"""Data Packages, right and wrong in one thing each, for the tests to have judged: by the standard's own tool and by us."""

import csv
import io
import json
import pathlib
from typing import NamedTuple

V2 = "https://datapackage.org/profiles/2.0/datapackage.json"


class Package(NamedTuple):
    name: str
    #: An object, or the text of the descriptor.
    descriptor: object
    files: dict[str, str | bytes]


PACKAGES: list[Package] = []


def case(name, descriptor, files):
    PACKAGES.append(Package(name, descriptor, files))


def write(package: Package, folder: pathlib.Path) -> pathlib.Path:
    for path, content in package.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    text = (
        package.descriptor
        if isinstance(package.descriptor, str)
        else json.dumps(package.descriptor, ensure_ascii=False)
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "datapackage.json").write_text(text, "utf-8")
    return folder / "datapackage.json"


#: Cells by type and format of their field: those of that type, and those of another.
GOOD = {
    ("string", "default"): ["a", "b c", "é", "x,y", 'q"q'],
    ("string", "email"): ["a@example.org"],
    ("string", "uri"): ["http://example.org/a"],
    ("string", "uuid"): ["8a0f0e3e-6b0c-4b0a-9c1d-0e3f2a1b4c5d"],
    ("string", "binary"): ["aGVsbG8="],
    ("number", "default"): ["1", "-1.5", "1e3", ".5", "5.", "+3", "NaN", "INF", "-INF", "1.50"],
    ("integer", "default"): ["1", "-2", "+3", "007"],
    ("boolean", "default"): ["true", "false", "1", "0", "True", "FALSE"],
    ("object", "default"): ["{}", '{"a":1}'],
    ("array", "default"): ["[]", "[1,2]"],
    ("list", "default"): ["a,b", "x"],
    ("date", "default"): ["2024-01-31", "1999-12-01"],
    ("date", "%d/%m/%Y"): ["31/01/2024", "1/2/2024"],
    ("date", "any"): ["2024-01-31", "Jan 3 2020"],
    ("time", "default"): ["15:00:00"],
    ("time", "%H:%M"): ["15:00"],
    ("datetime", "default"): ["2024-01-26T15:00:00", "2024-01-26T15:00:00Z", "2024-01-26T15:00:00.300-05:00"],
    ("datetime", "%Y-%m-%d %H:%M"): ["2024-01-26 15:00"],
    ("year", "default"): ["2024", "0999"],
    ("yearmonth", "default"): ["2024-01", "1999-12"],
    ("duration", "default"): ["P1Y2M3DT4H5M6S", "PT0.5S", "P1D"],
    ("geopoint", "default"): ["90.50, 45.50", "-1,2"],
    ("geopoint", "array"): ["[90.5, 45.5]"],
    ("geopoint", "object"): ['{"lon": 1, "lat": 2}'],
    ("geojson", "default"): ['{"type":"Point","coordinates":[1,2]}'],
    ("any", None): ["x", "1"],
    (None, None): ["x"],
}
BAD = {
    ("string", "email"): ["a", "a@", "@b", "a b@c.org"],
    ("string", "uri"): ["a", "example.org", "//x"],
    ("string", "uuid"): ["x", "8a0f0e3e-6b0c"],
    ("string", "binary"): ["é", "a"],
    ("number", "default"): ["a", "1,5", "1 000", "--1", "1e", "0x10", "1_000", "١٢"],
    ("integer", "default"): ["1.0", "a", "1,000", "1e3", "0x1", "1_0"],
    ("boolean", "default"): ["yes", "2", "tRue", " true"],
    ("object", "default"): ["[]", "{", "1", '"a"', '{"a":1,}'],
    ("array", "default"): ["{}", "[", "1"],
    ("date", "default"): ["2024-02-30", "2024-1-3", "31/01/2024", "2024-01-31T00:00:00", "20240131", "2024"],
    ("date", "%d/%m/%Y"): ["2024-01-31", "32/01/2024", "31/02/2024", "31/01/24"],
    ("date", "any"): ["x", "never"],
    ("time", "default"): ["25:00:00", "15:00", "15:60:00", "3pm"],
    ("time", "%H:%M"): ["25:00", "15:00:00"],
    ("datetime", "default"): [
        "2024-01-26",
        "2024-01-26 15:00",
        "2024-13-26T15:00:00",
        "2024-01-26T25:00:00",
        "x",
        "2024-01-26T15:00",
    ],
    ("datetime", "%Y-%m-%d %H:%M"): ["2024-01-26T15:00"],
    ("year", "default"): ["24", "x", "2024-01", "20240"],
    ("yearmonth", "default"): ["2024-13", "2024", "2024-1-1", "x", "2024-00"],
    ("duration", "default"): ["1Y", "P", "PT", "P1W", "x", "P-1Y"],
    ("geopoint", "default"): ["181,0", "0,91", "1", "a,b", "1;2", "1,2,3"],
    ("geopoint", "array"): ["[1]", "1,2", "[1,2,3]"],
    ("geopoint", "object"): ['{"lon":1}', "[1,2]", '{"lon":1,"lat":200}'],
    ("geojson", "default"): [
        "{}",
        '{"type":"Pt","coordinates":[1,2]}',
        '{"type":"Point"}',
        "[1,2]",
        '{"type":"Point","coordinates":"x"}',
    ],
}


def table(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def field(i, t, f):
    d = {"name": f"f{i}"}
    if t:
        d["type"] = t
    if f and f != "default":
        d["format"] = f
    return d


def pk(fields, rows, res=None, schema=None, files=None, **more):
    r = {"name": "t", "path": "t.csv", "type": "table", "schema": {"fields": fields, **(schema or {})}, **(res or {})}
    return {"$schema": V2, "name": "p", "resources": [r], **more}, files or {
        "t.csv": table([[f["name"] for f in fields]] + rows)
    }


for (t, f), vs in GOOD.items():
    for v in vs:
        case(f"good {t} {f} {v}", *pk([field(0, t, f), field(1, "string", None)], [[v, "x"]]))
for (t, f), vs in BAD.items():
    for v in vs:
        case(f"bad {t} {f} {v}", *pk([field(0, t, f), field(1, "string", None)], [[v, "x"]]))


def con(t, c, v, f=None, **kw):
    fd = field(0, t, f)
    fd["constraints"] = c
    fd.update(kw)
    case(f"con {t} {c} {v} {kw}", *pk([fd, field(1, "string", None)], [[v, "x"]]))


for v in ["", "a"]:
    con("string", {"required": True}, v)
for v in ["ab", "a", "abc"]:
    con("string", {"minLength": 2, "maxLength": 2}, v)
for v in ["ab", "a1", "1"]:
    con("string", {"pattern": "[a-z]+"}, v)
for v in ["apple", "orange"]:
    con("string", {"pattern": "^a.*$"}, v)
for v in ["1", "2", "3", "10"]:
    con("integer", {"minimum": 2}, v)
    con("integer", {"maximum": "2"}, v)
    con("number", {"exclusiveMinimum": 2}, v)
    con("number", {"exclusiveMaximum": 2.5}, v)
    con("integer", {"enum": [1, 2]}, v)
    con("integer", {"enum": ["1", "2"]}, v)
    con("year", {"minimum": 2}, v)
for v in ["2024-01-01", "2024-01-02", "2023-12-31"]:
    con("date", {"minimum": "2024-01-01", "maximum": "2024-01-01"}, v)
    con("date", {"exclusiveMinimum": "2024-01-01"}, v)
for v in ["[1]", "[1,2]", "[]"]:
    con("array", {"minLength": 1, "maxLength": 1}, v)
for v in ['{"a":1}', "{}", '{"a":"x"}']:
    con("object", {"jsonSchema": {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}}, v)
for v in ["true", "false"]:
    con("boolean", {"enum": [True]}, v)
for v in ["P1Y", "P2Y", "P11M"]:
    con("duration", {"minimum": "P1Y"}, v)
for v in ["2024-01", "2023-12"]:
    con("yearmonth", {"minimum": "2024-01"}, v)
for v in ["a", "z"]:
    con("string", {}, v, categories=["a", "b"])
    con("string", {}, v, categories=[{"value": "a", "label": "A"}])
for v in ["1,000", "1.000", "1000", "1,0,0", "1 000"]:
    con("integer", {}, v, groupChar=",")
    con("number", {}, v, groupChar=",")
    con("number", {}, v, decimalChar=",")
for v in ["95%", "EUR 95", "€95", "%", "-5%", "1.5kg", "$1,000.5"]:
    con("number", {}, v, bareNumber=False)
    con("integer", {}, v, bareNumber=False)
    con("number", {}, v, bareNumber=False, groupChar=",")
for v in ["yes", "no", "true"]:
    con("boolean", {}, v, trueValues=["yes"], falseValues=["no"])
for v in ["NA", "-", ""]:
    con("integer", {}, v, missingValues=["NA"])
# Faults of the schema
F = [field(0, "integer", None), field(1, "string", None)]
R = [["1", "a"], ["2", "b"]]


def sch(name, fields=None, schema=None, rows=None, res=None, files=None, **m):
    case("schema " + name, *pk(fields or F, rows or R, schema=schema, res=res, files=files, **m))


sch("ok")
sch("pk", schema={"primaryKey": ["f0"]})
sch("pk str", schema={"primaryKey": "f0"})
sch("pk dup", schema={"primaryKey": ["f0"]}, rows=[["1", "a"], ["1", "b"]])
sch("pk null", schema={"primaryKey": ["f0"]}, rows=[["", "a"], ["1", "b"]])
sch("pk nowhere", schema={"primaryKey": ["zz"]})
sch("pk comp dup", schema={"primaryKey": ["f0", "f1"]}, rows=[["1", "a"], ["1", "a"]])
sch("pk comp ok", schema={"primaryKey": ["f0", "f1"]}, rows=[["1", "a"], ["1", "b"]])
sch("pk partial null", schema={"primaryKey": ["f0", "f1"]}, rows=[["1", ""], ["1", "b"]])
sch("pk 01", schema={"primaryKey": ["f0"]}, rows=[["1", "a"], ["01", "b"]])
sch("uk dup", schema={"uniqueKeys": [["f1"]]}, rows=[["1", "a"], ["2", "a"]])
sch("uk null", schema={"uniqueKeys": [["f1"]]}, rows=[["1", ""], ["2", ""]])
sch("unknown type", fields=[{"name": "f0", "type": "int"}, F[1]])
sch("unknown format", fields=[{"name": "f0", "type": "string", "format": "phone"}, F[1]])
sch("bad constraint", fields=[{"name": "f0", "type": "integer", "constraints": {"minLength": 2}}, F[1]])
sch("bad minimum", fields=[{"name": "f0", "type": "integer", "constraints": {"minimum": "x"}}, F[1]])
sch("constraint type", fields=[{"name": "f0", "type": "integer", "constraints": {"required": "yes"}}, F[1]])
sch("dup field names", fields=[F[0], F[0]], rows=[["1", "2"]])
sch("no name", fields=[{"type": "integer"}, F[1]], files={"t.csv": "f0,f1\n1,a\n"})
sch("bad pattern", fields=[F[0], {"name": "f1", "type": "string", "constraints": {"pattern": "("}}])
sch("missing not list", schema={"missingValues": "NA"})
sch("missing ints", schema={"missingValues": [1]})
sch("fields not list", schema={"fields": {}}, files={"t.csv": "f0,f1\n1,a\n"})
sch("fields empty", schema={"fields": []}, files={"t.csv": "f0,f1\n1,a\n"})
sch("missing objects", schema={"missingValues": [{"value": "NA", "label": "x"}]}, rows=[["NA", "a"]])
sch("missing NA", schema={"missingValues": ["NA"]}, rows=[["NA", "a"]])
sch("enum empty", fields=[{"name": "f0", "type": "integer", "constraints": {"enum": []}}, F[1]])
sch("enum bad", fields=[{"name": "f0", "type": "integer", "constraints": {"enum": ["x"]}}, F[1]])
sch("title int", fields=[{"name": "f0", "type": "integer", "title": 5}, F[1]])
for m in ["exact", "equal", "subset", "superset", "partial", "other"]:
    for hdr in ["f0,f1", "f1,f0", "f0", "f0,f1,f2", "f2,f3", "f1"]:
        n = len(hdr.split(","))
        val = {"f0": "1", "f1": "a", "f2": "b", "f3": "c"}
        sch(
            f"match {m} {hdr}",
            schema={"fieldsMatch": m},
            files={"t.csv": hdr + "\n" + ",".join(val[h] for h in hdr.split(",")) + "\n"},
        )
for hdr in ["f0,f0", "f0,", ",f1", "f0,f1,", "F0,f1", "f0, f1", " f0,f1", ""]:
    sch(f"header {hdr!r}", files={"t.csv": hdr + "\n1,a\n"})
for body in [
    "1,a\n\n",
    "\n1,a\n",
    "1,a\n\n2,b\n",
    "1\n",
    "1,a,b\n",
    ",\n",
    '1,"a\nb"\n',
    '1,"a""b"\n',
    '1,a"b\n',
    '1,"a"b\n',
    '1,"a\n',
    "1,a\r\n2,b\r\n",
    "1,a\r2,b\r",
    "",
    "1,a",
    "1,\x00\n",
    '1, "a"\n',
]:
    sch(f"body {body!r}", files={"t.csv": "f0,f1\n" + body})
sch("empty file", files={"t.csv": ""})
sch("no file", files={"x.csv": ""})
sch("bom", files={"t.csv": "\ufefff0,f1\n1,a\n"})
sch("latin1", files={"t.csv": "f0,f1\n1,caf\xe9\n".encode("latin1")})
sch("latin1 stated", res={"encoding": "iso-8859-1"}, files={"t.csv": "f0,f1\n1,caf\xe9\n".encode("latin1")})
sch("utf16", res={"encoding": "utf-16"}, files={"t.csv": "f0,f1\n1,caf\xe9\n".encode("utf-16")})
sch("bad encoding", res={"encoding": "nope"})
sch("wrong encoding ascii", res={"encoding": "ascii"}, files={"t.csv": "f0,f1\n1,caf\xe9\n"})


def dia(name, d, text):
    sch("dialect " + name, res={"dialect": d}, files={"t.csv": text})


dia("semi", {"delimiter": ";"}, "f0;f1\n1;a\n")
dia("semi wrong", {"delimiter": ";"}, "f0,f1\n1,a\n")
dia("tab", {"delimiter": "\t"}, "f0\tf1\n1\ta\n")
dia("single", {"quoteChar": "'"}, "f0,f1\n1,'a,b'\n")
dia("escape", {"escapeChar": "\\"}, "f0,f1\n1,a\\,b\n")
dia("nodouble esc", {"doubleQuote": False, "escapeChar": "\\"}, 'f0,f1\n1,"a\\"b"\n')
dia("noheader", {"header": False}, "1,a\n2,b\n")
dia("noheader bad", {"header": False}, "x,a\n")
dia("comment", {"commentChar": "#"}, "f0,f1\n#x\n1,a\n")
dia("comment rows", {"commentRows": [1]}, "bla\nf0,f1\n1,a\n")
dia("comment rows 2", {"commentRows": [2]}, "f0,f1\nx\n1,a\n")
dia("header rows", {"headerRows": [2]}, "bla\nf0,f1\n1,a\n")
dia("header rows join", {"headerRows": [1, 2], "headerJoin": ""}, "f,f\n0,1\n1,a\n")
dia("skip", {"skipInitialSpace": True}, "f0, f1\n1, a\n")
dia("null", {"nullSequence": "\\N"}, "f0,f1\n\\N,a\n")
dia("term", {"lineTerminator": ";"}, "f0,f1;1,a;2,b;")
dia("bad header", {"header": "yes"}, "f0,f1\n1,a\n")
dia("bad delimiter", {"delimiter": 5}, "f0,f1\n1,a\n")
dia("long quote", {"quoteChar": '""'}, "f0,f1\n1,a\n")
dia("multi delim", {"delimiter": "||"}, "f0||f1\n1||a\n")
dia("bad headerRows", {"headerRows": [0]}, "f0,f1\n1,a\n")
dia("comment in data", {"commentChar": "#"}, "f0,f1\n1,#a\n")
dia("cr+hr", {"commentRows": [1], "headerRows": [2]}, "bla\nf0,f1\n1,a\n")
dia("cr+hr1", {"commentRows": [1], "headerRows": [1]}, "bla\nf0,f1\n1,a\n")
dia("cc first", {"commentChar": "#"}, "#bla\nf0,f1\n1,a\n")
dia("cc hr2", {"commentChar": "#", "headerRows": [2]}, "#bla\nf0,f1\n1,a\n")
dia("cc hr1", {"commentChar": "#", "headerRows": [1]}, "#bla\nf0,f1\n1,a\n")
dia("hr skip", {"headerRows": [3]}, "x\ny\nf0,f1\n1,a\n")
dia("hr empty", {"headerRows": []}, "1,a\n")


# Foreign keys
def fk(name, rowsA, rowsB, fk, schemaB=None):
    A = {
        "name": "a",
        "path": "a.csv",
        "type": "table",
        "schema": {
            "fields": [
                {"name": "id", "type": "integer"},
                {"name": "b", "type": "integer"},
                {"name": "c", "type": "string"},
            ],
            "foreignKeys": [fk],
        },
    }
    B = {
        "name": "b",
        "path": "b.csv",
        "type": "table",
        "schema": {"fields": [{"name": "id", "type": "integer"}, {"name": "n", "type": "string"}], **(schemaB or {})},
    }
    case(
        "fk " + name,
        {"$schema": V2, "name": "p", "resources": [A, B]},
        {"a.csv": table([["id", "b", "c"]] + rowsA), "b.csv": table([["id", "n"]] + rowsB)},
    )


fB = {"fields": ["b"], "reference": {"resource": "b", "fields": ["id"]}}
fk("ok", [["1", "1", "x"]], [["1", "n"]], fB)
fk("bad", [["1", "2", "x"]], [["1", "n"]], fB)
fk("null", [["1", "", "x"]], [["1", "n"]], fB)
fk("01", [["1", "01", "x"]], [["1", "n"]], fB)
fk("strings", [["1", "1", "x"]], [["1", "n"]], {"fields": "b", "reference": {"resource": "b", "fields": "id"}})
fk("nowhere", [["1", "1", "x"]], [["1", "n"]], {"fields": ["b"], "reference": {"resource": "zz", "fields": ["id"]}})
fk("nofield", [["1", "1", "x"]], [["1", "n"]], {"fields": ["b"], "reference": {"resource": "b", "fields": ["zz"]}})
fk(
    "no own field",
    [["1", "1", "x"]],
    [["1", "n"]],
    {"fields": ["zz"], "reference": {"resource": "b", "fields": ["id"]}},
)
fk(
    "comp ok",
    [["1", "1", "n"]],
    [["1", "n"]],
    {"fields": ["b", "c"], "reference": {"resource": "b", "fields": ["id", "n"]}},
)
fk(
    "comp bad",
    [["1", "1", "x"]],
    [["1", "n"]],
    {"fields": ["b", "c"], "reference": {"resource": "b", "fields": ["id", "n"]}},
)
fk(
    "comp null",
    [["1", "2", ""]],
    [["1", "n"]],
    {"fields": ["b", "c"], "reference": {"resource": "b", "fields": ["id", "n"]}},
)
fk("len", [["1", "1", "x"]], [["1", "n"]], {"fields": ["b", "c"], "reference": {"resource": "b", "fields": ["id"]}})
fk("self ok", [["1", "1", "x"], ["2", "1", "y"]], [["1", "n"]], {"fields": ["b"], "reference": {"fields": ["id"]}})
fk("self bad", [["1", "3", "x"]], [["1", "n"]], {"fields": ["b"], "reference": {"fields": ["id"]}})
fk("self empty", [["1", "3", "x"]], [["1", "n"]], {"fields": ["b"], "reference": {"resource": "", "fields": ["id"]}})
fk("type", [["1", "1", "1"]], [["1", "n"]], {"fields": ["c"], "reference": {"resource": "b", "fields": ["id"]}})
fk("no ref", [["1", "1", "1"]], [["1", "n"]], {"fields": ["c"]})
# The descriptor, by version
base = lambda: {
    "$schema": V2,
    "name": "p",
    "resources": [{"name": "t", "path": "t.csv", "type": "table", "schema": {"fields": F}}],
}
FS = {"t.csv": "f0,f1\n1,a\n", "sub/t.csv": "f0,f1\n1,a\n"}


def d(name, fn, files=None, v1=False, unstated=False):
    p = base()
    if v1:
        p.pop("$schema")
        p["profile"] = "data-package"
    if unstated:
        p.pop("$schema")
        p["resources"][0].pop("type")
    r = fn(p)
    case("desc " + name + (" v1" if v1 else "") + (" unstated" if unstated else ""), p if r is None else r, files or FS)


r0 = lambda p: p["resources"][0]
ms = {
    "none": lambda p: None,
    "no resources": lambda p: p.pop("resources") and None,
    "empty resources": lambda p: p.update(resources=[]),
    "resources obj": lambda p: p.update(resources={}),
    "resource str": lambda p: p.update(resources=["t.csv"]),
    "no name": lambda p: r0(p).pop("name") and None,
    "name int": lambda p: r0(p).update(name=5),
    "name upper": lambda p: r0(p).update(name="T A"),
    "pkg name upper": lambda p: p.update(name="P Q"),
    "pkg name int": lambda p: p.update(name=5),
    "name empty": lambda p: r0(p).update(name=""),
    "no path": lambda p: r0(p).pop("path") and None,
    "both": lambda p: r0(p).update(data=[["f0", "f1"], [1, "a"]]),
    "path abs": lambda p: r0(p).update(path="/etc/passwd"),
    "path up": lambda p: r0(p).update(path="../t.csv"),
    "path mid up": lambda p: r0(p).update(path="sub/../t.csv"),
    "path dot": lambda p: r0(p).update(path="./t.csv"),
    "path empty": lambda p: r0(p).update(path=""),
    "path int": lambda p: r0(p).update(path=5),
    "path list": lambda p: r0(p).update(path=["t.csv"]),
    "path list empty": lambda p: r0(p).update(path=[]),
    "path sub": lambda p: r0(p).update(path="sub/t.csv"),
    "path missing": lambda p: r0(p).update(path="zz.csv"),
    "path folder": lambda p: r0(p).update(path="sub"),
    "path scheme": lambda p: r0(p).update(path="gopher://x/t.csv"),
    "twice": lambda p: p["resources"].append(dict(r0(p))),
    "bytes ok": lambda p: r0(p).update(bytes=10),
    "bytes bad": lambda p: r0(p).update(bytes=11),
    "bytes str": lambda p: r0(p).update(bytes="10"),
    "bytes neg": lambda p: r0(p).update(bytes=-1),
    "hash bad": lambda p: r0(p).update(hash="md5:" + "0" * 32),
    "hash bad bare": lambda p: r0(p).update(hash="0" * 32),
    "hash form": lambda p: r0(p).update(hash="zz"),
    "hash int": lambda p: r0(p).update(hash=5),
    "title int": lambda p: p.update(title=5),
    "created bad": lambda p: p.update(created="yesterday"),
    "created date": lambda p: p.update(created="2024-01-01"),
    "created ok": lambda p: p.update(created="1985-04-12T23:20:50.52Z"),
    "homepage bad": lambda p: p.update(homepage="no url"),
    "homepage ok": lambda p: p.update(homepage="http://a.org/"),
    "keywords str": lambda p: p.update(keywords="a"),
    "keywords empty": lambda p: p.update(keywords=[]),
    "keywords int": lambda p: p.update(keywords=[1]),
    "licenses obj": lambda p: p.update(licenses={}),
    "licenses none": lambda p: p.update(licenses=[{"title": "x"}]),
    "licenses ok": lambda p: p.update(licenses=[{"name": "CC0-1.0"}]),
    "licenses empty": lambda p: p.update(licenses=[]),
    "licenses str": lambda p: p.update(licenses=["CC0"]),
    "contrib ok": lambda p: p.update(contributors=[{"title": "A"}]),
    "contrib no title": lambda p: p.update(contributors=[{"email": "a@b.org"}]),
    "contrib email": lambda p: p.update(contributors=[{"title": "a", "email": "nope"}]),
    "contrib empty": lambda p: p.update(contributors=[{}]),
    "contrib list empty": lambda p: p.update(contributors=[]),
    "contrib path": lambda p: p.update(contributors=[{"title": "a", "path": "/abs"}]),
    "sources ok": lambda p: p.update(sources=[{"title": "a", "path": "http://a.org"}]),
    "sources path": lambda p: p.update(sources=[{"title": "a", "path": "../x"}]),
    "sources no title": lambda p: p.update(sources=[{"path": "http://a.org"}]),
    "sources email": lambda p: p.update(sources=[{"title": "a", "email": "x"}]),
    "image abs": lambda p: p.update(image="/x.png"),
    "image ok": lambda p: p.update(image="x.png"),
    "version int": lambda p: p.update(version=1),
    "id int": lambda p: p.update(id=1),
    "mediatype bad": lambda p: r0(p).update(mediatype="csv"),
    "mediatype ok": lambda p: r0(p).update(mediatype="text/csv"),
    "format int": lambda p: r0(p).update(format=1),
    "encoding int": lambda p: r0(p).update(encoding=1),
    "dialect str missing": lambda p: r0(p).update(dialect="d.json"),
    "dialect list": lambda p: r0(p).update(dialect=[]),
    "schema str missing": lambda p: r0(p).update(schema="s.json"),
    "schema list": lambda p: r0(p).update(schema=[]),
    "schema int": lambda p: r0(p).update(schema=1),
    "type bad": lambda p: r0(p).update(type="tabel"),
    "profile tabular": lambda p: p.update(profile="tabular-data-package"),
    "profile unknown": lambda p: p.update(profile="nonsense"),
    "json list": lambda p: [],
    "not json": lambda p: '{"a":',
    "dup key": lambda p: '{"name":"a","name":"b","resources":[{"name":"t","path":"t.csv"}]}',
    "bom": lambda p: "\ufeff" + json.dumps(p),
}
for k, fn in ms.items():
    d(k, fn)
    d(k, fn, v1=True)
    d(k, fn, unstated=True)


# Inline data
def inl(name, data, fields=F, **kw):
    case(
        "inline " + name,
        {
            "$schema": V2,
            "name": "p",
            "resources": [{"name": "t", "type": "table", "data": data, "schema": {"fields": fields}, **kw}],
        },
        {},
    )


inl("keyed", [{"f0": 1, "f1": "a"}])
inl("keyed str", [{"f0": "1", "f1": "a"}])
inl("keyed bad", [{"f0": "x", "f1": "a"}])
inl("keyed missing", [{"f0": 1}])
inl("keyed extra", [{"f0": 1, "f1": "a", "f2": 3}])
inl("list", [["f0", "f1"], [1, "a"]])
inl("list bad", [["f0", "f1"], ["x", "a"]])
inl("list header", [["f0", "f9"], [1, "a"]])
inl("list short", [["f0", "f1"], [1]])
inl("int for string", [{"f0": 1, "f1": 5}])
inl("float int", [{"f0": 1.5, "f1": "a"}])
inl("bool int", [{"f0": True, "f1": "a"}])
inl("scalars", [1, 2])
inl("empty", [])
inl("null", [{"f0": None, "f1": "a"}])
inl("csv string", "f0,f1\n1,a\n", format="csv")
inl("csv string no format", "f0,f1\n1,a\n")
inl("number", 5)
inl("order", [{"f1": "a", "f0": 1}])
