"""A news file becomes articles."""
