"""Mentions become an article's accounts and reports, reports events, events counts."""
