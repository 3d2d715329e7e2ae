"""Words as they are compared: folding, parts of codes, spellings, Chinese."""
