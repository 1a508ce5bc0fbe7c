"""Capital programmes: from rows of cells to projects, their money by year and by source."""
