"""A report of disputes as HTML, Markdown and plain text."""
