// Ask: a place for the query engine, in files that carry it.

function buildAsk() {
  byId("tab-ask").hidden = !D.about.engine;
}
