"""Rows of cells to a table: where its headings stand, and which rows are records."""
