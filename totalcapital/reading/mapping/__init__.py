"""From headings to our columns."""
