"""The readers of the library in a browser: bundled as a page would, they give the records as Python reads them."""

import functools
import http.server
import json
import pathlib
import queue
import shutil
import subprocess
import threading

import pytest
from conftest import ROOT, Release

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SECONDS = 120


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("page")
    subprocess.run(
        [
            *(str(ROOT / "node_modules" / ".bin" / "esbuild"), str(ROOT / "test" / "interop" / "browser" / "page.mjs")),
            *("--bundle", "--format=esm", "--splitting", "--platform=browser", "--log-level=warning"),
            f"--outdir={folder}",
        ],
        check=True,
        cwd=ROOT,
    )
    (folder / "index.html").write_text('<!doctype html><script type="module" src="page.js"></script>')
    return folder


class Server(http.server.SimpleHTTPRequestHandler):
    def __init__(self, page: pathlib.Path, release: pathlib.Path, told: queue.Queue, *rest):
        self.page, self.release, self.told = page, release, told
        super().__init__(*rest)

    def translate_path(self, path: str) -> str:
        name = path.split("?")[0].lstrip("/")
        folder, name = (self.release, name[len("release/") :]) if name.startswith("release/") else (self.page, name)
        return str(folder / name)

    def do_POST(self):
        self.told.put(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def exact(value: dict):
    return int(value["integer"]) if set(value) == {"integer"} else value


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
def test_records_read_in_chromium(release: Release, page: pathlib.Path, tmp_path: pathlib.Path):
    told: queue.Queue = queue.Queue()
    handler = functools.partial(Server, page, release.folder, told)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = subprocess.Popen(
            [
                *(CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"),
                *(f"--user-data-dir={tmp_path / 'profile'}", f"http://127.0.0.1:{server.server_port}/index.html"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            answer = json.loads(told.get(timeout=SECONDS), object_hook=exact)
        finally:
            browser.kill()
            browser.wait()
            server.shutdown()
    assert "error" not in answer, answer["error"]
    assert answer["title"] == release.package["title"]
    assert answer["found"] == "إيران"
    ways = [way for format in ("jsonl", "arrow", "parquet") for way in (format, f"{format}, chosen")]
    assert list(answer["read"]) == ways
    for way in ways:
        assert answer["read"][way] == release.records(), way
