"""From a proof to advice: what to do, why, why not something else, what to ask, what would change it."""
