"""Every count of a report in Markdown, compared with what it counts: the list under it, the parts of a tally, the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from camket.ledger.ledger import Ledger
from camket.text.source import Plain

_COURSES = {
    "được đánh giá cao hơn": "được đánh giá cao hơn",
    "bị đánh giá thấp hơn": "bị đánh giá thấp hơn",
    "trước có số liệu, kỳ này chưa báo cáo": "có số liệu, kỳ này chưa báo cáo",
}


class CountedReport:
    """A report's text, in which each count is removed once it is found right. `checked` has the kinds of counts that were found."""

    def __init__(self, markdown: str, ledger: Ledger) -> None:
        text = re.sub(r"\\(.)", r"\1", markdown)
        for written in sorted(
            set(_written(ledger)), key=len, reverse=True
        ):  # by units and the office: not the program's counts
            text = text.replace(written, "…")
        self.text = text
        self.checked: set[str] = set()

    def check(self) -> None:
        """Compare every count with what it counts. Raises AssertionError for one that differs, or that no list explains."""
        self._tables()
        self._submissions()
        self._since()
        self._proposals()
        self._verdicts()
        self._units()
        left = re.findall(r".{0,60}\b\d+(?:/\d+)? (?:chỉ tiêu|nội dung|đơn vị|mục)\b.{0,60}", self.text)
        assert left == [], left

    def _take(self, kind: str, pattern: str) -> Iterator[re.Match[str]]:
        """Yield each match, and remove its numbers from the text."""
        for found in list(re.finditer(pattern, self.text, re.MULTILINE)):
            self.checked.add(kind)
            yield found
            self.text = self.text.replace(found[0], re.sub(r"\d", "", found[0]), 1)

    # --- tables

    def _rows(self, title: str) -> list[list[str]]:
        part = self.text.partition(f"## {title}\n")[2].partition("\n## ")[0]
        rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")]
        return rows[1:]

    def _column(self, title: str, heading: str) -> list[str]:
        """The cells of a column; a table leaves out the columns in which there is nothing."""
        part = self.text.partition(f"## {title}\n")[2].partition("\n## ")[0]
        headings = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")]
        return [row[headings[0].index(heading)] for row in headings[1:]]

    def _tables(self) -> None:
        self.targets = self._column("Phụ lục I", "Đánh giá")
        self.names = self._column("Phụ lục I", "Chỉ tiêu")
        self.submissions = self._column("Phụ lục III", "Tình trạng")
        self.changes = self._rows("Phụ lục IV")
        self.proposals = self._rows("Phụ lục V")
        for found in self._take("a cell of units", r"(\d+)/(\d+) đơn vị \|"):
            assert int(found[1]) <= int(found[2])
        for found in self._take("a note of units", r"(\d+)/(\d+) đơn vị(?= đúng tiến độ\. | đạt\. )"):
            assert int(found[1]) <= int(found[2])

    # --- who has reported

    def _submissions(self) -> None:
        total = len(self.submissions)
        pattern = r"^(?:Có (\d+)/(\d+) đơn vị đã|Chưa có đơn vị nào trong (\d+) đơn vị) gửi báo cáo([^.]*)\."
        (found,) = self._take("submissions", pattern)
        received = int(found[1] or 0)
        lists = dict(part.partition(": ")[::2] for part in found[4].split("; ") if part)
        lists.pop("đã gửi báo cáo nhưng chưa có nội dung", None)  # received, with nothing in it
        silent = sum(len(names.split(", ")) for names in lists.values() if names)
        assert int(found[2] or found[3]) == total
        assert received + silent == total or ("chưa đến hạn" in lists and not lists["chưa đến hạn"])
        for found in self._take("all submissions", r"Tình hình gửi báo cáo của (\d+) đơn vị"):
            assert int(found[1]) == total
        for found in self._take(
            "units by state", r"^- (?:Đúng hạn|Trễ hạn|Chưa [^:]*|Đã có tệp[^:]*): (\d+) đơn vị \((.*)\)\.$"
        ):
            assert int(found[1]) == len(found[2].split(", "))
        for found in self._take("answered", r"đã báo cáo (\d+)/(\d+) chỉ tiêu; còn thiếu: (.*)\.$"):
            assert int(found[2]) - int(found[1]) == len(found[3].split("; "))

    # --- since an earlier round

    def _bullets(self, title: str) -> int:
        part = self.text.partition(title)[2]
        return len(re.match(r"\n*((?:- .*\n)*)", part)[1].splitlines()) if part else 0  # type: ignore[index]

    def _since(self) -> None:
        for found in self._take(
            "since", r"^So với .*?, trong (\d+) chỉ tiêu: (.*?) \(chi tiết tại Phụ lục IV\)\.(?: Riêng .*: (.*)\.)?$"
        ):
            counts = dict(_counts(found[2], " chỉ tiêu "))
            of_units = dict(_counts(found[3] or "", " chỉ tiêu khác có đơn vị "))
            assert int(found[1]) == sum(counts.values()) == len(self.changes)
            for words, title in _COURSES.items():
                titles = re.findall(rf"^\*\*(.*{title}):\*\*$", self.text, re.MULTILINE | re.IGNORECASE)
                listed = {name.startswith("Có đơn vị "): self._bullets(f"**{name}:**\n") for name in titles}
                assert listed.get(False, 0) == counts.get(words, 0), title
                assert listed.get(True, 0) == of_units.get(words, 0), title
            if of_units:
                self.checked.add("since, by unit")

    def _proposals(self) -> None:
        for found in self._take(
            "earlier proposals",
            r"nêu đến kỳ báo cáo đó: (\d+) nội dung, gồm (.*) \(chi tiết[^.]*\)\.(?: Còn (\d+) nội dung chờ trả lời:)?$",
        ):
            parts = [re.match(r"(\d+) nội dung (.*)", part) for part in found[2].split(", ")]
            counts = {part[2]: int(part[1]) for part in parts if part}
            assert int(found[1]) == sum(counts.values()) == len(self.proposals)
            if found[3]:
                waiting = sum(n for words, n in counts.items() if "trả lời" in words)
                assert int(found[3]) == waiting == self._bullets(found[0])
        for found in self._take("open proposals", r"^Còn (\d+) đề xuất, .*?(?:, trong đó (\d+) nội dung .*)?\.$"):
            assert int(found[2] or 0) <= int(found[1])

    # --- verdicts

    def _verdicts(self) -> None:
        by_verdict = {label.lower(): self.targets.count(label) for label in self.targets}
        for found in self._take("parts of contents", r"gồm (\d+) chỉ tiêu \(([^)]*)\), đánh giá chung: ([^.]*)\."):
            counts = dict(_counts(found[2]))
            assert sum(counts.values()) == int(found[1]) and found[3] in counts
        for found in self._take("levels", r"(\d+) chỉ tiêu \((\d+ [^)]*)\)"):
            assert sum(dict(_counts(found[2])).values()) == int(found[1])
        for found in self._take("targets one by one", r"Tính theo từng chỉ tiêu: ([^.]*)\."):
            assert dict(_counts(found[1])) == by_verdict
        pattern = r"^Trong (\d+) (chỉ tiêu|nội dung) cam kết(?: \(gồm (\d+) chỉ tiêu\))?(?: thuộc (\d+) mục)?: ([^.]*)\."
        (found,) = self._take("verdicts", pattern)
        counts = dict(_counts(found[5]))
        assert sum(counts.values()) == int(found[1])
        if found[2] == "chỉ tiêu":
            assert counts == by_verdict
        assert int(found[3] or found[1]) == len(self.targets)
        if found[4]:
            assert int(found[4]) == self.text.count("\n### ") - self.text.partition("KHÓ KHĂN")[2].count("\n### ")
        first = self.text.partition("\n## ")[0]
        for name, label in zip(self.names, self.targets, strict=True):
            if label in ("Chậm tiến độ", "Không đạt", "Vượt mức của kỳ"):
                assert f"\n- {name}: " in first or f"nội dung “{name[:1].lower()}{name[1:]}”" in first, name
                self.checked.add("late targets")

    def _units(self) -> None:
        for found in self._take("units of the round before", r"\(đủ (\d+) đơn vị\)"):
            assert f"Trong {found[1]} đơn vị" in found.string[: found.start()].rpartition("\n")[2]
        for found in self._take(
            "units of a group", r"(Trong|Cả) (\d+) đơn vị(?: \(số liệu [^)]*\))?: (.*?)\.(?= (?:Toàn|Cộng chung)|$)"
        ):
            if found[1] == "Cả":
                continue
            parts = _split(found[3], "; ")
            assert sum(int(part.split(" ", 1)[0]) for part in parts) == int(found[2]), found[0]
            for part in parts:
                number, _space, rest = part.partition(" ")
                if rest.endswith(")"):
                    names = rest.partition("(")[2][:-1]
                    listed = names.partition(": ")[2].split(", ") if names.startswith("chưa có") else _split(names, "; ")
                    assert len(listed) == int(number), part
        for found in self._take("units with a figure", r"\((\d+)/(\d+) đơn vị có số liệu\)"):
            assert int(found[1]) < int(found[2])
        for found in self._take("units added up", r"Số liệu cộng từ (\d+)/(\d+) đơn vị; chưa có số liệu của ([^.]*)\."):
            assert int(found[2]) - int(found[1]) == len(found[3].split(", "))
        for found in list(re.finditer(r"^Có (\d+) .*\n\nGồm: (.*?)\.(?: Chưa tính vào kết quả.*)?$", self.text, re.MULTILINE)):
            self.checked.add("items")
            assert int(found[1]) == len(_split(found[2], "; ")), found[0]


def _counts(text: str, between: str = " ") -> Iterator[tuple[str, int]]:
    """The parts of "03 đạt; 08 đúng tiến độ": the words and the number of each."""
    for part in text.split("; ") if text else []:
        number, _between, words = part.partition(between)
        yield words, int(number)


def _split(text: str, separator: str) -> list[str]:
    """Split a list whose entries have lists in brackets of their own."""
    entries, depth = [""], 0
    for index, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and text.startswith(separator, index):
            entries.append("")
        else:
            entries[-1] += letter
    return [entry.strip() for entry in entries]


def _written(ledger: Ledger) -> Iterator[str]:
    """The texts that people wrote: of reports, of the office, of the targets."""
    documents = [filed.document for filed in ledger.reports.values()] + [filed.document for filed in ledger.office.values()]
    for text in _texts([document.value for document in documents]):
        yield from (line.strip() for line in text.splitlines() if len(line.strip()) > 12)


def _texts(value: Plain | Iterable[Plain]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, Iterable):
        for one in value:
            yield from _texts(one)
