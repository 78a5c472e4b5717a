"""What rules conclude: of one lead, of all possible leads, and of many leads at once."""
