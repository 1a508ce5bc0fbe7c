"""Makes the empty page with folium, then puts the escaped parts in.

Nothing of a register passes through folium.

What a folium element renders is compiled again as a Jinja template (folium 0.20, branca 0.8), so a
register cell with template tags would run on the machine that builds the map. The frame is rendered
with markers alone; ``tests/publishing/test_hostile.py`` proves that values stay values.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import branca.element
import folium
from folium.template import Template
from xstatic.pkg import leaflet

from totalcapital.errors import ResourceError
from totalcapital.publishing.texts import Markup, fill
from totalcapital.resources import maps

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SCRIPTS", "STYLES", "index_frame", "make", "map_frame", "parts", "policy", "seal"]

#: Scripts of the map page, in the order in which they are put together.
SCRIPTS: Final = (
    "unpack.js", "words.js", "ranking.js", "capital.js", "estate.js", "symbols.js", "options.js", "alignments.js", "state.js",
    "filters.js", "clusters.js", "layer.js", "choice_layer.js", "capital_layer.js", "panel.js", "worth.js", "weights.js",
    "glance.js", "option_panel.js", "alignment_panel.js", "hubs.js", "scenarios.js", "money.js",
    "treemap.js", "shading.js", "money_tables.js", "agency.js", "matrix.js", "timeline.js",
    "funding.js", "years.js", "table.js", "controls.js", "start.js",
)  # fmt: skip
STYLES: Final = ("page.css", "map.css", "choices.css", "capital.css", "money.css", "print.css")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


class _Figure(branca.element.Figure):
    """The document: language, title, policy and the order of its parts."""

    def __init__(self) -> None:
        super().__init__()
        self._id = "page"
        self.header._children.clear()  # noqa: SLF001 - branca adds a meta tag of its own
        self._template = Template(_text("page.html"))


class _Map(folium.Map):
    """A folium map without links to other hosts, tiles, or a random id."""

    def __init__(self) -> None:
        super().__init__(
            location=[53.0, -1.5], zoom_start=6, tiles=None, zoom_control=True,
            attributionControl=False, zoomSnap=0.25, zoomAnimation=False, fadeAnimation=False,
            markerZoomAnimation=False, minZoom=4, maxZoom=20,
        )  # fmt: skip
        self._id = "estate"
        # On the instance: the class's own lists are shared by every map of the process.
        self.default_js = []
        self.default_css = []
        self._template = Template(_text("map.html"))


@cache
def map_frame() -> Markup:
    """Return the map page with ``@@name@@`` where its parts belong."""
    figure = _Figure()
    _Map().add_to(figure)
    return Markup(figure.render())


@cache
def index_frame() -> Markup:
    """Return the index page with ``@@name@@`` where its parts belong."""
    return Markup(_text("index.html"))


@cache
def parts() -> Mapping[str, Markup]:
    """Return the styles and scripts every map page carries inside it."""
    folder = Path(leaflet.BASE_DIR)
    library = (folder / "leaflet.js").read_text(encoding="utf-8")
    look = (folder / "leaflet.css").read_text(encoding="utf-8")
    # Its images are those of controls we do not use; the VML line is for a browser long gone.
    look = re.sub(r"[^{}]*\{[^{}]*url\([^{}]*\}", "", look)
    own = "\n".join(_text("scripts", name) for name in SCRIPTS)
    made = {
        "leaflet_script": re.sub(r"\n//# sourceMappingURL=\S+", "", library).strip(),
        "leaflet_style": look.strip(),
        "script": f'(() => {{\n"use strict";\n{own}\n}})();',
        "style": "\n".join(_text("styles", name) for name in STYLES),
    }
    for name, text in made.items():
        if "</script" in text.lower() or "</style" in text.lower():
            raise ResourceError(f"maps/: expected {name} without a closing tag; found one.")
    return {name: Markup(text) for name, text in made.items()}


def seal(page: str) -> str:
    """Put the content security policy into a page that is otherwise complete.

    Parameters
    ----------
    page
        The page with ``@@policy@@`` in its head, once, and all its scripts and styles.
    """
    return page.replace("@@policy@@", policy(page), 1)


def policy(page: str) -> str:
    """Return the policy under which exactly the page's own scripts and styles run, and nothing loads."""
    scripts = " ".join(_digest(text) for text in _SCRIPT.findall(page)) or "'none'"
    styles = " ".join(_digest(text) for text in _STYLE.findall(page)) or "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    raw = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(raw).decode('ascii')}'"


def _text(*name: str) -> str:
    return maps(*name).read_text(encoding="utf-8")


def make(frame: Markup, values: Mapping[str, Any]) -> str:
    """Return the finished page: frame, parts, values, and the policy that fits them."""
    return seal(fill(frame, {**parts(), **values, "policy": Markup("@@policy@@")}))
