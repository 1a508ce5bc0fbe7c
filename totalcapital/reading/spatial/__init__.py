"""Spatial files: those that GDAL reads, and GeoParquet."""
