"""From a request to an answer: parameters bound, the query evaluated within limits."""
