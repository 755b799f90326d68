"""Why something is held, what is known about a thing, and what an answer rests on."""
