"""The pages in the browser: the questionnaire, the advice, its reasons, the search log, and the rules."""
