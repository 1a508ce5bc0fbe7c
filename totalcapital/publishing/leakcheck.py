"""Searches every byte that was written for what was withheld; a hit stops publication."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from totalcapital.crs import to_wgs84
from totalcapital.errors import TotalCapitalError
from totalcapital.publishing.leaked_amounts import amount_in, amounts_of
from totalcapital.publishing.redaction import PAGE_KINDS
from totalcapital.publishing.texts import clean
from totalcapital.publishing.unpacking import documents
from totalcapital.publishing.where import SMALL_KINDS
from totalcapital.publishing.withheld import records_by_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from totalcapital.publishing.withheld import Verdict

__all__ = ["Canaries", "LeakError", "canaries_of", "search"]

#: A shorter value stands in too many places to tell anything ("12", "Hall").
_SHORTEST: Final = 5
#: A number of this many digits is an identifier, wherever it stands.
_LONG_NUMBER: Final = 9
_RECORD_TEXTS: Final = (
    "asset_id", "reference", "name", "address", "postcode", "uprn", "urn", "ods_code", "title_number",
)  # fmt: skip
_PROJECT_TEXTS: Final = (
    "project_id", "reference", "name", "address", "postcode", "uprn", "urn", "asset_id",
)  # fmt: skip
#: Digits after the point at which longitude and latitude are looked for; 3 are about 100 m.
_DECIMALS: Final = (3, 4, 5, 6)
#: Digits to which places of what is shown are written, at the least.
_SHOWN_DECIMALS: Final = 5
_NUMBER: Final = re.compile(r"(?<![\w.#])-?\d{1,9}(?:\.\d+)?(?!\w|\.\d)")
#: A list of numbers, as JSON writes it.
_LIST: Final = re.compile(r"\[((?:-?\d+(?:\.\d+)?|null)(?:,(?:-?\d+(?:\.\d+)?|null))+)\]")
_SHORT_LIST: Final = 4
_TAG: Final = re.compile(r"<[^<>]*>")
_SPACES: Final = re.compile(r"\s+")


class LeakError(TotalCapitalError, ValueError):
    """A value that occurs only in withheld entries stands in a file that was about to be published."""


@dataclass(frozen=True, slots=True)
class Canaries:
    """What must stand nowhere: values that occur only in entries that were withheld or made vague.

    Parameters
    ----------
    texts
        Text, in small letters with single spaces: the rule under which it is withheld.
    places
        Longitude and latitude, and easting and northing: the rule. One row per place.
    known_places
        Places of what is shown, which a withheld place may resemble.
    shared_count
        Values that withheld and shown entries share, which nothing can be told by.
    short_count
        Values too short to be told from anything else.
    amounts
        Amounts of hidden projects, in whole units: the rule.
    """

    texts: Mapping[str, str]
    places: pd.DataFrame
    known_places: NDArray[np.float64]
    shared_count: int
    short_count: int
    amounts: Mapping[int, str] = field(default_factory=dict)


def canaries_of(
    tables: Mapping[str, pd.DataFrame], verdict: Verdict, *, known_texts: Iterable[str] = ()
) -> Canaries:
    """Gather what must not be published.

    Parameters
    ----------
    tables
        Every table, in full.
    verdict
        What is withheld, and by which rule.
    known_texts
        The project's own words, which may stand on a page whatever a register says.
    """
    records = records_by_site(tables)
    rule_of = {site: rule for site, (rule, _) in verdict.sites.items()}
    records = records.assign(rule=records["site_id"].map(rule_of))
    projects = tables["projects"].assign(rule=tables["projects"]["project_id"].map(dict(verdict.projects)))
    known = _folded_words([*known_texts, *_shown_texts(tables, records, projects)])
    texts: dict[str, str] = {}
    shared: set[str] = set()
    short: set[str] = set()
    for frame, columns in ((records, (*_RECORD_TEXTS, "site_id", "holding_id")), (projects, _PROJECT_TEXTS)):
        hidden = frame[frame["rule"].notna()]
        for column in columns:
            # A generalised property keeps its outward code, so an outward code is no canary.
            for value, rule in zip(hidden[column], hidden["rule"], strict=True):
                text = _folded(value)
                if not text or (column == "postcode" and " " not in text):
                    continue
                if len(text) < _SHORTEST:
                    short.add(text)
                elif f" {' '.join(_words(text))} " in known:
                    shared.add(text)
                else:
                    texts[text] = rule
                    if column == "postcode":
                        texts[text.replace(" ", "")] = rule
    for text, rule in _area_texts(tables, verdict).items():
        if len(text) >= _SHORTEST and f" {' '.join(_words(text))} " not in known:
            texts.setdefault(text, rule)
    places, seen = _places(tables, verdict)
    amounts = amounts_of(tables, verdict.projects)
    return Canaries(texts, places, seen, len(shared), len(short), amounts)


def _shown_texts(
    tables: Mapping[str, pd.DataFrame], records: pd.DataFrame, projects: pd.DataFrame
) -> Iterator[str]:
    shown, works = records[records["rule"].isna()], projects[projects["rule"].isna()]
    for frame, columns in ((shown, _RECORD_TEXTS), (works, (*_PROJECT_TEXTS, "place_name"))):
        for column in columns:
            yield from frame[column].dropna()
    yield from tables["agencies"]["name"].dropna()
    yield from tables["areas"].loc[~tables["areas"]["kind"].isin(SMALL_KINDS), "name"].dropna()
    for column in ("publisher", "attribution", "licence"):
        yield from tables["registers"][column].dropna()


def _area_texts(tables: Mapping[str, pd.DataFrame], verdict: Verdict) -> dict[str, str]:
    """Return codes and names of the wards and neighbourhoods where nothing stands but what is withheld."""
    rules = {site: rule for site, (rule, _) in verdict.sites.items()} | dict(verdict.projects)
    places = tables["places"][tables["places"]["kind"].isin(SMALL_KINDS)]
    rule = places["subject_id"].map(rules)
    names = tables["areas"].set_index("area_id")["name"]
    open_names = set(names.reindex(places.loc[rule.isna(), "area_id"]))
    hidden = dict(zip(places["area_id"], rule, strict=True))
    for area in places.loc[rule.isna(), "area_id"]:
        hidden.pop(area, None)
    return {
        _folded(text): hidden[area]
        for area in sorted(hidden)
        for text in (area, names.get(area))
        if text not in open_names
    }


def _folded(value: Any) -> str:
    return _SPACES.sub(" ", clean(value).casefold()).strip() if isinstance(value, str) else ""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _folded_words(texts: Iterable[str]) -> str:
    """Return all texts as words between single spaces, texts apart from one another."""
    joined = clean(" \N{VERTICAL LINE} ".join(dict.fromkeys(map(str, texts)))).casefold()
    return " " + " ".join(re.findall(r"\w+|\|", joined)) + " "


def _places(tables: Mapping[str, pd.DataFrame], verdict: Verdict) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Return the places of what is hidden, and every vertex of what is shown, in both systems."""
    sites, locations = tables["sites"], tables["locations"]
    record_site = records_by_site(tables).set_index("asset_id")["site_id"]
    rules = {site: rule for site, (rule, _) in verdict.sites.items()} | dict(verdict.projects)
    subject = locations["subject_id"].map(record_site).fillna(locations["subject_id"])
    pairs = [(sites.geometry, sites["site_id"].map(rules)), (locations.geometry, subject.map(rules))]
    hidden, seen = [], []
    for shapes, rule in pairs:
        there = ~(shapes.isna() | shapes.is_empty)
        hidden.append(_vertices(shapes[there & rule.notna()], rule))
        seen.append(_vertices(shapes[there & rule.isna()], rule))
    outlined = tables["areas"]["kind"].isin([*PAGE_KINDS, "authority"])
    areas = tables["areas"].geometry[outlined]
    seen.append(_vertices(areas[~(areas.isna() | areas.is_empty)], pd.Series(dtype=object)))
    columns = ["lon", "lat", "east", "north"]
    known = pd.concat(seen)[columns].to_numpy(dtype=float)
    return pd.concat(hidden).drop_duplicates().reset_index(drop=True), known


