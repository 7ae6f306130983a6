"""The data folder as typed values: model, measures, goals, rounds, loading.

scalars       values read from the text of a scalar: numbers, days, ids; the base class of the models
data_format   the number of the data format, and the refusal of data made for a newer program
commitment    model of the commitment: units, bodies, groups, rounds, the rules of reporting, signatories
direction     words that say which way a figure is to go: up to a goal, or down to it
targets       model of a target: what is measured, its goal with conditions, references, revisions and pace
reports       model of the files under reports/: a unit's report, the office's file, the record of issued reports
year          the year of a commitment: the calendar's, or any other two days
rounds        the calendar of a commitment: when a round opens, is due, and ends its figures; days off
ledger        the Ledger: a commitment with its units, targets and all reports
lookup        find a unit or a target by id, name or spelling; suggest similar names where nothing matches
evidence      the files that reports name as evidence, compared with what is kept of them
entries       the name that identifies an entry of a list in every state of the data
measures/     the kinds of measure: a module for each, with its model, faults, figures, fields and words
measure_rules  documentation of the rules about a result and its measure
verdicts      all verdicts, the worst first, each with its label and colour
goals         the bounds that a goal sets, its pace, and the verdict and share of one figure
goal_faults   what cannot be right in the goals and the pace of a target
tree          where the files of a data folder are read from: the disk, or contents in memory over another tree
snapshot      a data folder read once and kept in memory
model_faults  validation errors of pydantic as problems in the user's words, with their place in the file
reader        the files of a tree parsed and validated one by one
definitions   targets.yaml and units.yaml as a Ledger without reports
load          the whole data folder, or the same folder at a git revision, as one Ledger
revisions     the data folder at a git revision, and two states loaded to be compared
"""
