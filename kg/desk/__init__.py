"""The desk: a local page in which a text is read and coded, passage by passage.

`kg.desk.prose` divides a text into what the page shows. `kg.desk.desk` answers what the page asks, as values that go into JSON.
`kg.desk.server` serves both to one browser on this machine, and to nobody else.
"""
