"""The data folder as typed values: model, goals, measures, rounds, loading.

commitment    model of the commitment itself: units, bodies, groups, rounds, the rules of reporting, signatories
entries       what an entry of a list is known by, in whatever state of the data: its name, and not its place
goals         a goal's conditions with their numbers found, and one figure judged against them
ledger        the Ledger: a commitment with its units, targets and all reports
load          the whole data folder, or the same folder at a git revision
lookup        find a unit or a target by id, name or spelling; suggest what was meant where nothing matches
measures      a result against its measure: what in it does not fit, and the figures that it gives
model_faults  what pydantic found in a value, as a problem in the user's words with its place in the file
reports       model of the files under reports/: a report of a unit, the file of the office
results       model of the result of one target in one report, a class for each kind of measure
revisions     the data folder at a git revision, read through the same door as the folder on the disk
rounds        the calendar of a commitment: when a round opens, is due, cuts its figures off
scalars       values as they are read from the text of a scalar: numbers, days, ids
targets       model of a target: what is measured, its goal with conditions, references, revisions and pace
tree          where the files of a data folder are read from: the disk, or one file given as bytes
"""
