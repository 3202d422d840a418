"""What is written: tables, the briefing and its page."""
