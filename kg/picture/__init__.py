"""The interactive picture: one HTML file that shows the relations, when they held and what proves them, and needs no other file.

from kg.picture import picture

picture(workspace).save("graph.html")
"""

from kg.picture.about import About
from kg.picture.picture import MEASURES, Picture, draw_picture, picture

__all__ = ["MEASURES", "About", "Picture", "draw_picture", "picture"]
