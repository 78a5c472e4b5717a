"""What a job seeker does with advice: the days ahead, letters, a calendar, and the log of all leads."""
