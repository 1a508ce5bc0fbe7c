"""``account``: what the public purse spends in a place, by whom and on what."""

from __future__ import annotations

from totalcapital.accounting.accounts import AccountResult, Held, Known, account

__all__ = ["AccountResult", "Held", "Known", "account"]
