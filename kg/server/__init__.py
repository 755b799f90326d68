"""HTTP, and the processes that compute the replies of `kg.service`."""
