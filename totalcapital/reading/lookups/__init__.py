"""Look-ups of postcodes and UPRNs, and the stores they are built into."""
