"""The kinds of measure: one module for each, with everything that is special about it.

A kind is a model class (`Ratio` and its `RatioResult`) that implements the methods of `base.MeasureModel`. Other rooms call
these methods and never ask which kind a measure is. A new kind is one new module and one line in `registry`.

    exact        exact sums, and fractions as decimals
    base         Reading, ResultFault, ResultField; the base classes of measures and results
    answer       an answer as words of a command line: words for "none", "done"; choices by label
    quantity     count and amount: one figure, perhaps with parts (of which)
    ratio        a part of a whole
    score        a score or index on its own scale
    rank         a place in a ranking
    entries      what lists of entries have in common: named_list, incidents
    named_list   a list of named items, of which those count that meet a condition
    incidents    what must not happen, by kind
    judgement    a grade on an ordered scale
    milestone    done or not, on a day
    composition  shares that together make a whole
    registry     all kinds: the union `Measure`, and what is derived from all of them
"""
