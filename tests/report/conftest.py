"""Pages of the program in a headless Chromium.

`pages.rs` makes the pages and says where they are: `REPORT_PAGES` names a folder with one folder for each model (and what else
has a page), `CHROMIUM` the browser, `AXE` the script of axe-core where it could be installed.
"""

import csv
import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

PAGES = Path(os.environ["REPORT_PAGES"])
REDUCTIONS = sorted(path.parent.name for path in PAGES.glob("*/report.html"))
OTHERS = sorted(path.relative_to(PAGES).as_posix() for path in PAGES.glob("*/*.html") if path.name != "report.html")
EVERY = [f"{name}/report.html" for name in REDUCTIONS] + OTHERS


@pytest.fixture(scope="session")
def window():
    """One window for all pages: to start another takes longer than most of what is looked at."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


class Opened:
    """A page, loaded anew, and whatever it should not have done."""

    def __init__(self, window, path, width=1280, height=900, scheme="light"):
        self.faults = []
        self.page = window
        self.heard = {
            "console": lambda message: self.faults.append(f"console: {message.type}: {message.text}"),
            "pageerror": lambda error: self.faults.append(f"error: {error}"),
            "request": self.note,
        }
        for event, hear in self.heard.items():
            window.on(event, hear)
        window.mouse.move(0, 0)
        window.set_viewport_size({"width": width, "height": height})
        window.emulate_media(color_scheme=scheme, media="null")
        window.goto((PAGES / path).as_uri())
        window.wait_for_function("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")

    def note(self, request):
        is_page = request.url.startswith("file:") and request.is_navigation_request()
        if not is_page and not request.url.startswith("data:"):
            self.faults.append(f"request: {request.url}")

    def data(self):
        return json.loads(self.page.locator("#data").text_content())

    def readout(self):
        return self.page.evaluate("({...document.getElementById('readout').dataset})")

    def close(self):
        for event, hear in self.heard.items():
            self.page.remove_listener(event, hear)
        assert self.faults == []


@pytest.fixture
def opened(window):
    pages = []

    def open_page(path, **how):
        pages.append(Opened(window, path, **how))
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()


def record(name):
    return json.loads((PAGES / name / "reduction.json").read_text(encoding="utf-8"))


def segment_map(name):
    with (PAGES / name / "segment_map.csv").open(encoding="utf-8") as file:
        return {(row["section"], row["segment"]): row for row in csv.DictReader(file)}
