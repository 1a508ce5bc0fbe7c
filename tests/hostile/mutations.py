"""Small files of every format, and seeded damage to them."""

from __future__ import annotations

import json
import random
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely
import xlsxwriter

__all__ = ["COUNT", "damaged", "seeds"]

COUNT = 40
_NASTY = [
    b"",
    b"\x00",
    b"&",
    b"<",
    b'"',
    b"\xff",
    b",",
    b"\n",
    b"\r",
    b"{",
    b"]",
    b"\xf0\x9f\x98\x80",
    b"%s",
    b"{{",
]


def _frame():
    return gpd.GeoDataFrame(
        {"ref": [f"R{i:02d}" for i in range(COUNT)], "name": [f"Siân’s hall {i}" for i in range(COUNT)]},
        geometry=[shapely.Point(430_000 + i, 430_000).buffer(5, quad_segs=1) for i in range(COUNT)],
        crs=27700,
    )


def _shapefile(folder):
    pyogrio.write_dataframe(_frame(), folder / "s.shp", encoding="utf-8")
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:  # stored, so that damage is to the parts
        for part in sorted(folder.glob("s.*")):
            archive.write(part, part.name)


def _workbook(folder):
    book = xlsxwriter.Workbook(str(folder / "a.xlsx"))
    page = book.add_worksheet()
    page.write_row(0, 0, ["Ref", "Name", "Postcode"])
    for i in range(COUNT):
        page.write_row(i + 1, 0, [f"R{i:02d}", f"Hall {i}", "LS1 3AB"])
    book.close()


def seeds():
    """Return name and bytes of one sound file of each format, each of ``COUNT`` records."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name in ("a.gpkg", "a.fgb", "a.gml"):
            pyogrio.write_dataframe(_frame(), folder / name, layer="assets")
        pyogrio.write_dataframe(_frame().to_crs(4326), folder / "a.kml", driver="LIBKML", layer="assets")
        _frame().to_parquet(folder / "a.parquet")
        (folder / "a.geojson").write_text(_frame().to_crs(4326).to_json(), encoding="utf-8")
        records = [{"ref": f"R{i:02d}", "name": f"Hall {i}"} for i in range(COUNT)]
        (folder / "a.json").write_text(json.dumps(records), encoding="utf-8")
        lines = [f'R{i:02d},"Hall {i}, ""The Green""",LS1 3AB' for i in range(COUNT)]
        (folder / "a.csv").write_text("Ref,Name,Postcode\n" + "\n".join(lines) + "\n", encoding="utf-8")
        _workbook(folder)
        _shapefile(folder)
        return {
            f"a.{end}": (folder / f"a.{end}").read_bytes()
            for end in ("csv", "json", "geojson", "gml", "kml", "gpkg", "fgb", "parquet", "xlsx", "zip")
        }


def damaged(data, seed):
    """Return bytes with one to four slips: flipped, cut off, put in, taken out, or moved."""
    chance = random.Random(seed)  # noqa: S311 - damage, not a secret
    whole = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(whole) or 1)
        kind = chance.choice(["flip", "flip", "set", "cut", "put", "take", "move"])
        if kind == "flip" and whole:
            whole[place] ^= 1 << chance.randrange(8)
        elif kind == "set" and whole:
            whole[place] = chance.choice([0, 0xFF, 0x26, 0x22, 0x3C])
        elif kind == "cut":
            del whole[chance.randint(len(whole) // 4, len(whole)) :]
        elif kind == "put":
            whole[place:place] = chance.choice(_NASTY)
        elif kind == "take":
            del whole[place : place + chance.randint(1, 40)]
        elif kind == "move":
            part = whole[place : place + 60]
            del whole[place : place + 60]
            target = chance.randrange(len(whole) + 1)
            whole[target:target] = part
    return bytes(whole)
