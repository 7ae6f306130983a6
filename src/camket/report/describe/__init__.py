"""A survey turned into the values that templates get (`contents`).

parts    what reports and letters share: commitment, round, unit, submission, figure
target   one target with its standing: goals, figures, items, revisions, differences
whole    the contents of a whole report
summary  the values of the one-page summary, and its bars
"""
