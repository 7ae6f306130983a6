"""Problems of a file that is no valid YAML: what the parser says, in the user's words and at the place to look at."""

from __future__ import annotations

import re

import yaml

from camket.text.language import N_, _
from camket.text.mistyped import find_slip
from camket.text.problems import Place, Problem

# The lines with which git marks a conflict in a file, and a whole conflict from the first such line to the last.
_CONFLICT = re.compile(r"^(?:(?:<{7,}|>{7,}|\|{7,})(?: |\r?$)|={7,}\r?$)", re.MULTILINE)
_WHOLE_CONFLICT = re.compile(r"^<{7,} .*?^={7,}\r?$.*?^>{7,} ", re.MULTILINE | re.DOTALL)

# Messages of libyaml, and those for the user.
_SYNTAX = {
    "mapping values are not allowed in this context": N_(
        "a ':' where none can stand: the line is indented wrongly, or text with ': ' needs quotes"
    ),
    "did not find expected key": N_("a key is expected here: check the indent, and quotes that close too early"),
    "did not find expected '-' indicator": N_("a '- ' is expected here: the line does not belong to the list above it"),
    "found unexpected end of stream": N_("a quoted text is not closed before the end of the file"),
    "did not find expected node content": N_("a value is expected here"),
    "found unknown escape character": N_("an unknown '\\' escape between double quotes; use single quotes"),
    "did not find expected comment or line break": N_("after '|' or '>' the text begins on the next line"),
    "block sequence entries are not allowed in this context": N_("a list entry '- ' must begin on a line of its own"),
    "could not find expected ':'": N_("a key without ':' after it"),
    "did not find expected alphabetic or numeric character": N_("text that begins with * or & needs quotes"),
    "found undefined alias": N_("text that begins with * needs quotes"),
}

_WIDTH = 200  # letters of a line that a hint repeats

_LOOK = N_("Look at this line and the one above it: indent, ':' and quotes.")
_HINTS = {
    "found unexpected end of stream": N_("Close it with the same quotation mark, at the end of the text."),
    "could not find expected ':'": N_("Type ':' and a space after the key, or put the text between quotes."),
}


def explain_error(path: str, text: str, error: yaml.YAMLError) -> Problem:
    """Return the problem for an error of the parser; the lines of a merge conflict are looked for first."""
    if isinstance(error, yaml.reader.ReaderError):
        return _character_problem(path, text, error)
    assert isinstance(error, yaml.MarkedYAMLError)
    return _find_conflict(path, text) or _syntax_problem(path, text, error)


