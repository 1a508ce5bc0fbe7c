"""The pages look as they looked when somebody last looked at them.

The pictures are in ``pictures/``. Where a page changes on purpose, look at the new one, then keep it:
``TOTALCAPITAL_KEEP_PICTURES=1 pytest tests/publishing/test_pictures.py``.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parent / "pictures"
#: Fonts differ a little from machine to machine; a missing panel, map or colour is far more.
MOST_DIFFERENT_PCT = 2.0

#: Compares two pictures of one size in blocks of four pixels, so that a letter moved by one is nothing.
COMPARE = """async ([first, second]) => {
  const data = [];
  for (const source of [first, second]) {
    const image = new Image();
    image.src = "data:image/png;base64," + source;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width / 4);
    canvas.height = Math.round(image.height / 4);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    data.push({ size: [image.width, image.height],
                pixels: context.getImageData(0, 0, canvas.width, canvas.height).data });
  }
  if (String(data[0].size) !== String(data[1].size)) return 100;
  let far = 0;
  for (let i = 0; i < data[0].pixels.length; i += 4) {
    const apart = Math.max(...[0, 1, 2].map((k) => Math.abs(data[0].pixels[i + k] - data[1].pixels[i + k])));
    far += apart > 48;
  }
  return 400 * far / data[0].pixels.length;
}"""


def difference_pct(browser, first, second):
    page = browser.new_page()
    try:
        return page.evaluate(COMPARE, [base64.b64encode(data).decode() for data in (first, second)])
    finally:
        page.close()


@pytest.mark.parametrize(("width", "height", "device"), [(1366, 768, "laptop"), (390, 844, "phone")])
@pytest.mark.parametrize("audience", ["internal", "public"])
@pytest.mark.parametrize("name", ["index.html", "northbank.html"])
def test_a_page_looks_as_it_was_last_seen(  # noqa: PLR0917 - three ways to vary the page
    browser, open_page, published, audience, name, width, height, device
):
    folder, _ = published[audience]
    page = open_page(folder / name, width=width, height=height)
    page.evaluate("document.fonts.ready")
    seen = page.screenshot(animations="disabled", caret="hide")
    kept = PICTURES / f"{audience}-{name.removesuffix('.html')}-{device}.png"
    if os.environ.get("TOTALCAPITAL_KEEP_PICTURES"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(seen)
    assert difference_pct(browser, kept.read_bytes(), seen) < MOST_DIFFERENT_PCT


def test_a_page_without_its_map_is_told_from_one_with_it(browser, open_page, published):
    page = open_page(published["internal"][0] / "northbank.html")
    whole = page.screenshot(animations="disabled")
    page.evaluate("document.querySelector('.leaflet-container').style.visibility = 'hidden'")
    assert difference_pct(browser, whole, page.screenshot(animations="disabled")) > MOST_DIFFERENT_PCT
