"""Who says what: names, claims, passages, witnesses and times, read from a snapshot."""
