"""A straightforward splink run on the records of ``scale.py``: ``scale_splink.py RECORDS.parquet FOLDER``.

Needs splink and DuckDB only (dependency group ``bench``), not this project. What its tutorial does: block,
estimate u from random pairs and m by expectation maximisation, predict, cluster. Prints JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time

import duckdb
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

#: Links of less than this are not used; clusters are made at each.
THRESHOLDS = (0.9, 0.99, 0.999)
#: Distances that count as near, nearest first.
NEAR_KM = [0.03, 0.15, 0.4]


def main() -> int:
    start = time.perf_counter()
    database = DuckDBAPI(duckdb.connect(":memory:"))
    records = database.register(duckdb.read_parquet(sys.argv[1], connection=database.duckdb_con))
    linker = Linker(records, _settings(), log_level="ERROR")
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("uprn"), block_on("name", "postcode")], recall=0.5
    )
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("postcode"), block_on("name")):
        training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
    predicted = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    for threshold in THRESHOLDS:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold)
        found = clusters.as_duckdbpyrelation().select("unique_id, cluster_id")
        found.write_parquet(f"{sys.argv[2]}/splink-{threshold}.parquet")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time()}
    print(json.dumps(took | {"peak_mib": peak}))
    return 0


def _settings():
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("address", [0.95, 0.88]),
            cl.ExactMatch("postcode"),
            cl.ExactMatch("uprn"),
            cl.ExactMatch("service"),
            cl.DistanceInKMAtThresholds("lat", "lon", NEAR_KM),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("postcode"),
            block_on("cell_x", "cell_y"),
            block_on("uprn"),
        ],
        retain_intermediate_calculation_columns=False,
    )


if __name__ == "__main__":
    sys.exit(main())
