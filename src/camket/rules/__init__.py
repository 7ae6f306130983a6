"""The rules of `camket check` and `camket review`.

answers       rules about the answers that the office gives to proposals
branch        a branch as the rules of `camket review` see it: two states, the commits between them, what merges chose
check         all rules of `camket check` in one registry, and the function that runs them
completeness  rules about what a received report leaves out
corrections   rules about corrections, and about changes made after a report was issued or a goal was set
data          the ledger arranged for the rules, computed once: reports in order, who reports what
dates         rules about dates that cannot be right
figures       rules that compare a figure with the figure of the round before
finding       a fault as a rule reports it
names         rules about names: units, targets and rounds that are not known, or stand in the wrong file
reading       the documentation of the rules that are applied while a file is read
review        what a branch deserves a second look for: one function a rule, one tuple of rules, as in checks.py
rule          a rule: the function that finds one kind of fault, with its id, level and documentation
sums          rules about figures that belong together: lists, sums of units, parts, the same period of last year
texts         rules about the words of a report: text of the form left in place, text copied from the round before
"""
