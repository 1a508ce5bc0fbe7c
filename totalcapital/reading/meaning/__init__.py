"""From cells to records: values, codes, places and what depends on the day."""
