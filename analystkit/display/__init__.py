"""What a reader sees: a colour, a mark, a sentence, a table in a notebook."""
