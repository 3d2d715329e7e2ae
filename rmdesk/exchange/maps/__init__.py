"""Maps of the lists that other systems and forms make, as data; see `rmdesk.exchange.shipped`."""
