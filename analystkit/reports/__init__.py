"""Mentions in sentences become an article's accounts, and these its reports."""
