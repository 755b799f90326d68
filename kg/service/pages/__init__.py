"""Pages for people, and data for machines, at the addresses of things: the same on a server and in a static site."""
