"""A base published as one HTML file, which asks, advises, and explains without any program of ours behind it."""
