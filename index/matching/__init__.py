"""Which records answer a query, and in which order."""
