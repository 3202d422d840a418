"""What one sentence says: what counts as a strike, who, how many, when."""
