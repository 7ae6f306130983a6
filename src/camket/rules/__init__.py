"""The rules of `camket check` and `camket review`: each finds one kind of fault in the data.

finding         a fault as a rule reports it
data            the ledger arranged for the rules of `check`: reports in order, who reports what, odd figures
rule            a rule: the function that finds one kind of fault, with its id, level and documentation
names           unknown units, targets and rounds; names in the wrong file
directions      whether a goal asks for more or for less
figures         a figure compared with the round before
baselines       last year's results: typed figures that differ, results that are taken or do not fit
shares          shares that are a hundred times too small or too large
corrections     corrections that do not fit; changes after a report was issued or written
sums            figures that belong together: lists, sums of units, the same period of last year
parts           figures that are part of others (trong đó)
completeness    what a received report leaves out
evidence_files  files kept as evidence: missing, changed, not here, named by no report
dates           dates that are wrong, or contradict each other
texts           placeholders that were not replaced, text copied from the round before
answers         the office's answers to proposals
check           all rules of `check` in one registry, and the function that runs them
reading         the rules that are applied while a file is read, joined from the modules that raise them
merge_choices   what merges chose or lost where both sides had changed the same file
branch          a branch as the rules of `review` see it: two states of the data and the commits between them
review_figures  results that were lowered or removed, and their evidence
review_goals    goals that became easier; measures and due dates that were changed
review_people   who changed a report, and who sent its figures
review_records  dates of receipt, removed reports, records of issues, merges
review          all rules of `review` in one registry, and the function that reviews a branch
"""
