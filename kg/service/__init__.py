"""Answers to requests of the web, as pure functions from a request to a reply: no network, no framework, no processes."""
