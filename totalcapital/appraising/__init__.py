"""``appraise``: what each option is worth against doing nothing, and on what assumptions."""

from __future__ import annotations

from totalcapital.appraising.appraisal import AppraiseResult, appraise
from totalcapital.appraising.land import Market, land_values_of

__all__ = ["AppraiseResult", "Market", "appraise", "land_values_of"]
