"""The page in the browser: the questionnaire, the advice, its reasons, the search log, and the rules.

Reading order: `safety`, `server`, `library`, `address`, `consulting`, `coming`, `telling`, `refusing`,
`site`; the pages `talking`, `keeping` and `studying`; `app`. No rule logic is in here; what is shown
is what the engine says.
"""
