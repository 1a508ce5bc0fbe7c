"""Where what really happened stands among a guest's options: ranks, against distance alone and against chance."""

from __future__ import annotations

from math import comb

import numpy as np
import pandas as pd

__all__ = ["chance", "first_place", "interval", "order_of", "summary"]

DRAWS, SEED = 2000, 1


def order_of(options, *, by):
    """Return options best first: ``rank`` as the tool orders them, ``distance`` by metres alone.

    Parameters
    ----------
    options
        ``is_known_fit``, ``score``, ``distance_m``, ``option_id``.
    """
    if by == "distance":
        return options.sort_values(["distance_m", "option_id"], ignore_index=True)
    keys = ["is_known_fit", "score", "distance_m", "option_id"]
    return options.sort_values(keys, ascending=[False, False, True, True], ignore_index=True)


def first_place(is_true):
    """Return the place, from 1, of the first option that is true; null where none is."""
    at = np.flatnonzero(np.asarray(is_true, dtype=bool))
    return int(at[0]) + 1 if len(at) else None


def chance(true_count, count):
    """Return what chance alone gives where so many of the options are true.

    Returns
    -------
    tuple
        Mean place of the first true one, mean of one over it, chance of place 1, of place 5 or better.
    """
    if not true_count:
        return np.nan, 0.0, 0.0, 0.0
    ways = comb(count, true_count)
    at = [comb(count - place, true_count - 1) / ways for place in range(1, count - true_count + 2)]
    reciprocal = sum(share / place for place, share in enumerate(at, 1))
    return (count + 1) / (true_count + 1), reciprocal, at[0], sum(at[:5])


def interval(values):
    """Return the 95 % bootstrap interval of a mean."""
    values = np.asarray(values, dtype=float)
    if not len(values):
        return np.nan, np.nan
    random = np.random.default_rng(SEED)
    means = values[random.integers(0, len(values), (DRAWS, len(values)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def summary(cases):
    """Return a row a way of ranking, over cases.

    Parameters
    ----------
    cases
        ``ours``, ``distance``: place of the first true option, null where none is; ``options_count``,
        ``true_count``.

    Returns
    -------
    DataFrame
        By way: ``n``, ``median`` place, ``mrr`` (mean of one over the place, nought for none) and its
        interval, ``hit_1``, ``hit_5``; last, the difference of ``mrr`` of ours and distance.
    """
    rows = []
    by_chance = [chance(t, n) for t, n in zip(cases["true_count"], cases["options_count"], strict=True)]
    reciprocal = {"chance": np.array([each[1] for each in by_chance])}
    for way in ("ours", "distance"):
        place = cases[way].astype(float)
        reciprocal[way] = (1.0 / place).fillna(0.0).to_numpy()
        rows.append(
            {
                "way": way, "median": place.median(), "hit_1": (place <= 1).mean(), "hit_5": (place <= 5).mean(),
            }
        )  # fmt: skip
    columns = np.array(by_chance, dtype=float).reshape(-1, 4)
    rows.append(
        {
            "way": "chance", "median": np.nanmedian(columns[:, 0]) if len(columns) else np.nan,
            "hit_1": columns[:, 2].mean(), "hit_5": columns[:, 3].mean(),
        }
    )  # fmt: skip
    reciprocal["ours less distance"] = reciprocal["ours"] - reciprocal["distance"]
    reciprocal["ours less chance"] = reciprocal["ours"] - reciprocal["chance"]
    rows += [{"way": way} for way in ("ours less distance", "ours less chance")]
    table = pd.DataFrame(rows)
    table["n"] = len(cases)
    table["mrr"] = [reciprocal[way].mean() if len(cases) else np.nan for way in table["way"]]
    table[["low", "high"]] = [interval(reciprocal[way]) for way in table["way"]]
    return table.set_index("way")
