"""Lets files of others in: one worker, confined, with private copies."""