def _vertices(shapes: gpd.GeoSeries, rule: pd.Series) -> pd.DataFrame:
    """Return every vertex and the inner point of each shape, in degrees and in metres."""
    columns = ["lon", "lat", "east", "north", "rule"]
    if shapes.empty:
        return pd.DataFrame(columns=columns)
    inner = gpd.GeoSeries(shapely.point_on_surface(shapes.to_numpy()), index=shapes.index, crs=shapes.crs)
    middle = shapes.centroid
    every = gpd.GeoSeries(pd.concat([shapes, inner, middle]), crs=shapes.crs)
    metres, at = shapely.get_coordinates(every.to_numpy(), return_index=True)
    degrees = shapely.get_coordinates(to_wgs84(every).to_numpy())
    made = pd.DataFrame(np.column_stack([degrees, metres]), columns=columns[:4])
    made["rule"] = every.index.map(rule).to_numpy()[at] if len(rule) else None
    return made


def search(folder: Path, canaries: Canaries) -> None:
    """Search every file of a folder for what must stand nowhere.

    Raises
    ------
    LeakError
        If anything is found. The message names the file and the rule, never the value.
    """
    if not canaries.texts and not canaries.amounts and canaries.places.empty:
        return
    wanted = _Wanted(canaries)
    for name, text in documents(folder):
        rule = wanted.text_in(text, name=name) or wanted.place_in(text)
        rule = rule or amount_in(text, name, canaries.amounts)
        if rule:
            raise LeakError(
                f"expected nothing of withheld entries in what is published; found a value withheld by the rule "
                f"{rule!r} in {name}. Nothing was published. Take the value out of the column it stands in, or add "
                "the other entry that holds it to [publication] take_down."
            )


