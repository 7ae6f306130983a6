"""Two states of the data compared; who changed which fact; merging.

facts           the facts of a state of the data: each value under its way, however the file is written
differences     the facts that changed between two states, and the verdicts and receipts that change with them
fact_text       facts in words: what a key is called, what a value says
account         differences in the user's words: by round and unit, target by target
commits         what each commit changed in each file of reports/
issued          what was in an issued report, and what has changed in its files since
past_values     every value that figures of a target or a unit have had: by whom, when, in which commit
textconv        a file as lines, one for each fact, for git's own diff
same_meaning    whether two plain values mean the same
entry_matching  entries of a list in different states, matched by their names
value_merge     a three-way merge of values: edits of our file, and conflicts (worked example)
conflict_marks  conflicts marked in the text of a file
merging         a three-way merge of a file by its values, for git's merge driver
"""
