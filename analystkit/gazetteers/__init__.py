"""The files that names are looked up in, ours and the analyst's."""
