"""What a person judged of reports, kept in a file of hers and applied to every extraction."""
