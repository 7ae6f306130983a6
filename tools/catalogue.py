"""Update the catalogues: add new messages of the code to camket.po, and compile camket.po to camket.mo.

python tools/catalogue.py            update src/camket/locale/<language>/LC_MESSAGES/camket.po and compile it
python tools/catalogue.py --missing  list the messages that have no translation yet

English has no catalogue: the ids of the messages are the English sentences.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from camket.text.language import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def po_path(language: str) -> Path:
    """Return the path of the .po file of a language; the .mo file is beside it."""
    return ROOT / "src" / "camket" / "locale" / language / "LC_MESSAGES" / "camket.po"


@cache
def find_messages() -> tuple[str | tuple[str, ...], ...]:
    """Return the messages of the code, in the order of files and lines. The code is read once."""
    found = extract_from_dir(ROOT / "src" / "camket", method_map=[("**.py", "python")], keywords=KEYWORDS)
    return tuple(entry[2] for entry in sorted(found, key=lambda entry: (entry[0], entry[1])))


def extract() -> Catalog:
    """Return a new catalogue with the messages of the code."""
    catalogue = Catalog(project="camket", charset="utf-8")
    for message in find_messages():
        catalogue.add(message)
    return catalogue


def read(language: str) -> Catalog:
    """Read the .po file of a language."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, project="camket", charset="utf-8")
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def missing(catalogue: Catalog) -> list[str]:
    """Return the messages of the code that have no translation in `catalogue`."""
    lacking = []
    for message in extract():
        if not message.id:
            continue
        key = message.id if isinstance(message.id, str) else message.id[0]
        translated = catalogue.get(key)
        strings = translated.string if translated is not None else ""
        whole = all(strings) if isinstance(strings, (tuple, list)) else bool(strings)
        if not whole or translated is None or translated.fuzzy:
            lacking.append(key)
    return lacking


def compiled(catalogue: Catalog) -> bytes:
    """Return the bytes of the .mo file."""
    # babel writes the present time into the header twice; the bytes must not depend on the time.
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def update(language: str) -> Catalog:
    """Return the catalogue of a language with the messages of the code: new ones empty, old ones removed, no fuzzy matches."""
    catalogue = read(language)
    catalogue.update(extract(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def write(language: str) -> None:
    """Update the .po file of a language and compile it."""
    catalogue = update(language)
    # Constant values, so that the file does not change with the date and the line numbers.
    catalogue.header_comment = f"# camket in {Locale(language).english_name}"
    catalogue.fuzzy = False
    catalogue.version, catalogue.msgid_bugs_address = "0.1", ""
    catalogue.last_translator, catalogue.language_team = "", ""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=0, omit_header=False, no_location=True, sort_output=True)
    lines = stream.getvalue().decode("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By'))]
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(kept), encoding="utf-8", newline="\n")
    path.with_suffix(".mo").write_bytes(compiled(read(language)))
    print(f"{path.relative_to(ROOT)}: {len(catalogue)} messages, {len(missing(read(language)))} without translation")


def main() -> int:
    for language in TRANSLATED:
        if "--missing" not in sys.argv[1:]:
            write(language)
            continue
        for message in missing(read(language)):
            print(f"{language}: {message}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
