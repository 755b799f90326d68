"""The network of agents and acts: its model, how it is read, its ties, measures and chains, and the positions of its nodes."""