def _syntax_problem(path: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    """The problem for an error of the parser. For a frequent mistake the place is that of the mistake itself.

    The parser often finds a mistake only on a later line: an open quote at the end of the file, `value:14` on the next line.
    """
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.splitlines()
    if mark and line > len(lines):  # at the end of the file: show where the open quote or bracket is
        opened = error.context_mark or mark
        line, column = min(opened.line + 1, max(len(lines), 1)), opened.column + 1
    source = _line(lines, line)
    place = Place(path, line, column)
    problem = error.problem or ""
    if isinstance(error, yaml.composer.ComposerError) and "another document" in problem:
        message = _("a second document begins here ('---')")
        hint = _("Keep one document in a file; delete the line '---'.")
        return Problem("yaml-documents", place, message, hint, source=source)
    tab = source[: max(column, 1)].find("\t") if "\t" in source[:column] else -1
    if tab >= 0 and not source[:tab].strip():
        message = _("a tab in the indent")
        hint = _("Indent with spaces, two for each level.")
        return Problem("yaml-tab", Place(path, line, tab + 1), message, hint, source=source)
    if problem == "found character that cannot start any token":
        message = _("text cannot begin with '{character}'").format(character=source[column - 1 : column])
        return Problem("yaml-syntax", place, message, _("Put the text between quotes."), source=source)
    begun = error.context_mark.line + 1 if error.context_mark else line
    if found := _find_slip(path, lines, line, begun):
        return found
    if problem == "mapping values are not allowed in this context" and (found := _colon(path, lines, line, column)):
        return found
    if problem in ("did not find expected ',' or ']'", "did not find expected ',' or '}'"):
        return _open_bracket(path, lines, place, error)
    if source[column - 1 : column] in ("}", "]"):
        message = _("a '{bracket}' too many").format(bracket=source[column - 1])
        return Problem("yaml-syntax", place, message, _("Delete it, or add the one that opens it."), source=source)
    known = _SYNTAX.get(problem)
    message = _(known) if known else _("this is not valid YAML")
    hint = _(_HINTS.get(problem, _LOOK))
    return Problem("yaml-syntax", place, message, hint, source=source)


def _find_slip(path: str, lines: list[str], line: int, opened: int) -> Problem | None:
    """A slip of the keyboard in the line of an error, in the last line with text above it, or where its bracket was opened.

    `value:14` is valid YAML, a single word; so the parser reports the next line, whose colon it does not expect.
    """
    above = line - 1
    while above > 1 and not lines[above - 1].strip():
        above -= 1
    for number in dict.fromkeys((above, opened, line)):
        source = _line(lines, number)
        slip = find_slip(source)
        if slip is not None:
            return Problem("yaml-syntax", Place(path, number, slip.column + 1), slip.message, slip.hint, source=source)
    return None


def _colon(path: str, lines: list[str], line: int, column: int) -> Problem | None:
    """The problem for a colon in a text without quotes, or for a key without a colon in the line above."""
    source, above = _line(lines, line), _line(lines, line - 1)
    text = re.match(r"\s*(?:- )?[\w-]+:\s+(?=\S)", source[: column - 1])
    if text is not None:
        message = _("the text holds ': ', which ends a key")
        whole = source[text.end() :].strip()
        example = f'"{whole}"' if len(whole) <= _WIDTH else f'"{whole[:_WIDTH]}…"'
        hint = _("Put the whole text between quotes: {example}").format(example=example)
        return Problem("yaml-syntax", Place(path, line, column), message, hint, source=source)
    key = re.fullmatch(r"\s*([\w-]+)\s*", above)
    if key is None:
        return None
    message = _("a key without ':' after it")
    hint = _("Type a colon: {example}").format(example=f"{key[1]}:")
    return Problem("yaml-syntax", Place(path, line - 1, key.end(1) + 1), message, hint, source=above)


def _open_bracket(path: str, lines: list[str], place: Place, error: yaml.MarkedYAMLError) -> Problem:
    """The problem for a bracket that is not closed in its line, or for entries in it without a comma between them."""
    bracket, closing = ("{", "}") if "}" in (error.problem or "") else ("[", "]")
    opened = error.context_mark
    if opened is None or opened.line + 1 == place.line:
        message = _("between '{bracket}' and '{closing}' a comma is missing here").format(bracket=bracket, closing=closing)
        hint = _("Entries are separated by a comma and a space; text with a comma or a colon in it needs quotes.")
        return Problem("yaml-syntax", place, message, hint, source=_line(lines, place.line))
    message = _("the bracket '{bracket}' is not closed").format(bracket=bracket)
    hint = _("Type '{closing}' where its entries end.").format(closing=closing)
    where = Place(path, opened.line + 1, opened.column + 1)
    return Problem("yaml-syntax", where, message, hint, source=_line(lines, where.line))


def _character_problem(path: str, text: str, error: yaml.reader.ReaderError) -> Problem:
    """The problem for a character that YAML does not allow, such as a control character."""
    # The C parser gives the position in bytes of UTF-8, and the character as a number.
    before = (text.encode()[: error.position].decode("utf-8", "ignore") + ".").splitlines()
    place = Place(path, len(before), len(before[-1]))
    code = error.character if isinstance(error.character, int) else ord(str(error.character))
    message = _("the character {code} cannot stand in a YAML file").format(code=f"U+{code:04X}")
    hint = _("Delete it; such characters come in with text pasted from Word.")
    return Problem("yaml-syntax", place, message, hint, source=_line(text.splitlines(), place.line))


def _find_conflict(path: str, text: str) -> Problem | None:
    """The problem for the first line with which git marks a conflict. The text of a block scalar is indented and has none."""
    found = _CONFLICT.search(text)
    if found is None:
        return None
    # Lines are counted as YAML and editors count them.
    lines = text.splitlines()
    line = len(text[: found.end()].rstrip("\r").splitlines())
    message = _("two changes of the same lines meet here: git has merged, and left it to you to choose")
    hint = _(
        "Between <<<<<<< and >>>>>>> keep what is right; delete the rest and the lines <<<<<<<, |||||||, =======, >>>>>>>."
    )
    return Problem("merge-conflict", Place(path, line, 1), message, hint, source=_line(lines, line))


def find_whole_conflict(path: str, text: str) -> Problem | None:
    """Return the problem for a conflict in a text that is valid YAML, or None.

    Inside brackets a line `<<<<<<< x` is valid text, so only lines of all three kinds together are a conflict.
    """
    return _find_conflict(path, text) if _WHOLE_CONFLICT.search(text) else None


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""
