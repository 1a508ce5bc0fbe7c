"""What a property of each kind is like: names, sizes, staff, costs. All figures are invented."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["KINDS", "STEMS_FIRST", "STEMS_LAST", "STREET_WORDS", "Kind"]


class Kind(NamedTuple):
    """One kind of property.

    ``label`` follows the invented name; ``written`` is how registers put the service; ``floor_m2``
    and ``land_m2`` are ranges, ``m2_per_fte`` is 0 where staff are not counted, ``cost_gbp_m2`` is
    the yearly running cost of a square metre, ``reach`` how far from the middle of a town.
    """

    label: str
    written: str
    floor_m2: tuple[int, int]
    land_m2: tuple[int, int]
    m2_per_fte: tuple[int, int] = (0, 0)
    cost_gbp_m2: tuple[int, int] = (70, 140)
    reach: float = 1.0


_NO = (0, 0)
KINDS: dict[str, Kind] = {
    "library": Kind("Library", "Library", (180, 900), (300, 2_000), (60, 110), (80, 150), 0.7),
    "office": Kind("House Offices", "Office", (350, 2_600), (500, 4_000), (8, 14), (110, 210), 0.5),
    "town-hall": Kind("Town Hall", "Town hall", (1_200, 5_200), (1_500, 6_000), (11, 20), (100, 180), 0.4),
    "customer-service": Kind(
        "Contact Centre", "Customer service centre", (120, 480), (150, 600), (9, 15), (120, 190), 0.4
    ),
    "depot": Kind("Depot", "Depot", (400, 2_400), (4_000, 22_000), (30, 70), (30, 70), 1.4),
    "highways": Kind("Salt Barn", "Highways salt barn", (300, 900), (5_000, 14_000), _NO, (20, 45), 1.5),
    "community-centre": Kind(
        "Community Centre", "Community centre", (220, 800), (600, 3_500), _NO, (50, 100), 1.1
    ),
    "childrens-centre": Kind(
        "Children's Centre", "Children's centre", (200, 650), (500, 2_500), (25, 45), (80, 140), 1.2
    ),
    "youth-centre": Kind("Youth Centre", "Youth centre", (200, 700), (400, 2_400), (40, 90), (60, 110), 1.1),
    "adult-social-care": Kind(
        "Day Centre", "Adult day centre", (300, 1_100), (900, 4_000), (25, 50), (90, 150), 1.2
    ),
    "museum": Kind("Museum", "Museum", (400, 2_200), (500, 3_000), (60, 120), (90, 170), 0.6),
    "leisure": Kind(
        "Leisure Centre", "Leisure centre", (1_500, 6_500), (6_000, 26_000), (80, 150), (110, 190), 1.2
    ),
    "training-centre": Kind(
        "Training Centre", "Training centre", (350, 1_600), (900, 6_000), (40, 90), (80, 150), 1.1
    ),
    "childrens-home": Kind("House", "Children's home", (220, 420), (600, 1_500), (20, 35), (160, 260), 1.3),
    "refuge": Kind("House", "Refuge", (260, 420), (600, 1_400), (25, 40), (140, 220), 1.3),
    "car-park": Kind("Car Park", "Car park", _NO, (700, 6_000), _NO, _NO, 0.5),
    "park": Kind("Park", "Park", _NO, (9_000, 90_000), _NO, _NO, 1.3),
    "allotment": Kind("Allotments", "Allotments", _NO, (3_000, 18_000), _NO, _NO, 1.5),
    "cemetery": Kind("Cemetery", "Cemetery", _NO, (8_000, 60_000), _NO, _NO, 1.6),
    "public-toilet": Kind("Public Toilets", "Public toilets", (30, 90), (40, 150), _NO, (150, 400), 0.4),
    "market": Kind("Market Hall", "Market", (500, 2_600), (700, 3_500), _NO, (60, 120), 0.3),
    "industrial": Kind("Workshops", "Industrial units", (400, 2_800), (1_200, 9_000), _NO, (20, 50), 1.5),
    "development-land": Kind("Yard Site", "Development land", _NO, (2_000, 24_000), _NO, _NO, 1.4),
    "open-land": Kind("Green", "Open land", _NO, (1_200, 30_000), _NO, _NO, 1.5),
    "school": Kind("Primary School", "School", (900, 2_400), (9_000, 26_000), _NO, _NO, 1.5),
    "hospital": Kind("Hospital", "Hospital", (9_000, 62_000), (20_000, 140_000), (22, 34), (150, 280), 1.3),
    "clinic": Kind("Health Centre", "Clinic", (350, 1_900), (900, 4_000), (20, 38), (110, 200), 0.9),
    "gp-practice": Kind("Surgery", "GP practice", (220, 900), (400, 1_800), (22, 40), (120, 210), 1.1),
    "mental-health": Kind("Unit", "Mental health", (700, 4_200), (3_000, 16_000), (25, 45), (140, 240), 1.3),
    "police-station": Kind(
        "Police Station", "Police station", (400, 3_600), (700, 6_000), (16, 34), (110, 200), 0.6
    ),
    "custody": Kind("Custody Suite", "Custody", (900, 2_200), (1_500, 4_000), _NO, (200, 320), 1.2),
    "fire-station": Kind(
        "Fire Station", "Fire station", (350, 1_500), (1_200, 5_000), (30, 70), (70, 130), 1.1
    ),
    "ambulance-station": Kind(
        "Ambulance Station", "Ambulance station", (220, 900), (800, 3_500), (14, 34), (70, 130), 1.1
    ),
    "court": Kind("Court House", "Court", (900, 4_500), (900, 5_000), (40, 90), (130, 220), 0.5),
    "jobcentre": Kind("Jobcentre", "Jobcentre", (300, 1_300), (300, 1_500), (10, 18), (180, 320), 0.5),
    "college": Kind("Campus", "College", (3_500, 14_000), (12_000, 60_000), (40, 70), (80, 150), 1.3),
    "university": Kind("Hall", "University", (2_200, 12_000), (3_000, 24_000), (35, 80), (110, 190), 1.2),
}

#: Two halves of an invented name. No name is used twice in the specimen, so that a search for a
#: withheld one finds that one only.
STEMS_FIRST = tuple(
    """
    Quill Marrow Tallow Harts Brindle Osier Copper Larch Wren Fiddle Saddler Linnet Candle Thistle Drover Mallow
    Pewter Rook Sallow Tanner Weir Yarrow Bramble Cooper Dapple Flax Gorse Heron Juniper Kestrel Madder Nettle
    Otter Plover Quarry Russet Sorrel Teasel Umber Vetch Woad Barley Cinder Damson Alder Badger Chandler Dunnock
    Ember Fennel Garnet Hazel Indigo Jackdaw Kettle Lantern Mercer Needle Ochre Pippin Quince Raven Saffron
    Thatcher Verger Walnut Yeoman Anvil Bobbin Curlew Dyer Elder Falcon Glover Harrow Inkwell Jasmine Knapper
    Lapwing Magpie Nutmeg Orchard Pepper Quiver Rowan Spindle Tinder Violet Weaver Amber Bellows Cobbler Dovetail
    Fuller Gander Hamper Ivory Lavender Mason
    """.split()
)
STEMS_LAST = tuple(
    """
    field gate brook edge mead stone croft bank hollow acre moor side well garth row holt rise cote beck thwaite
    spinney furlong fold lathe mill barn combe dene fell glade heath knoll lea nook piece reach scar tarn vale
    warren wold yard
    """.split()
)
STREET_WORDS = ("Street", "Road", "Lane", "Way", "Row", "Approach", "Parade", "Close")