class _Wanted:
    """The values to look for, arranged so that a large file is read once."""

    def __init__(self, canaries: Canaries) -> None:
        self._by_word: dict[str, list[tuple[str, str]]] = {}
        for text, rule in canaries.texts.items():
            words = _words(text)
            # A value is looked for only where the rarest of its words, taken as the longest, stands.
            key = max(words, key=len) if words else ""
            self._by_word.setdefault(key, []).append((text, rule))
        known = canaries.known_places
        self._pairs: dict[int, dict[tuple[int, int], str]] = {}
        for decimals in _DECIMALS:
            hidden = canaries.places[["lon", "lat"]].to_numpy(dtype=float)
            rules = canaries.places["rule"]
            self._pairs[decimals] = _only(hidden, known[:, :2], rules, scale=10**decimals)
        metres = canaries.places[["east", "north"]].to_numpy(dtype=float)
        self._metres = _only(metres, known[:, 2:], canaries.places["rule"], scale=1)

    def text_in(self, text: str, *, name: str) -> str | None:
        """Return the rule of the first withheld value that stands in a document; null if none does."""
        folded = _SPACES.sub(" ", text.casefold())
        for word in self._by_word.keys() & set(_words(folded)):
            for value, rule in self._by_word[word]:
                if value in folded and re.search(_pattern(value, is_csv=name.endswith(".csv")), folded):
                    return rule
        for value, rule in self._by_word.get("", []):
            if value in folded:
                return rule
        return None

    def place_in(self, text: str) -> str | None:
        """Return the rule of the first withheld place that two numbers of a text give."""
        pairs = _number_pairs(text)
        for turned in (pairs, pairs[:, ::-1]):
            rule = self._place_of(turned)
            if rule:
                return rule
        return None

    def _place_of(self, pairs: NDArray[np.float64]) -> str | None:
        for decimals, hidden in self._pairs.items():
            # Degrees as they are, and as the whole numbers a page carries.
            for scale in (1, 100_000, 1_000_000):
                near = pairs[np.abs(pairs).max(axis=1) > scale] / scale
                rule = _first(_scaled(near[_is_written_to(near, decimals)], 10**decimals), hidden)
                if rule:
                    return rule
        return _first(_scaled(pairs, 1), self._metres)


