"""Areas: boundary files, look-ups between areas, figures of areas, programmes and areas of one's own."""
