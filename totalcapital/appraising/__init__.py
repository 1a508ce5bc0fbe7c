"""``appraise``: what each option is worth against doing nothing, and on what assumptions."""
