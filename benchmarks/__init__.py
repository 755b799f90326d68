"""Measurements of Chancery, as ratios of runs that alternate on one machine."""
