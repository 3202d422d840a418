"""Events are chosen, counted, and compared with those of others."""