def _number_pairs(text: str) -> NDArray[np.float64]:
    """Return the pairs of numbers of a text that could be a place.

    In a list of numbers these are the first and second, the third and fourth and so on, or the
    latitude of one property and the longitude of the next would make a place that nobody wrote;
    in a list of four or fewer, and anywhere outside lists, any two neighbours.
    """
    found: list[tuple[float, float]] = []

    def take(match: re.Match[str]) -> str:
        cells = match[1].split(",")
        step = 1 if len(cells) <= _SHORT_LIST else 2
        for one, other in zip(cells[:-1:step], cells[1::step], strict=False):
            if one != "null" and other != "null":
                found.append((float(one), float(other)))
        return " "

    rest = _LIST.sub(take, text)
    # Numbers between tags are neighbours; numbers inside a tag are read as well.
    plain = f"{rest}\n{_TAG.sub(' ', rest)}" if "<" in rest else rest
    numbers = [float(number) for number in _NUMBER.findall(plain)]
    pairs: NDArray[np.float64] = np.array([*found, *itertools.pairwise(numbers)], dtype=float).reshape(-1, 2)
    finite: NDArray[np.float64] = pairs[np.isfinite(pairs).all(axis=1)]
    return finite


def _pattern(value: str, *, is_csv: bool) -> str:
    """Return how a value is looked for: as whole words; a short number only as a cell of its own.

    Five digits may be a distance or part of a position; as a quoted value or a cell they are not.
    """
    if value.isdigit() and len(value) < _LONG_NUMBER:
        edge, other = ("(?:^|[,\"'\\s])", "(?:$|[,\"'\\s])") if is_csv else ("[\"'>]", "[\"'<]")
        return f"{edge}{value}{other}"
    return rf"(?<!\w){re.escape(value)}(?!\w)"


def _scaled(pairs: NDArray[np.float64], scale: int) -> NDArray[np.int64]:
    return np.rint(np.clip(pairs, -1e12, 1e12) * scale).astype(np.int64)


def _is_written_to(pairs: NDArray[np.float64], decimals: int) -> NDArray[np.bool_]:
    """Whether a pair can be a place written to this many digits after the point.

    Places of what is shown are written to five digits or six. Cutting those to three or four would
    find a hidden place near any of thousands of shown ones by chance; a hidden place that somebody
    rounded to three or four digits is written to just these.
    """
    finer: NDArray[np.bool_] = np.all(_is_whole(pairs * 10 ** (decimals - 1)), axis=1)
    if decimals >= _SHOWN_DECIMALS:
        return ~finer
    exact: NDArray[np.bool_] = np.all(_is_whole(pairs * 10**decimals), axis=1)
    return exact & ~finer


def _is_whole(numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
    whole: NDArray[np.bool_] = np.abs(numbers - np.rint(numbers)) < 1e-6
    return whole


def _only(
    hidden: NDArray[np.float64], shown: NDArray[np.float64], rules: pd.Series, *, scale: int
) -> dict[tuple[int, int], str]:
    """Return what hidden places read as at a scale, rounded or cut, less what shown places read as."""
    known = np.sort(np.concatenate([_packed(pairs) for pairs in _either_way(shown, scale)]))
    made: dict[tuple[int, int], str] = {}
    for pairs in _either_way(hidden, scale):
        packed = _packed(pairs)
        is_known = np.searchsorted(known, packed, side="left") < np.searchsorted(known, packed, side="right")
        for (x, y), rule, shared in zip(pairs.tolist(), rules, is_known.tolist(), strict=True):
            if not shared:
                made.setdefault((x, y), str(rule))
    return made


def _packed(pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each pair as one number, so that hundreds of thousands are compared at once."""
    return pairs[:, 0] * (1 << 31) + pairs[:, 1]


def _either_way(pairs: NDArray[np.float64], scale: int) -> list[NDArray[np.int64]]:
    """Return pairs at a scale with each number rounded up and rounded down."""
    low = np.floor(pairs * scale).astype(np.int64)
    high = np.ceil(pairs * scale).astype(np.int64)
    return [np.column_stack([x[:, 0], y[:, 1]]) for x in (low, high) for y in (low, high)]


def _first(pairs: NDArray[np.int64], hidden: Mapping[tuple[int, int], str]) -> str | None:
    if not hidden or not len(pairs):
        return None
    lows, highs = zip(*hidden, strict=True)
    inside = (
        (pairs[:, 0] >= min(lows)) & (pairs[:, 0] <= max(lows))
        & (pairs[:, 1] >= min(highs)) & (pairs[:, 1] <= max(highs))
    )  # fmt: skip
    for pair in pairs[inside].tolist():
        rule = hidden.get((pair[0], pair[1]))
        if rule:
            return rule
    return None
