"""What the tests of publishing share: the invented estate, published once per audience."""

from __future__ import annotations

import os
import shutil

import harbour_estate
import pytest

from totalcapital.publishing import publish


@pytest.fixture(scope="session")
def tables():
    return harbour_estate.build()


@pytest.fixture(scope="session")
def published(tables, tmp_path_factory):
    """The folder and summary of each audience."""
    made = {}
    for audience in ("internal", "partner", "public"):
        folder = tmp_path_factory.mktemp(audience)
        project = harbour_estate.project(folder)
        summary = publish(tables, folder, audience=audience, project=project, weights=harbour_estate.WEIGHTS)
        made[audience] = (folder, summary)
    return made


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium, without the network."""
    path = (
        os.environ.get("TOTALCAPITAL_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    if not path:
        pytest.skip("no Chromium on this machine: set TOTALCAPITAL_CHROMIUM or install chromium")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as driver:
        flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        chromium = driver.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser):
    """Open a file as a page; every error, console line and request that leaves is a failure."""
    contexts = []

    def open_file(path, *, fragment="", width=1366, height=768, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(f"error: {error}"))
        page.on("console", lambda line: page.faults.append(f"console: {line.text}"))
        page.on("dialog", lambda dialog: (page.faults.append("dialog"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: request.url.startswith(("file:", "data:")) or page.faults.append(request.url),
        )
        page.goto(path.as_uri() + fragment)
        if path.name != "index.html":
            page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield open_file
    faults = [fault for context in contexts for page in context.pages for fault in page.faults]
    for context in contexts:
        context.close()
    assert faults == []
