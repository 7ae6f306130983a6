"""Where a figure of the report comes from: the lines in which it was typed, and the arithmetic from there to what is printed.

The results are those that the report prints (`contents`); nothing is computed a second time. The expressions come with the
figures (`Worked` of ledger/measures/exact.py). They are written with the figures as they were typed, not with figures rounded
on the way: a calculator comes to the printed result.

records      what a trace holds: sources, steps and rows, and `Derivation`, which says how one figure is made
scope        what is traced: one target, or one unit's part of it, with the sources cited so far
reported     how one report's figure is made, and why a unit has none
named        what a list or a measure of incidents names, and whether each of these counts
evidence     the files that are kept as evidence of the figure
earlier      corrections, the figure of the round before, the increment, the same period last year
pace         the share of the pace at the cut-off, and the projection to the year's end
goals        the goal's conditions: their numbers and revisions, the share reached, the figure expected by now
verdict      the verdict and what it is based on, and differences between the whole's figure and the units'
units        the figure: of one unit, or of several units and their sum
whole        the whole trace, its sources in order
places       where each figure of a report was typed, all figures at once
"""
