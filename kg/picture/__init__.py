"""The interactive picture: one self-contained HTML file that shows relations, their dates, and the passages behind them.

Draw and save it::

    from kg.picture import picture

    picture(workspace).save("graph.html")
"""

from kg.picture.about import About
from kg.picture.choices import Answered
from kg.picture.picture import MEASURES, Measure, Picture, draw_picture, picture
from kg.picture.story import Step, read_story

__all__ = ["MEASURES", "About", "Answered", "Measure", "Picture", "Step", "draw_picture", "picture", "read_story"]
