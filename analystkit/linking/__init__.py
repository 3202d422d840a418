"""Reports of one occurrence, within and across articles, become one event."""
