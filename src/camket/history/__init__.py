"""Two states of the data compared; who changed which fact; merging.

account      differences told in the user's words: by round and unit, target by target, texts word by word
commits      what each commit made of each file of reports/
differences  two states of the data held against each other, figure by figure
issued       what stood in a round's report when it was issued, and what has been changed in its files since
merging      two changed states of a file brought together by what they say, for git's merge driver
past_values  every value that a target's figures, or a unit's, have had: what, by whom, when, in which commit
textconv     a file of the data as lines, a fact each, for git's own diff
"""
