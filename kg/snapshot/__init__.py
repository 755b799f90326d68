"""What a build leaves for all other steps: written in one step and never changed after."""
