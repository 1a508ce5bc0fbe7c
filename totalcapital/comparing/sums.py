"""What became of the accounts: the sums of each area, year, budget and kind of amount."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.comparing.rows import bounds, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["account_differences"]

_KEYS: Final = ["area_id", "financial_year", "budget", "basis"]
_NOWHERE: Final = "nowhere"


def account_differences(
    before: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame], *, cause: str
) -> pd.DataFrame:
    """Return the sums that only one edition has, and those that are others.

    What is in no area is an area of its own, so that money that moves there is seen. Nothing is told where an
    edition is of a version that made no accounts.
    """
    if not all(tables["assumptions"]["stage"].eq("account").any() for tables in (before, now)):
        return pd.DataFrame()
    was, is_ = _sums(before["accounts"]), _sums(now["accounts"])
    names = {
        str(area): str(name)
        for tables in (before, now)
        for area, name in zip(tables["areas"]["area_id"], tables["areas"]["name"], strict=True)
    }
    rows: list[dict[str, Any]] = []
    for key in sorted({*was, *is_}):
        area, year, budget, basis = key
        old, new = was.get(key), is_.get(key)
        row: dict[str, Any] = {
            "subject": "account", "subject_id": f"{area}/all/{year}", "name": f"{names.get(area, 'in no area')}, {year}",
            "column": f"{budget} {basis}", "before": shown(old), "now": shown(new), "unit": "GBP", "cause": cause,
        }  # fmt: skip
        if old is None or new is None:
            amount = old if new is None else new
            word = "not in the accounts any more" if new is None else "new in the accounts"
            rows.append(row | {
                "kind": "removed" if new is None else "added", "measure": amount,
                "reason": f"{budget} {basis} of {year}: {word}, {amount:,.0f}",
            })  # fmt: skip
        elif abs(new - old) > bounds()["number"]["differs_pct"] / 100.0 * abs(old):
            rows.append(row | {
                "kind": "values", "measure": new - old, "reason": f"{budget} {basis} {new:,.0f}; {old:,.0f} before",
            })  # fmt: skip
    return pd.DataFrame(rows)


def _sums(accounts: pd.DataFrame) -> dict[tuple[str, ...], float]:
    keys = accounts[_KEYS].astype(object)
    keys = keys.where(keys.notna(), "not known")
    keys["area_id"] = accounts["area_id"].astype(object).where(accounts["area_id"].notna(), _NOWHERE)
    found = accounts["amount_gbp"].groupby([keys[name] for name in _KEYS]).sum()
    keyed = zip(found.index.tolist(), found.tolist(), strict=True)
    return {tuple(str(part) for part in key): float(amount) for key, amount in keyed}
