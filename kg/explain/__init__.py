"""Why something is held, what is known of a thing, and what an answer rests on."""
