"""Makes a project of a folder of unknown files."""

from __future__ import annotations

import dataclasses
import difflib
import os
import shutil
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import shapely

from totalcapital.errors import EstateFileError
from totalcapital.inspecting import Inspection, areas_of, data_files, inspection_of
from totalcapital.project import load_project
from totalcapital.reading.areas.columns import name_heading
from totalcapital.reading.door.archives import SHAPEFILE_PARTS
from totalcapital.reading.door.door import Door
from totalcapital.reading.drafting import draft_estate
from totalcapital.reading.inspection import Look, look, register_id
from totalcapital.reading.profiles import normal_heading
from totalcapital.resources import geodata

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["Started", "start"]

#: Look-ups larger than this stay where they are: a copy of them costs more than it saves.
_LARGEST_COPY: Final = 100 << 20
#: Share of the records with a place from which a file is taken to be of an area.
_OF_AREA: Final = 0.5
#: Share of the references of the smaller file from which two files are one register at two times.
_SAME_REGISTER: Final = 0.5
_NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class Started:
    """A project made by :func:`start`.

    Attributes
    ----------
    remarks
        What the user should know or do next, one sentence each.
    """

    estate: Path
    inspections: tuple[Inspection, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The areas asked for: of one programme, or authorities of a boundary file."""

    programme: str | None
    ids: tuple[str, ...]
    names: tuple[str, ...]
    codes: frozenset[str]
    own: tuple[Mapping[str, Any], ...] = ()
    """``id``, ``name`` and ``codes`` of areas that no programme has."""


def start(
    folder: Path,
    files: Sequence[Path] = (),
    *,
    areas: Sequence[str] = (),
    name: str | None = None,
    as_of: dt.date,
    progress: Callable[[str], None] = lambda _: None,
) -> Started:
    """Make a project in a folder: recognise every file, draft ``estate.toml``, say what is left to do.

    Registers, capital programmes, lists of spending, look-ups and outlines are told apart by their content. Files
    outside the folder are copied into it; large look-ups are named where they are. A file that is
    another file again, or an earlier file of it, is left out and named.

    Parameters
    ----------
    files
        Files, folders or patterns; without any, the data files in the folder itself.
    areas
        Ids of areas of a programme, such as ``hampshire``; or names or codes of authorities in a file
        of outlines among the files.
    as_of
        The day the results are to describe.

    Raises
    ------
    EstateFileError
        If the folder holds an estate already, no file can be read as a register, or an area is
        not known.
    """
    if (folder / "estate.toml").exists():
        raise EstateFileError(
            f"{folder}: expected a folder without an estate; it holds estate.toml. Choose another folder, "
            "or look at its files with: totalcapital inspect"
        )
    chosen = data_files(files or ([folder] if folder.is_dir() else []))
    with Door() as door:
        looks = _without_earlier(list(_looks(chosen, door, progress=progress)))
        _check_any(looks, folder)
        asked = _areas_asked(areas, looks)
        folder.mkdir(parents=True, exist_ok=True)
        looks = [_brought_in(seen, path, folder) for seen, path in zip(looks, chosen, strict=True)]
        draft = _Draft(folder, looks, name or _name(asked), as_of, asked)
        draft.write({})
        project = load_project(draft.path)
        outlines = areas_of(project, door)
        inspections = [inspection_of(seen, project, door, areas=outlines) for seen in looks]
        draft.write(
            _area_of(inspections, dict(zip(outlines["area_id"], outlines["geometry"], strict=True)), asked)
        )
    load_project(draft.path)
    return Started(draft.path, tuple(inspections), tuple(_remarks(inspections, draft)))


def _areas_asked(areas: Sequence[str], looks: Sequence[Look]) -> _Asked | None:
    """Find the areas asked for: all in one programme, else each in the files of outlines."""
    if not areas:
        return None
    known: list[str] = []
    for path in sorted(geodata("programmes").glob("*.toml")):
        listed = {area["id"]: area for area in tomllib.loads(path.read_text(encoding="utf-8"))["area"]}
        known += listed
        if all(area in listed for area in areas):
            chosen = [listed[area] for area in areas]
            codes = {code for area in chosen for print_ in area["footprint"] for code in print_["codes"]}
            return _Asked(path.stem, tuple(areas), tuple(a["name"] for a in chosen), frozenset(codes))
    authorities = _authorities(looks)
    own = [authorities.get(normal_heading(area)) for area in areas]
    if None in own:
        wanted = areas[own.index(None)]
        near = difflib.get_close_matches(wanted, [*known, *(a["id"] for a in authorities.values())], n=1)
        raise EstateFileError(
            f"--area {wanted}: neither a programme nor a file of outlines has this area. "
            + (f"Did you mean {near[0]}? " if near else "")
            + f"Areas of the programmes are {', '.join(dict.fromkeys(known))}. For a place of your own give, beside the "
            "lists, a file of outlines of local authority districts with their codes (from the Open Geography portal of "
            "the Office for National Statistics)."
        )
    found = [area for area in own if area is not None]
    codes = {code for area in found for code in area["codes"]}
    return _Asked(
        None, tuple(a["id"] for a in found), tuple(a["name"] for a in found), frozenset(codes), tuple(found)
    )


def _authorities(looks: Sequence[Look]) -> dict[str, dict[str, Any]]:
    """Return the areas of files of outlines, by plain name and by code."""
    found = {}
    for seen in looks:
        if seen.raw is None or seen.code_heading is None:
            continue
        codes = seen.raw.columns[seen.raw.headings.index(seen.code_heading)]
        names = seen.raw.columns[seen.raw.headings.index(name_heading(seen.raw, seen.code_heading))]
        for code, name in zip(codes, names, strict=True):
            area = {"id": register_id(str(name)), "name": str(name), "codes": [str(code)]}
            found[normal_heading(str(code))] = found[normal_heading(str(name))] = area
    return found


def _name(asked: _Asked | None) -> str:
    return f"{' and '.join(asked.names)} public estate" if asked else "Public estate"


def _looks(chosen: Sequence[Path], door: Door, *, progress: Callable[[str], None]) -> Iterator[Look]:
    taken: set[str] = set()
    for path in chosen:
        progress(path.name)
        seen = look(path, path.name, door, taken=taken)
        taken.add(seen.register.id)
        yield seen


def _check_any(looks: Sequence[Look], folder: Path) -> None:
    """Refuse a folder of which nothing can be read as a register."""
    if any(seen.is_list and seen.refused is None for seen in looks):
        return
    reasons = [seen.refused for seen in looks if seen.refused]
    others = [
        f"{seen.path}: {_PURPOSES[seen.purpose]}, not a register." for seen in looks if not seen.refused
    ]
    found = "\n".join([*reasons, *others]) or (
        "There are no data files. Name some, or put them into the folder: a register of property, a capital programme or "
        "a list of spending (forms to fill in: totalcapital init FOLDER --template spending); for a page of each area "
        "also outlines of local authority districts, from the Open Geography portal of the Office for National Statistics."
    )
    raise EstateFileError(f"{folder}: expected a file that can be read as a register; found none.\n{found}")


_PURPOSES: Final = {
    "boundaries": "outlines of areas", "population": "residents by area", "postcodes": "a look-up of postcodes", "uprn": "a look-up of UPRNs",
}  # fmt: skip


def _without_earlier(looks: list[Look]) -> list[Look]:
    """Leave out files that hold the records of another file again: the same, or an earlier file."""
    kept = list(looks)
    order = sorted(range(len(looks)), key=lambda i: _age(looks[i]), reverse=True)
    for place, newer in enumerate(order):
        for older in order[place + 1 :]:
            if kept[newer].refused is None and kept[older].refused is None:
                share = _shared(kept[newer], kept[older])
                if share >= _SAME_REGISTER:
                    kept[older] = dataclasses.replace(
                        kept[older], refused=_why_left_out(kept[older], kept[newer], share)
                    )
    return kept


def _age(seen: Look) -> tuple[str, int, str]:
    """Order files of one register: by the day they say they describe, then by rows, then by name."""
    newest = ""
    if "effective_date" in seen.records and seen.records["effective_date"].notna().any():
        newest = str(seen.records["effective_date"].dropna().max())
    return newest, len(seen.records), seen.path


def _shared(newer: Look, older: Look) -> float:
    """Return the share of references that two registers of one layout have in common."""
    if newer.sha256 is not None and newer.sha256 == older.sha256:
        return 1.0
    if newer.kind != older.kind or newer.profile is not older.profile or older.purpose == "boundaries":
        return 0.0
    if newer.profile is None and list(newer.headings["heading"]) != list(older.headings["heading"]):
        return 0.0
    one, two = (set(_key(seen)) for seen in (newer, older))
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def _key(seen: Look) -> list[str]:
    """Return what each record goes by: its reference and name, else its name and place as written."""
    records = seen.records
    if "reference" not in records:
        return []
    place = records["postcode"].astype("str") + "|" + records["x_read"].astype("str")
    by = records["reference"].astype("str").where(records["reference"].notna(), place)
    return [f"{key}|{name}" for key, name in zip(by, records["name"].astype("str"), strict=True)]


def _why_left_out(older: Look, newer: Look, share: float) -> str:
    if older.sha256 == newer.sha256:
        return f"{older.path}: the same file as {newer.path}."
    return (
        f"{older.path}: {share:.0%} of the records of the shorter of the two ({len(older.records):,} and "
        f"{len(newer.records):,}) stand in {newer.path} too: the same register, an extract or an earlier file. "
        "To use it instead, put its path in place of the other's."
    )


def _brought_in(seen: Look, path: Path, folder: Path) -> Look:
    """Copy a file into the project where it is not there, and name it as the estate file will."""
    if seen.refused is not None:
        return seen
    if path.resolve().is_relative_to(folder.resolve()):
        shown = path.resolve().relative_to(folder.resolve()).as_posix()
    elif seen.purpose in _PURPOSES and path.stat().st_size > _LARGEST_COPY:
        shown = _way_to(path, folder)
    else:
        inside = folder / ("lookups" if seen.purpose in _PURPOSES else "registers")
        inside.mkdir(exist_ok=True)
        target = _free(inside / path.name)
        shutil.copyfile(path, target)
        for part in SHAPEFILE_PARTS[1:] if path.suffix.lower() == ".shp" else ():
            if path.with_suffix(part).is_file():
                shutil.copyfile(path.with_suffix(part), target.with_suffix(part))
        shown = target.relative_to(folder).as_posix()
    return dataclasses.replace(seen, path=shown, register=seen.register.model_copy(update={"path": shown}))


def _way_to(path: Path, folder: Path) -> str:
    """Return a path from a folder to a file; of another drive of Windows, the whole path."""
    try:
        return os.path.relpath(path.resolve(), folder.resolve()).replace(os.sep, "/")
    except ValueError:
        return path.resolve().as_posix()


def _free(path: Path) -> Path:
    free, number = path, 1
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


class _Draft:
    """The estate file being written."""

    def __init__(
        self, folder: Path, looks: Sequence[Look], name: str, as_of: dt.date, asked: _Asked | None
    ) -> None:
        self.path, self._looks, self._name, self._as_of = folder / "estate.toml", looks, name, as_of
        self.asked, self.boundaries = asked, _boundaries(looks, asked)

    def write(self, area_of: Mapping[str, str]) -> None:
        areas = {"programme": self.asked.programme, "areas": list(self.asked.ids)} if self.asked else {}
        if self.asked and self.asked.own:
            areas = {}
        text = draft_estate(
            self._looks,
            name=self._name,
            as_of=self._as_of,
            areas=areas,
            own_areas=self.asked.own if self.asked else (),
            boundaries=self.boundaries,
            area_of=area_of,
        )
        self.path.write_text(text, encoding="utf-8")


def _boundaries(looks: Sequence[Look], asked: _Asked | None) -> dict[str, str] | None:
    """Return the file of outlines that has most of the authorities asked for."""
    best, most = None, 0
    for seen in looks:
        if seen.purpose != "boundaries" or seen.raw is None or seen.code_heading is None or asked is None:
            continue
        cells = seen.raw.columns[seen.raw.headings.index(seen.code_heading)]
        count = len(asked.codes & set(cells))
        if count > most:
            best, most = {"path": seen.path, "code": seen.code_heading}, count
    return best


def _area_of(
    inspections: Sequence[Inspection], homes: Mapping[str, Any], asked: _Asked | None
) -> dict[str, str]:
    """Return the area each register is of: the one that most of its records with a place lie in."""
    found = {}
    for inspection in inspections:
        points = inspection.locations.geometry.dropna()
        for area_id in asked.ids if asked and len(points) else ():
            if (
                homes.get(area_id) is not None
                and shapely.intersects(homes[area_id], points.to_numpy()).mean() >= _OF_AREA
            ):
                found[inspection.look.register.id] = area_id
    return found


def _remarks(inspections: Sequence[Inspection], draft: _Draft) -> Iterator[str]:
    used = [i for i in inspections if i.look.is_list and i.look.refused is None]
    left_out = [i.look.path for i in inspections if i.look.refused is not None]
    if left_out:
        yield f"Not used, with the reason in estate.toml: {_listed(left_out)}."
    if draft.asked and draft.boundaries is None:
        yield (
            f"No file holds outlines of {' and '.join(draft.asked.names)}: the estate gets one page. "
            "Add a file of authority boundaries and name it under boundaries."
        )
    silent = [
        i.look.register.id
        for i in used
        if "agency" in i.look.records and i.look.records["agency"].isna().all()
    ]
    if silent:
        yield f'Say whose lists these are (agency = "…"): {_listed(silent)}. Unsaid, they are part of no option.'
    nowhere = sum(i.places.get("none", 0) for i in used)
    if nowhere:
        yield f"{nowhere:,} records have no place yet; a look-up of postcodes or UPRNs places those that have one."
    yield f"Read the estate file ({draft.path}), then type: totalcapital run {draft.path}"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
