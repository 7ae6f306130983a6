"""The office's own file of a round while it is filled in: its texts, single values and lists, each change saved at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from camket.entry.acts import add_to, append, content_of
from camket.entry.changing import look_ahead, open_office_file, plan
from camket.entry.draft import Draft
from camket.ledger.ledger import Ledger
from camket.ledger.reports import OfficeFile
from camket.ledger.scalars import Model
from camket.text.edit import Drop, Edit, Insert, Put
from camket.text.save import FileChange
from camket.text.source import Keys, Plain
from camket.text.spelling import nfc

ORDER = tuple(OfficeFile.model_fields)


def tidy_paragraphs(said: str) -> list[str]:
    """Return the paragraphs of a typed or pasted text: each line is one, with single blanks between its words."""
    return [words for line in nfc(said).splitlines() if (words := " ".join(line.split()))]


class OfficeDraft(Draft):
    """The office's own file of one round while it is filled in."""

    def open_sheet(self) -> FileChange:
        return open_office_file(self.state, self.round)

    @property
    def ledger(self) -> Ledger:
        """The data with the answers given so far."""
        return self.state.ledger

    @property
    def content(self) -> OfficeFile:
        """The file as it was loaded; an empty one while there is none."""
        filed = self.ledger.office.get(self.round.id)
        return filed.content if filed is not None else OfficeFile()

    def save(self, change: FileChange) -> bool:
        """Save a change of the file. Return False, after saying why, if it was not saved."""
        return change.after == self.sheet.after or self.accept(look_ahead(self.state, change))

    # --- the paragraphs of a text

    def texts(self, key: str) -> list[str]:
        """Return the paragraphs under a key as they are in the file, which may have a single one without a list."""
        present = content_of(self.sheet).get(key)
        return [str(one) for one in present] if isinstance(present, list) else [present] if isinstance(present, str) else []

    def add_texts(self, key: str, paragraphs: Sequence[str]) -> bool:
        """Save more paragraphs at the end of a text."""
        present = content_of(self.sheet).get(key)
        if isinstance(present, str):
            return self.save(plan(self.sheet, [Put((key,), [present, *paragraphs], ORDER)]))
        edits: list[Edit] = []
        held = self.texts(key)
        for text in paragraphs:
            edits.append(add_to(held, (key,), text, ORDER))
            held.append(text)
        return self.save(plan(self.sheet, edits))

    def replace_text(self, key: str, index: int, paragraphs: Sequence[str]) -> bool:
        """Save a paragraph anew; where it has become several, those after the first follow it."""
        if isinstance(content_of(self.sheet).get(key), str):
            return self.save(plan(self.sheet, [Put((key,), paragraphs[0] if len(paragraphs) == 1 else list(paragraphs))]))
        more = [Insert((key,), index + place, text) for place, text in enumerate(paragraphs) if place]
        return self.save(plan(self.sheet, [Put((key, index), paragraphs[0]), *more]))

    # --- single values and lists

    def put(self, values: Mapping[Keys, Plain]) -> bool:
        """Save values at their keys; None drops what is there."""
        present = content_of(self.sheet)
        edits: list[Edit] = []
        for keys, value in values.items():
            if value is not None:
                edits.append(Put(keys, value, ORDER))
            elif present.get(str(keys[0])) is not None:
                edits.append(Drop(keys))
        return self.save(plan(self.sheet, edits))

    def add_entry(self, key: str, entry: Mapping[str, Plain], kind: type[Model]) -> bool:
        """Save one more entry of a list."""
        return self.save(append(self.sheet, key, entry, kind, OfficeFile))

    def drop_entry(self, key: str, index: int) -> bool:
        """Save a list, or the paragraphs of a text, without one of the entries."""
        present = content_of(self.sheet).get(key)
        is_last = not isinstance(present, list) or len(present) == 1
        return self.save(plan(self.sheet, [Drop((key,) if is_last else (key, index))]))
