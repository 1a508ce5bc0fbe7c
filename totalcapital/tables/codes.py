"""The fixed code lists of the tables. The glossary says what each code means."""

from __future__ import annotations

from typing import Final

SECTORS: Final = (
    "county", "district", "unitary", "parish", "nhs", "police", "fire", "ambulance",
    "education", "central", "other",
)  # fmt: skip
ROLES: Final = ("owner", "occupier", "both", "unknown")
PROPERTY_KINDS: Final = ("land", "building", "both")
TENURES: Final = ("freehold", "leasehold", "licence", "ground-leasehold", "sub-leasehold", "other")
STATUSES: Final = ("operational", "vacant", "surplus", "disposal", "closed", "unknown")
AREA_BASES: Final = ("GIA", "NIA", "GEA", "unknown")
CONDITION_GRADES: Final = ("A", "B", "C", "D")
SENSITIVITIES: Final = ("open", "restricted", "secret")
LOCATION_METHODS: Final = (
    "geometry", "coordinates", "uprn", "postcode", "outward-code", "none",
)  # fmt: skip
#: Methods precise enough for a distance test; an outward code is not.
DISTANCE_METHODS: Final = ("geometry", "coordinates", "uprn", "postcode")
RELATIONS: Final = ("same-record", "same-building", "same-campus", "different")
#: Whether two agencies are read as one body.
AGENCY_RELATIONS: Final = ("same-body", "different")
#: Who decided on a link or on an agency's spelling: the rule, or a person.
LINK_DECISIONS: Final = ("auto", "accepted", "rejected", "split")
#: What people decide on.
DECISION_SUBJECTS: Final = ("link", "agency", "option", "alignment", "redaction")
DECISIONS: Final = ("accepted", "rejected", "split", "parked", "dismissed")
#: What became of a decision in this run.
DECISION_STATES: Final = ("in-force", "subject-changed", "no-such-subject", "superseded")
#: How a question stands: never decided, decided on what has changed since, put off with an owner.
DOUBT_STATES: Final = ("open", "changed", "parked")
#: What a difference between two editions is about.
DIFFERENCE_SUBJECTS: Final = (
    "estate", "register", "agency", "site", "holding", "record", "project", "option", "hub", "scenario",
)  # fmt: skip
#: What became of it from one edition to the next.
DIFFERENCE_KINDS: Final = (
    "tool-changed", "settings-changed", "decisions-changed", "register-added", "register-removed", "column-given",
    "renamed", "added", "removed", "moved", "re-used", "became-vacant", "became-surplus", "closed", "tenure", "lease",
    "joined", "parted", "band", "location", "slipped", "brought-forward", "cost", "values",
    "score", "ranked", "unranked", "vetoed", "freed", "decided",
)  # fmt: skip
#: Where a difference comes from: what an agency wrote, what people set or decided, the tool, or another input.
DIFFERENCE_CAUSES: Final = (
    "register", "settings", "tool", "settings-or-tool", "decision", "other-input", "other-differences",
)  # fmt: skip
AREA_KINDS: Final = (
    "programme", "authority", "county", "police", "fire", "region", "ward", "lsoa",
    "neighbourhood", "own",
)  # fmt: skip
BANDS: Final = ("surplus", "under-used", "watch", "used", "unknown")
CONFIDENCES: Final = ("high", "medium", "low")
COMMITMENTS: Final = ("approved", "indicative", "unknown")
LEVELS: Final = ("error", "warning", "note")
#: What can differ between two files of one register.
CHANGE_KINDS: Final = (
    "rows", "layout", "records-gone", "records-new", "records-changed", "heading-gone", "heading-new",
    "heading-renamed", "values-changed", "given-share",
)  # fmt: skip
SERVICES: Final = (
    "school", "nursery", "childrens-centre", "childrens-home", "college", "university", "library", "museum",
    "arts", "community-centre", "youth-centre", "leisure", "hospital", "clinic", "gp-practice",
    "pharmacy", "mental-health", "adult-social-care", "care-home", "refuge", "police-station", "custody",
    "fire-station", "ambulance-station", "court", "prison", "probation", "jobcentre",
    "customer-service", "office", "town-hall", "training-centre", "depot", "store", "workshop",
    "waste", "car-park", "cemetery", "park", "allotment", "sports-ground", "public-toilet",
    "market", "retail", "industrial", "housing", "agricultural", "highways", "development-land",
    "open-land", "other",
)  # fmt: skip
#: Who set a threshold, an assumption or an entry: the tool's own data, or the estate file.
SET_BY: Final = ("default", "estate")
#: How a walking time was found.
WALKS_BY: Final = ("detour", "network")
#: What a holding is to an option.
SIDES: Final = ("guest", "host", "both")
#: What an appraisal values; costs are negative, so that the parts add up.
#: A year: running-cost, rent, and their sum saving. Once: receipt, backlog, works, optimism-bias, move, exit,
#: double-running, and their sum once. npv: everything over the period, discounted.
MEASURES: Final = (
    "running-cost", "rent", "saving",
    "receipt", "backlog", "works", "optimism-bias", "move", "exit", "double-running", "once",
    "npv", "npv-simulated",
)  # fmt: skip
#: Stages that take assumptions.
ASSUMING_STAGES: Final = ("assess", "colocate", "appraise", "choose")
OBJECTIVES: Final = ("npv", "running-cost", "space")
SCENARIO_STATUSES: Final = ("optimal", "time-limit", "infeasible", "cannot-choose")
