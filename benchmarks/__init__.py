"""Measurements of Chancery, told as ratios of runs that took turns on one machine."""
