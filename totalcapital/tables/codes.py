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
#: How a record or project was placed, the surest first; ``asset`` to ``area`` are of projects alone: on an asset
#: the list names by its number, on one found by name, in a place of that name, somewhere in an authority.
LOCATION_METHODS: Final = (
    "geometry", "coordinates", "uprn", "asset", "named-asset", "postcode", "place-name", "outward-code", "area",
    "none",
)  # fmt: skip
#: Methods precise enough for a distance test; a place name, an outward code or an area is not.
DISTANCE_METHODS: Final = ("geometry", "coordinates", "uprn", "asset", "named-asset", "postcode")
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
    "alignment", "account",
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
ASSUMING_STAGES: Final = ("assess", "colocate", "appraise", "choose", "align", "account")
OBJECTIVES: Final = ("npv", "running-cost", "space")
SCENARIO_STATUSES: Final = ("optimal", "time-limit", "infeasible", "cannot-choose")
#: What kind of works a capital project is.
WORKS: Final = (
    "new-build", "extension", "refurbishment", "fit-out", "maintenance", "demolition", "site-works", "acquisition",
    "other",
)  # fmt: skip
#: What part of a project's money an amount is: of one year, spent before the list begins, or to come after it.
PERIODS: Final = ("year", "before", "after")
#: Where the money of a project comes from.
FUNDING_SOURCES: Final = (
    "grant", "developer", "capital-receipts", "revenue", "borrowing", "lottery", "european", "other-body", "other",
)  # fmt: skip
ALIGNMENT_KINDS: Final = (
    "combine", "sequence", "clash", "duplicate", "spend-then-sell", "enable", "gap",
)  # fmt: skip
#: How an alignment stands against the last edition; dismissed: by a person, with a reason.
ALIGNMENT_STATUSES: Final = ("new", "still", "resolved", "dismissed")
#: What the second end of an alignment is.
ALIGNS_TO: Final = ("projects", "holdings")
#: What public money is spent on. The glossary says what each holds, ``codelists/spending_service.toml`` how a
#: wording is read, ``codelists/spending_property.toml`` which services of property belong to it.
SPENDING_SERVICES: Final = (
    "education", "childrens-social-care", "adult-social-care", "social-care", "health", "public-health",
    "housing", "housing-benefit", "social-protection", "employment", "highways-and-transport", "culture", "environment",
    "planning-and-development", "police", "fire", "justice", "central-services", "defence", "debt-and-financing", "other",
)  # fmt: skip
BUDGETS: Final = ("revenue", "capital")
#: How far the place decides on the money.
DISCRETIONS: Final = ("discretionary", "statutory", "national", "unknown")
#: What an amount of spending is: as it came out, as planned, single payments, a formula's allocation, or the
#: total of a larger area that the others are held against and never added to.
SPENDING_BASES: Final = ("outturn", "budget", "payments", "allocation", "ceiling")
#: How spending came to an area: spent at a place in it, by a body of it, or as a share of a larger body's.
ALLOCATIONS: Final = ("placed", "whole", "population", "pupils", "claimants", "unmapped")
