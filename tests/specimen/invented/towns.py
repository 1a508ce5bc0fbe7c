"""Towns: true positions and outward postcodes, typed as facts; everything built on them is invented."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["TOWNS", "Town"]


class Town(NamedTuple):
    """One town.

    ``unused`` are the first two characters of inward codes that no postcode of the outward code had
    in 2025, used or ended: postcodes made with them are invented. ``weight`` says how much is there.
    """

    name: str
    lon: float
    lat: float
    outward: str
    unused: tuple[str, ...]
    weight: int


TOWNS: dict[str, tuple[Town, ...]] = {
    "cambridgeshire": (
        Town("Cambridge", 0.121, 52.205, "CB1", ("1Z", "8U"), 9),
        Town("Huntingdon", -0.184, 52.331, "PE29", ("8Z", "5Z"), 5),
        Town("St Neots", -0.269, 52.228, "PE19", ("9Z", "3Z"), 4),
        Town("St Ives", -0.075, 52.323, "PE27", ("9Z", "8Z"), 2),
        Town("Ely", 0.262, 52.399, "CB6", ("9Z", "8Z"), 4),
        Town("Wisbech", 0.16, 52.666, "PE13", ("9Z", "8Z"), 4),
        Town("March", 0.088, 52.551, "PE15", ("7Z", "6Z"), 3),
        Town("Chatteris", 0.05, 52.456, "PE16", ("9Z", "8Z"), 1),
        Town("Whittlesey", -0.13, 52.558, "PE7", ("9Z", "7Z"), 1),
        Town("Soham", 0.337, 52.333, "CB7", ("8Z", "7Z"), 2),
        Town("Ramsey", -0.108, 52.449, "PE26", ("9Z", "8Z"), 1),
        Town("Cambourne", -0.07, 52.219, "CB23", ("9Z", "5Z"), 2),
        Town("Sawston", 0.169, 52.124, "CB22", ("9Z", "8Z"), 1),
    ),
    "county-durham": (
        Town("Durham", -1.573, 54.777, "DH1", ("8Z", "7Z"), 7),
        Town("Chester-le-Street", -1.574, 54.858, "DH3", ("9Z", "8Z"), 3),
        Town("Consett", -1.832, 54.852, "DH8", ("7Z", "6Z"), 3),
        Town("Stanley", -1.694, 54.868, "DH9", ("8Z", "7Z"), 3),
        Town("Peterlee", -1.335, 54.76, "SR8", ("9Z", "8Z"), 3),
        Town("Seaham", -1.339, 54.838, "SR7", ("9Z", "7Z"), 2),
        Town("Bishop Auckland", -1.676, 54.66, "DL14", ("8Z", "7Z"), 4),
        Town("Spennymoor", -1.602, 54.699, "DL16", ("9Z", "8Z"), 2),
        Town("Newton Aycliffe", -1.577, 54.618, "DL5", ("9Z", "8Z"), 3),
        Town("Crook", -1.744, 54.714, "DL15", ("9Z", "8Z"), 1),
        Town("Barnard Castle", -1.926, 54.546, "DL12", ("8Z", "7Z"), 1),
        Town("Sedgefield", -1.45, 54.654, "TS21", ("9Z", "8Z"), 1),
        Town("Stanhope", -2.01, 54.748, "DL13", ("9Z", "8Z"), 1),
    ),
    "hackney": (
        Town("Hackney Central", -0.056, 51.547, "E8", ("9Z", "8Z"), 5),
        Town("Stoke Newington", -0.078, 51.562, "N16", ("9Z", "4Z"), 3),
        Town("Hoxton", -0.083, 51.532, "N1", ("4U",), 3),
        Town("Homerton", -0.042, 51.549, "E9", ("9Z", "8Z"), 4),
        Town("Clapton", -0.055, 51.561, "E5", ("9Z", "7Z"), 3),
    ),
    "hampshire": (
        Town("Winchester", -1.313, 51.063, "SO23", ("6Z", "5Z"), 6),
        Town("Basingstoke", -1.087, 51.266, "RG21", ("9Z", "0Z"), 6),
        Town("Eastleigh", -1.352, 50.969, "SO50", ("3Z", "2Z"), 4),
        Town("Fareham", -1.179, 50.852, "PO16", ("6Z", "5Z"), 4),
        Town("Gosport", -1.136, 50.797, "PO12", ("8Z", "7Z"), 3),
        Town("Havant", -0.982, 50.853, "PO9", ("8Z", "7Z"), 4),
        Town("Andover", -1.48, 51.208, "SP10", ("8Z", "7Z"), 4),
        Town("Aldershot", -0.762, 51.248, "GU11", ("9Z", "8Z"), 3),
        Town("Farnborough", -0.755, 51.293, "GU14", ("5Z", "3Z"), 3),
        Town("Fleet", -0.843, 51.283, "GU51", ("8Z", "7Z"), 2),
        Town("Petersfield", -0.937, 51.004, "GU31", ("9Z", "8Z"), 1),
        Town("Alton", -0.975, 51.149, "GU34", ("9Z", "8Z"), 1),
        Town("Romsey", -1.499, 50.989, "SO51", ("4Z", "3Z"), 1),
        Town("Lymington", -1.545, 50.759, "SO41", ("7Z", "4Z"), 1),
        Town("Totton", -1.49, 50.919, "SO40", ("6Z", "5Z"), 2),
        Town("Ringwood", -1.79, 50.848, "BH24", ("9Z", "8Z"), 1),
        Town("New Milton", -1.66, 50.756, "BH25", ("9Z", "8Z"), 1),
        Town("Waterlooville", -1.028, 50.881, "PO7", ("9Z", "3Z"), 2),
        Town("Bordon", -0.861, 51.113, "GU35", ("7Z", "6Z"), 1),
    ),
    "hull": (
        Town("City Centre", -0.336, 53.744, "HU1", ("9Z", "8Z"), 8),
        Town("Orchard Park", -0.37, 53.786, "HU6", ("9Z", "8Z"), 2),
        Town("Bransholme", -0.3, 53.79, "HU7", ("9Z", "8Z"), 3),
        Town("Hessle Road", -0.37, 53.734, "HU3", ("9Z", "8Z"), 3),
        Town("Holderness Road", -0.3, 53.757, "HU8", ("8Z", "7Z"), 3),
        Town("Marfleet", -0.275, 53.75, "HU9", ("8Z", "7Z"), 2),
        Town("Anlaby Park", -0.4, 53.742, "HU4", ("9Z", "8Z"), 1),
        Town("Newland", -0.357, 53.767, "HU5", ("9Z", "8Z"), 2),
    ),
    "leeds-city-region": (
        Town("Leeds", -1.548, 53.799, "LS1", ("8Z", "7Z"), 10),
        Town("Morley", -1.599, 53.746, "LS27", ("9Z", "6Z"), 2),
        Town("Otley", -1.693, 53.905, "LS21", ("8Z", "7Z"), 1),
        Town("Pudsey", -1.662, 53.797, "LS28", ("8Z", "6Z"), 1),
        Town("Wetherby", -1.386, 53.928, "LS22", ("8Z", "5Z"), 1),
        Town("Bradford", -1.752, 53.794, "BD1", ("8Z", "7Z"), 8),
        Town("Keighley", -1.907, 53.867, "BD21", ("9Z", "8Z"), 3),
        Town("Shipley", -1.777, 53.833, "BD18", ("9Z", "8Z"), 2),
        Town("Halifax", -1.862, 53.723, "HX1", ("8Z", "7Z"), 5),
        Town("Brighouse", -1.783, 53.703, "HD6", ("9Z", "8Z"), 1),
        Town("Todmorden", -2.097, 53.713, "OL14", ("9Z", "7Z"), 1),
        Town("Huddersfield", -1.785, 53.646, "HD1", ("8Z", "7Z"), 6),
        Town("Dewsbury", -1.632, 53.69, "WF13", ("9Z", "8Z"), 3),
        Town("Batley", -1.633, 53.716, "WF17", ("9Z", "8Z"), 2),
        Town("Holmfirth", -1.787, 53.571, "HD9", ("9Z", "8Z"), 1),
        Town("Wakefield", -1.497, 53.683, "WF1", ("8Z", "7Z"), 6),
        Town("Castleford", -1.356, 53.725, "WF10", ("9Z", "8Z"), 2),
        Town("Pontefract", -1.311, 53.691, "WF8", ("9Z", "8Z"), 2),
        Town("Barnsley", -1.481, 53.553, "S70", ("8Z", "7Z"), 5),
        Town("York", -1.083, 53.959, "YO1", ("4Z", "3Z"), 6),
        Town("Skipton", -2.017, 53.962, "BD23", ("8Z", "7Z"), 2),
        Town("Harrogate", -1.54, 53.992, "HG1", ("8Z", "7Z"), 4),
        Town("Ripon", -1.524, 54.136, "HG4", ("9Z", "8Z"), 1),
        Town("Knaresborough", -1.466, 54.009, "HG5", ("7Z", "6Z"), 1),
        Town("Selby", -1.067, 53.783, "YO8", ("8Z", "3Z"), 2),
        Town("Tadcaster", -1.262, 53.884, "LS24", ("8Z", "7Z"), 1),
    ),
    "leicester-and-leicestershire": (
        Town("Leicester", -1.133, 52.635, "LE1", ("7Z", "0Z"), 9),
        Town("Loughborough", -1.206, 52.772, "LE11", ("8Z", "7Z"), 5),
        Town("Hinckley", -1.373, 52.541, "LE10", ("8Z", "7Z"), 4),
        Town("Melton Mowbray", -0.887, 52.764, "LE13", ("8Z", "7Z"), 3),
        Town("Coalville", -1.37, 52.724, "LE67", ("7Z", "7U"), 3),
        Town("Market Harborough", -0.92, 52.478, "LE16", ("6Z", "5Z"), 2),
        Town("Oadby", -1.083, 52.6, "LE2", ("7Z", "4Z"), 2),
        Town("Wigston", -1.107, 52.586, "LE18", ("8Z", "7Z"), 2),
        Town("Lutterworth", -1.201, 52.456, "LE17", ("9Z", "8Z"), 1),
        Town("Ashby-de-la-Zouch", -1.476, 52.747, "LE65", ("9Z", "8Z"), 1),
        Town("Syston", -1.075, 52.699, "LE7", ("6Z", "5Z"), 1),
        Town("Blaby", -1.165, 52.576, "LE8", ("7Z", "1Z"), 1),
    ),
    "solihull": (
        Town("Solihull", -1.777, 52.413, "B91", ("8Z", "7Z"), 6),
        Town("Shirley", -1.821, 52.405, "B90", ("8Z", "7Z"), 3),
        Town("Chelmsley Wood", -1.737, 52.478, "B37", ("9Z", "8Z"), 4),
        Town("Knowle", -1.733, 52.388, "B93", ("7Z", "6Z"), 1),
        Town("Balsall Common", -1.651, 52.391, "CV7", ("6Z", "5Z"), 1),
        Town("Castle Bromwich", -1.785, 52.505, "B36", ("9Z", "7Z"), 1),
        Town("Olton", -1.81, 52.438, "B92", ("7Z", "6Z"), 1),
    ),
    "swindon": (
        Town("Swindon", -1.781, 51.56, "SN1", ("9Z", "8Z"), 7),
        Town("Highworth", -1.711, 51.63, "SN6", ("9Z", "5Z"), 1),
        Town("Wroughton", -1.796, 51.523, "SN4", ("6Z", "5Z"), 1),
        Town("Stratton", -1.742, 51.586, "SN3", ("9Z", "8Z"), 3),
        Town("West Swindon", -1.826, 51.562, "SN5", ("2Z", "1Z"), 3),
        Town("Haydon Wick", -1.808, 51.59, "SN25", ("9Z", "8Z"), 2),
    ),
    "wigan": (
        Town("Wigan", -2.632, 53.545, "WN1", ("8Z", "7Z"), 6),
        Town("Leigh", -2.515, 53.497, "WN7", ("9Z", "8Z"), 4),
        Town("Atherton", -2.49, 53.523, "M46", ("9Z", "8Z"), 2),
        Town("Tyldesley", -2.468, 53.515, "M29", ("9Z", "8Z"), 1),
        Town("Ashton-in-Makerfield", -2.64, 53.487, "WN4", ("9Z", "7Z"), 2),
        Town("Hindley", -2.579, 53.536, "WN2", ("9Z", "8Z"), 2),
        Town("Golborne", -2.594, 53.477, "WA3", ("9Z", "8Z"), 1),
        Town("Standish", -2.664, 53.587, "WN6", ("8Z", "7Z"), 1),
        Town("Orrell", -2.69, 53.54, "WN5", ("9Z", "8Z"), 1),
    ),
    "worcestershire": (
        Town("Worcester", -2.221, 52.192, "WR1", ("9Z", "8Z"), 7),
        Town("Redditch", -1.942, 52.306, "B97", ("8Z", "7Z"), 4),
        Town("Kidderminster", -2.249, 52.388, "DY10", ("9Z", "8Z"), 4),
        Town("Bromsgrove", -2.058, 52.335, "B61", ("9Z", "6Z"), 3),
        Town("Great Malvern", -2.327, 52.112, "WR14", ("8Z", "7Z"), 3),
        Town("Evesham", -1.947, 52.092, "WR11", ("9Z", "0Z"), 3),
        Town("Droitwich Spa", -2.148, 52.267, "WR9", ("6Z", "5Z"), 2),
        Town("Stourport-on-Severn", -2.28, 52.34, "DY13", ("7Z", "6Z"), 1),
        Town("Pershore", -2.076, 52.112, "WR10", ("8Z", "7Z"), 1),
        Town("Tenbury Wells", -2.596, 52.312, "WR15", ("9Z", "7Z"), 1),
        Town("Bewdley", -2.316, 52.376, "DY12", ("9Z", "8Z"), 1),
    ),
}
