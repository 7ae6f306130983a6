"""camket: a year of commitments of a government office, kept as YAML in git.

The house in reading order, a line each; values flow from top to bottom:

    problems    faults in the data as values with a place; errors that stop a command
    language    Vietnamese or English words for the user (gettext)
    numerals    numbers and dates as people type them, and as people read them
    spelling    names compared with case, spacing and tone placement folded; suggestions
    source      a YAML file becomes plain values, each with its place
    entries     what an entry of a list is known by
    model       commitment, units, rounds, targets, reports: frozen pydantic types
    rounds      the calendar: when a round opens, is due, cuts figures off
    measures    a result against its measure: what does not fit, which figures it gives
    goals       a goal's conditions with their numbers, and a figure judged against them
    load        a folder, or a git revision of it, becomes one Ledger and its problems
    progress    the figures every page needs, computed once: submissions and standings
    proposals   what is proposed, with an identity, carried from round to round until answered
    compare     two rounds side by side: what moved, slipped, came right
    references  what the appendices print beside a figure, and which figure it means
    checks      problems found across files: one function a rule, one tuple of rules
    vcs         the one module that runs git
    save        the one gate for writing: whole files, atomic, never over a changed one
    edit        values changed in a file's own text: splices, each read again
    streams     text for consoles in old code pages
    tables      figures as short text, in words and numbers of the user's language
    show        status, show and problems in the terminal (the one module that uses rich)
    export      the same as JSON, GitHub annotations and SARIF
    contents    what a report says: a survey as plain values for templates
    trace       where a figure of the report comes from: places, and the arithmetic between
    reminders   who is reminded of what: letters and messages as plain values for templates
    templating  Jinja in a sandbox: filters, faults of a template with their place
    word        a Word document from a Word template
    pdf         a PDF of a Word file, by LibreOffice or Word (the one module that runs them)
    workbook    the appendices as an Excel workbook (xlsxwriter, as in form_writer)
    render      the consolidated report and the letters that remind, each from its template
    due_dates   the calendar of due dates: plain values, and the .ics file
    revisions   the data folder at a git revision, read through the same door
    differences two states of the data held against each other, fact by fact
    account     the same told in the user's words, by round, unit and target
    settled     what stood in an issued report, and what has been changed since
    commits     what each commit made of each report, fact by fact
    review      what a branch deserves a second look for: rules as in checks
    history     every value that a figure has had: by whom, when, in which commit
    issuing     a report issued: drawn up from a commit, put on record, proved to come out the same
    merging     two changed states of a file brought together by what they say
    listing     a file as lines, a fact each, for git's own diff
    start       init and open: a new commitment, the blank files of a round
    lettering   how wide text comes out in the type of the workbooks
    forms       what a form asks of a unit: slots, tables, what a cell of each means
    form_writer a form as an Excel workbook, locked but for what is to be filled in
    form_reader a filled-in workbook read back by the names in its hidden cells (openpyxl)
    table_reader tables in Word, CSV, pasted text, and the words around them
    table_matching such tables matched with targets; the answers remembered
    intake      forms held against the files of the units, and spliced in
    changing    a change to a file: the data as they would be, loaded and checked; then written
    answers     an answer in words or field by field, as it stands in a report
    acts        what a clerk does day by day, each as a change to one file
    questions   what is asked of a target by its measure, what is said of a reply
    filling     a report filled in by question and answer, saved as it goes
    prompting   the questions in a terminal (the one module that uses prompt_toolkit)
    schema      JSON Schemas of this data's files for editors, made from the models and each unit's targets
    repository  what a repository of data needs around it: git's settings, a host's files, owners
    editors     the settings of an editor for the data folder
    language_server  problems, quick fixes and knowledge for an editor (the one module that uses pygls)
    commands/   the commands, a module for each kind of work; with cli the only ones that use typer
    cli         the command line: words into commands, problems into exit codes; __main__ starts it

A newcomer reads this, then model.py, then cli.py.
"""

__version__ = "0.1.0"
