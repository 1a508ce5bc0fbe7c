"""The agencies: none of them exists. Each stands for a kind of body that does."""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "AMBULANCE",
    "AREA_BODIES",
    "BENEFITS",
    "COURTS",
    "LAND",
    "PRIVATE",
    "SPELLINGS",
    "TRUSTS",
    "AreaBodies",
    "councils",
    "kind_of_council",
]


class AreaBodies(NamedTuple):
    """Who is who in one area; ``upper`` and ``lower`` are one body where there is one tier."""

    upper: str
    lower: str
    nhs: str
    police: str
    fire: str
    ambulance: str
    college: str
    university: str | None = None


_NORTH = "Northern Reach Ambulance Service NHS Trust"
_MIDDLE = "Middle Shires Ambulance Service NHS Trust"
_SOUTH = "Southern Reach Ambulance Service NHS Trust"
AMBULANCE = (_NORTH, _MIDDLE, _SOUTH)
BENEFITS = "Work and Benefits Agency"
COURTS = "Courts and Hearings Service"
LAND = "Meadowbank Land Corporation"
PRIVATE = "Harbourgrove Clinics Ltd"
TRUSTS = ("Larchway Academy Trust", "Kestrelgate Learning Trust", "Three Rivers Reach Academy Trust")

AREA_BODIES: dict[str, AreaBodies] = {
    "cambridgeshire": AreaBodies(
        "Ouse and Fen County Council",
        "Fenmarch District Council",
        "Granta Valley NHS Foundation Trust",
        "Ouse and Fen Constabulary",
        "Ouse and Fen Fire and Rescue Service",
        _MIDDLE,
        "Fenmarch Regional College",
        "University of Grantaford",
    ),
    "county-durham": AreaBodies(
        "Wearmoor Council",
        "Wearmoor Council",
        "Wearmoor and Dales NHS Foundation Trust",
        "Wearmoor Constabulary",
        "Wearmoor Fire and Rescue Service",
        _NORTH,
        "Dalesgate College",
        "Wearmoor University",
    ),
    "hackney": AreaBodies(
        "Leabrook Borough Council",
        "Leabrook Borough Council",
        "Leabrook University Hospital NHS Trust",
        "Lea and Thameside Police",
        "Lea and Thameside Fire Brigade",
        _SOUTH,
        "Leabrook College",
    ),
    "hampshire": AreaBodies(
        "Testmeon County Council",
        "Chalkdown Borough Council",
        "Solentgate Hospitals NHS Trust",
        "Testmeon Police",
        "Testmeon Fire and Rescue Service",
        _SOUTH,
        "Chalkdown College",
        "University of Testmeon",
    ),
    "hull": AreaBodies(
        "Humbergate City Council",
        "Humbergate City Council",
        "Humbergate Hospitals NHS Trust",
        "Humbergate Police",
        "Humbergate Fire and Rescue Service",
        _NORTH,
        "Humbergate College",
        "Humbergate University",
    ),
    "leeds-city-region": AreaBodies(
        "Airedon City Council",
        "Airedon City Council",
        "Airedon Teaching Hospitals NHS Trust",
        "Airedon and Calder Police",
        "Airedon and Calder Fire and Rescue Service",
        _NORTH,
        "Airedon College",
        "Airedon University",
    ),
    "leicester-and-leicestershire": AreaBodies(
        "Soarvale County Council",
        "Charnmarch Borough Council",
        "Soarchester Hospitals NHS Trust",
        "Soarvale Police",
        "Soarvale Fire and Rescue Service",
        _MIDDLE,
        "Soarvale College",
        "University of Soarchester",
    ),
    "solihull": AreaBodies(
        "Ardenmere Borough Council",
        "Ardenmere Borough Council",
        "Ardenmere NHS Foundation Trust",
        "Ardenmere and Tame Police",
        "Ardenmere and Tame Fire Service",
        _MIDDLE,
        "Ardenmere College",
    ),
    "swindon": AreaBodies(
        "Ridgewick Borough Council",
        "Ridgewick Borough Council",
        "Ridgewick Hospitals NHS Foundation Trust",
        "Ridgewick and Downs Police",
        "Ridgewick and Downs Fire and Rescue Service",
        _SOUTH,
        "Ridgewick College",
    ),
    "wigan": AreaBodies(
        "Dougleigh Borough Council",
        "Dougleigh Borough Council",
        "Dougleigh Health NHS Foundation Trust",
        "Dougleigh and Irwell Police",
        "Dougleigh and Irwell Fire and Rescue Service",
        _NORTH,
        "Dougleigh College",
    ),
    "worcestershire": AreaBodies(
        "Severnteme County Council",
        "Redclent Borough Council",
        "Severnteme Acute NHS Trust",
        "Severnteme Constabulary",
        "Severnteme Fire and Rescue Service",
        _MIDDLE,
        "Redclent College",
        "University of Severnteme",
    ),
}

