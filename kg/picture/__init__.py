"""The interactive picture: one self-contained HTML file that shows relations, their dates, and the passages behind them.

Draw and save it::

    from kg.picture import picture

    picture(workspace).save("graph.html")

`figure` draws the principal parties and their strongest ties as an SVG file for print.
"""

from kg.export.choices import Answered
from kg.picture.about import About
from kg.picture.figure import Figure, draw_figure, figure
from kg.picture.picture import MEASURES, Measure, Picture, draw_picture, picture
from kg.picture.story import Step, read_story
from kg.picture.svg import Theme

__all__ = [
    "MEASURES",
    "About",
    "Answered",
    "Figure",
    "Measure",
    "Picture",
    "Step",
    "Theme",
    "draw_figure",
    "draw_picture",
    "figure",
    "picture",
    "read_story",
]
