"""Executes the notebooks on a release, and compares what they print with what stands in them, or writes it into them.

    python run.py [--write | --only-run] [--release FOLDER] [NOTEBOOK …]

The kernels are python3 of this Python, `deno` and `R` of the path. WARRAQ_RELEASE is set for them.
"""

import argparse
import base64
import contextlib
import io
import json
import os
import pathlib
import queue
import sys
import tempfile

import nbclient
import nbformat
import numpy
from jupyter_core.utils import ensure_async
from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent
KERNELS = {
    "deno": (["deno", "jupyter", "--kernel", "--conn", "{connection_file}"], "typescript"),
    "ir": (["R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"], "R"),
}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("notebooks", nargs="*", default=["python", "javascript", "r"])
    parser.add_argument("--release", type=pathlib.Path, default=HERE.parent / "dist-data")
    parser.add_argument("--write", action="store_true", help="write the outputs into the notebooks")
    parser.add_argument("--only-run", action="store_true", help="compare nothing: another release is read")
    options = parser.parse_args()
    os.environ["WARRAQ_RELEASE"] = str(options.release.resolve())
    os.environ.update(LC_ALL="C.UTF-8", TZ="UTC", NO_COLOR="1")
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        install_kernels(pathlib.Path(folder))
        for name in options.notebooks:
            path = HERE / f"{name}.ipynb"
            committed = nbformat.read(path, as_version=4)
            executed = plain(execute(committed))
            if options.write:
                nbformat.write(executed, path)
            differing = [] if options.write or options.only_run else differences(committed, executed)
            faults += len(differing)
            for difference in differing:
                print(difference, file=sys.stderr)
            print(f"{path.name}: {len(executed.cells)} cells, {len(differing)} differ")
    return 1 if faults else 0


def install_kernels(folder: pathlib.Path):
    for name, (argv, language) in KERNELS.items():
        spec = folder / "kernels" / name
        spec.mkdir(parents=True)
        (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": name, "language": language}))
    os.environ["JUPYTER_PATH"] = str(folder)


def execute(notebook):
    copy = nbformat.from_dict(json.loads(json.dumps(notebook)))
    place = {"metadata": {"path": str(HERE)}}
    PatientClient(copy, timeout=900, resources=place, record_timing=False, coalesce_streams=True).execute()
    return copy


class PatientClient(nbclient.NotebookClient):
    """Waits a moment for outputs: Deno's kernel says that it is idle before it has sent the last of them."""

    async def _async_poll_output_msg(self, parent, cell, index):
        await super()._async_poll_output_msg(parent, cell, index)
        while self.kernel_name == "deno":
            try:
                message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=1))
            except queue.Empty:
                return
            if message["parent_header"].get("msg_id") == parent:
                with contextlib.suppress(nbclient.client.CellExecutionComplete):
                    self.process_message(message, cell, index)


KERNEL_NAMES = {
    "python3": {"display_name": "Python 3", "language": "python"},
    "deno": {"display_name": "Deno", "language": "typescript"},
    "ir": {"display_name": "R", "language": "R"},
}


def plain(notebook):
    """Without what differs from one run or machine to the next."""
    name = notebook.metadata.kernelspec.name
    kernel = {"name": name, **KERNEL_NAMES[name]}
    notebook.metadata = {"kernelspec": kernel, "language_info": {"name": kernel["language"]}}
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number:02d}"
        cell.metadata = {}
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = {}
            shown = output.get("data", {})
            for kind in ("text/latex", "text/markdown", *(["text/plain"] if len(shown) > 1 else [])):
                shown.pop(kind, None)
    return notebook


def differences(committed, executed) -> list[str]:
    found = []
    for one, other in zip(committed.cells, executed.cells, strict=True):
        wanted, given = one.get("outputs", []), other.get("outputs", [])
        if len(wanted) != len(given) or not all(map(same, wanted, given)):
            found.append(f"{one.id}:\n{one.source}\nstands as\n{brief(wanted)}\nand gives\n{brief(given)}\n")
    return found


def same(one, other) -> bool:
    """Texts have to be equal; pictures nearly, since fonts are drawn a little differently from machine to machine."""
    if one.output_type != other.output_type or one.get("text") != other.get("text"):
        return False
    data, others = dict(one.get("data", {})), dict(other.get("data", {}))
    pictures = [shown.pop("image/png", None) for shown in (data, others)]
    return data == others and (pictures == [None, None] or alike(*pictures))


def alike(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return False
    images = [Image.open(io.BytesIO(base64.b64decode(each))).convert("L") for each in (one, other)]
    if any(abs(a - b) > 20 for a, b in zip(images[0].size, images[1].size)):
        return False
    small = [numpy.asarray(image.resize((64, 64)), dtype=float) for image in images]
    return float(numpy.abs(small[0] - small[1]).mean()) < 8


def brief(outputs) -> str:
    return json.dumps(outputs, ensure_ascii=False)[:2000]


if __name__ == "__main__":
    sys.exit(main())
