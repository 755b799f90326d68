"""The data files as they are written: quads with their places, and what is wrong with their form."""
