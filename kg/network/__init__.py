"""The held graph as a network of agents and acts: its model, measures, chains and layout."""