#: Councils of single towns, where they are not the area's usual ones: upper tier, lower tier.
_ELSEWHERE: dict[str, tuple[str, str]] = {
    "Cambridge": ("Ouse and Fen County Council", "Granta City Council"),
    "Huntingdon": ("Ouse and Fen County Council", "Hinchbrook District Council"),
    "St Neots": ("Ouse and Fen County Council", "Hinchbrook District Council"),
    "St Ives": ("Ouse and Fen County Council", "Hinchbrook District Council"),
    "Ramsey": ("Ouse and Fen County Council", "Hinchbrook District Council"),
    "Fareham": ("Testmeon County Council", "Solentgate Borough Council"),
    "Gosport": ("Testmeon County Council", "Solentgate Borough Council"),
    "Havant": ("Testmeon County Council", "Solentgate Borough Council"),
    "Waterlooville": ("Testmeon County Council", "Solentgate Borough Council"),
    "Lymington": ("Testmeon County Council", "Forestwater District Council"),
    "Totton": ("Testmeon County Council", "Forestwater District Council"),
    "Ringwood": ("Testmeon County Council", "Forestwater District Council"),
    "New Milton": ("Testmeon County Council", "Forestwater District Council"),
    "Leicester": ("Soarchester City Council", "Soarchester City Council"),
    "Market Harborough": ("Soarvale County Council", "Wellandside District Council"),
    "Lutterworth": ("Soarvale County Council", "Wellandside District Council"),
    "Melton Mowbray": ("Soarvale County Council", "Wellandside District Council"),
    "Worcester": ("Severnteme County Council", "Fairsevern City Council"),
    "Great Malvern": ("Severnteme County Council", "Fairmalvern District Council"),
    "Tenbury Wells": ("Severnteme County Council", "Fairmalvern District Council"),
    "Pershore": ("Severnteme County Council", "Fairmalvern District Council"),
    "Bradford": ("Brontefield City Council", "Brontefield City Council"),
    "Keighley": ("Brontefield City Council", "Brontefield City Council"),
    "Shipley": ("Brontefield City Council", "Brontefield City Council"),
    "Halifax": ("Calderwike Borough Council", "Calderwike Borough Council"),
    "Brighouse": ("Calderwike Borough Council", "Calderwike Borough Council"),
    "Todmorden": ("Calderwike Borough Council", "Calderwike Borough Council"),
    "Huddersfield": ("Calderwike Borough Council", "Calderwike Borough Council"),
    "Dewsbury": ("Calderwike Borough Council", "Calderwike Borough Council"),
    "Batley": ("Calderwike Borough Council", "Calderwike Borough Council"),
    "Holmfirth": ("Calderwike Borough Council", "Calderwike Borough Council"),
    "Wakefield": ("Donmoor Borough Council", "Donmoor Borough Council"),
    "Castleford": ("Donmoor Borough Council", "Donmoor Borough Council"),
    "Pontefract": ("Donmoor Borough Council", "Donmoor Borough Council"),
    "Barnsley": ("Donmoor Borough Council", "Donmoor Borough Council"),
    "York": ("Ousewick City Council", "Ousewick City Council"),
    "Skipton": ("Nidderscar County Council", "Dalescar District Council"),
    "Harrogate": ("Nidderscar County Council", "Dalescar District Council"),
    "Ripon": ("Nidderscar County Council", "Dalescar District Council"),
    "Knaresborough": ("Nidderscar County Council", "Dalescar District Council"),
    "Selby": ("Nidderscar County Council", "Dalescar District Council"),
    "Tadcaster": ("Nidderscar County Council", "Dalescar District Council"),
}

#: Other ways in which a register writes a body's name; every third row of the body has one.
SPELLINGS: dict[str, str] = {
    "Granta Valley NHS Foundation Trust": "Granta Valley NHS FT",
    "Solentgate Hospitals NHS Trust": "SOLENTGATE HOSPITALS NHS TRUST",
    "Ouse and Fen Fire and Rescue Service": "Ouse & Fen Fire & Rescue Service",
    "Testmeon Police": "Testmeon Constabulary",
    "Severnteme Fire and Rescue Service": "Severnteme Fire and Rescue Authority",
    "Calderwike Borough Council": "Calderwike Metropolitan Borough Council",
    "Donmoor Borough Council": "Donmoor MBC",
    "Meadowbank Land Corporation": "The Meadowbank Land Corporation",
}


#: Districts below a county where both stand in one register; the rest of such a register is single-tier.
_DISTRICTS = {"Dalescar District Council", "Charnmarch Borough Council", "Wellandside District Council"}


def kind_of_council(agency: str) -> str:
    """Return what a joint register says a council is."""
    if agency in _DISTRICTS:
        return "District council"
    return "County council" if "County Council" in agency else "Single-tier council"


def councils(area: str, town: str) -> tuple[str, str]:
    """Return the upper-tier and the lower-tier council of a town."""
    usual = AREA_BODIES[area]
    return _ELSEWHERE.get(town, (usual.upper, usual.lower))
