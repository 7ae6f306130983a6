"""The standing of each target and each unit in a round, and the words for it.

in_force          the goal, references and pace of a target on a day, revisions applied
submissions       who has reported in a round, when, how many targets are answered; remarks and corrections
reported_figures  the figure that a unit has reported for a round, the figure before it, corrections applied
pace              how much of the way to a goal is expected by a round, and the projection to the year's end
standings         the record of a standing: figure, goal, verdict of one target, as a whole or for one unit
judging           a figure, the goal and the pace give a verdict (worked example in figures)
aggregation       the standing of a target from its units' figures: one unit, a group, a sum
survey            one round as it is on one day: all submissions and all standings
tallies           targets counted: contents with a joint verdict, targets by the level that assigned them
appendix          the order and the numbers of targets in a report's appendix
comparison        two rounds compared: which figures changed, which verdicts became better or worse
last_year         the results of the year before as baselines, from the folder that previous: names
proposals         proposals of all rounds, each with an id, where it was made, and the office's answers
addressees        whom a proposal is addressed to: the issuing body itself, somebody else, or nobody that is named
typed_names       targets and units as a person types them in a command: id, number, name
goal_words        a goal that asks for a change: the change, its base, and the change there is, in words
plain_figures     figures as plain text for other programs
wording           figures, goals and verdicts as short text, the same on the screen and in the report
"""
