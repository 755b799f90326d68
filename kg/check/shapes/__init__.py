"""The SHACL shapes: whether they are well formed, whether they say what they seem to say, and what they find."""
