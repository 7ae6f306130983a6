"""How each target and each unit stands in a round, and the words for it.

comparison  two rounds side by side: which figures moved, which targets slipped, which came right
progress    the figures that every page needs, computed once: who has reported, and how each commitment stands
proposals   proposals with an identity of their own, carried from round to round until the office answers them
wording     figures and states as short text in the user's language: one wording for the screen and for the report
"""
