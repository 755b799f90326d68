"""The model of who says what: names, claims, notes, passages, documents and dates, read by `kg.record.record.Record`."""
