"""The PDF: the program that makes it, its arguments, messages when it fails; the same bytes each time."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docx import Document

from camket import cli
from camket.report import pdf
from camket.text.language import speaking
from camket.text.problems import PdfFault

needs_scripts = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are scripts with a #! line")

# A stand-in for a program: it records its arguments, then does what the test needs.
NOTE = """\
import json, os, sys, time
from pathlib import Path
record = {"arguments": sys.argv[1:], "folder": os.getcwd(), "docx": os.environ.get("CAMKET_DOCX"), "pdf": os.environ.get("CAMKET_PDF")}
Path(__file__).with_suffix(".json").write_text(json.dumps(record), encoding="utf-8")
"""
MAKES = """\
source = Path(sys.argv[-1])
made = Path(sys.argv[sys.argv.index("--outdir") + 1]) / "report.pdf"
made.write_bytes(b"%PDF-1.6\\n" + str(len(source.read_bytes())).encode() + b"\\n%%EOF\\n")
"""
WORD_MAKES = 'Path(os.environ["CAMKET_PDF"]).write_bytes(b"%PDF-1.7\\n" + Path(os.environ["CAMKET_DOCX"]).read_bytes()[:2] + b"\\n%%EOF")\n'
BROKEN = 'print("Error: source file could not be loaded", file=sys.stderr)\nsys.exit(3)\n'
BEATS = "import time\nfor _ in range(600): print(end='.', file=open('beat', 'a'), flush=True); time.sleep(0.05)"
HANGS = f"""\
import subprocess
os.chdir(Path(__file__).parent)
subprocess.Popen([sys.executable, "-c", {BEATS!r}])
time.sleep(60)
"""


def stand_in(path: Path, behaviour: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{sys.executable}\n{NOTE}{behaviour}", encoding="utf-8")
    path.chmod(0o755)
    return path


def asked(program: Path) -> dict[str, object]:
    record: dict[str, object] = json.loads(program.with_suffix(".json").read_text(encoding="utf-8"))
    return record


@pytest.fixture(autouse=True)
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Hide the programs of this machine, and put temporary files into a folder that the test can look into."""
    if request.node.get_closest_marker("libreoffice"):
        return
    monkeypatch.delenv(pdf.SOFFICE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setattr(pdf, "usual_places", list)
    monkeypatch.setattr(pdf, "PATIENCE", 20)
    temporary = tmp_path / "tạm thời của tôi"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The only folder on the PATH."""
    return tmp_path / "path"


def left_behind(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "tạm thời của tôi").iterdir())


# --- by LibreOffice -----------------------------------------------------------------------------------------------------


@needs_scripts
@pytest.mark.parametrize("name", ["soffice", "libreoffice"])
def test_libreoffice_on_the_path_makes_the_pdf(name: str, path: Path, tmp_path: Path) -> None:
    program = stand_in(path / name, MAKES)
    assert pdf.to_pdf(b"PK word") == b"%PDF-1.6\n7\n%%EOF\n"
    arguments = asked(program)["arguments"]
    assert isinstance(arguments, list)
    assert "--headless" in arguments
    assert arguments[arguments.index("--convert-to") + 1].startswith("pdf")
    assert not left_behind(tmp_path)


@needs_scripts
def test_a_path_with_spaces_and_vietnamese_letters_is_one_argument(path: Path) -> None:
    arguments = asked_of_success(path)
    profile = next(one for one in arguments if one.startswith("-env:UserInstallation="))
    assert profile.startswith("-env:UserInstallation=file:///")
    assert profile.isascii()
    assert "%20" in profile
    assert arguments[-1].endswith("report.docx")
    assert "tạm thời của tôi" in unicodedata.normalize("NFC", arguments[-1])


def asked_of_success(path: Path) -> list[str]:
    program = stand_in(path / "soffice", MAKES)
    pdf.to_pdf(b"PK")
    arguments = asked(program)["arguments"]
    assert isinstance(arguments, list)
    return [str(one) for one in arguments]


@needs_scripts
def test_each_conversion_has_a_profile_of_its_own(path: Path) -> None:
    first, second = (next(one for one in asked_of_success(path) if "UserInstallation" in one) for _ in range(2))
    assert first != second


@needs_scripts
def test_the_environment_names_the_program(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(path / "soffice", BROKEN)
    own = stand_in(tmp_path / "Chương trình" / "soffice", MAKES)
    monkeypatch.setenv(pdf.SOFFICE, str(own))
    assert pdf.to_pdf(b"PK").startswith(b"%PDF")


@needs_scripts
def test_a_relative_path_of_the_program_works_from_any_folder(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(path / "soffice", MAKES)
    monkeypatch.chdir(path.parent)
    monkeypatch.setenv(pdf.SOFFICE, "path/soffice")
    assert pdf.to_pdf(b"PK").startswith(b"%PDF")
    monkeypatch.delenv(pdf.SOFFICE)
    monkeypatch.setenv("PATH", "path")
    assert pdf.to_pdf(b"PK").startswith(b"%PDF")


def test_a_named_program_that_is_missing_gives_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(pdf.SOFFICE, str(tmp_path / "không có"))
    with speaking("en"), pytest.raises(PdfFault, match=r"CAMKET_SOFFICE names a program that cannot be found: .*không có"):
        pdf.to_pdf(b"PK")


@needs_scripts
@pytest.mark.parametrize("system", ["win32", "darwin", "linux"])
def test_the_usual_places_of_each_system_are_searched(system: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(pdf, "sys", SimpleNamespace(platform=system))
    monkeypatch.setenv("ProgramFiles", str(tmp_path / "Program Files"))
    monkeypatch.setenv("ProgramFiles(x86)", str(tmp_path / "Program Files (x86)"))
    places = pdf.usual_places()
    expected = {
        "win32": str(tmp_path / "Program Files (x86)" / "LibreOffice" / "program" / "soffice.exe"),
        "darwin": "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        "linux": "/usr/lib/libreoffice/program/soffice",
    }
    assert expected[system] in places
    if system == "win32":
        program = stand_in(Path(expected["win32"]), MAKES)
        assert pdf.find_libreoffice() == str(program)


# --- what can go wrong --------------------------------------------------------------------------------------------------


def test_without_any_program_the_hint_says_how_to_get_one() -> None:
    with speaking("en"), pytest.raises(PdfFault, match="neither LibreOffice nor Word is here") as failure:
        pdf.to_pdf(b"PK")
    assert "www.libreoffice.org" in failure.value.hint
    assert pdf.SOFFICE in failure.value.hint
    assert failure.value.exit_code == 2


@needs_scripts
@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        (BROKEN, "Error: source file could not be loaded"),
        ("sys.exit(77)\n", "it ended with code 77 and said nothing"),
        (MAKES.replace("%PDF-1.6", "nothing"), "code 0"),
        (MAKES.replace("%%EOF", ""), "code 0"),
        ("print('Warning: failed to launch javaldx - java may not function correctly')\n", "code 0"),
        ("sys.stdout.buffer.write(b'kh\\xf4ng m\\x80 ')\n", "kh"),
    ],
)
def test_output_of_the_program_is_in_the_message(behaviour: str, message: str, path: Path, tmp_path: Path) -> None:
    stand_in(path / "soffice", behaviour)
    with speaking("en"), pytest.raises(PdfFault, match="LibreOffice made no PDF: ") as failure:
        pdf.to_pdf(b"PK")
    assert message in str(failure.value)
    assert "javaldx" not in str(failure.value)
    assert not left_behind(tmp_path)


@needs_scripts
def test_a_program_that_hangs_is_stopped_with_what_it_started(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(path / "soffice", HANGS)
    monkeypatch.setattr(pdf, "PATIENCE", 3)
    with speaking("en"), pytest.raises(PdfFault, match="did not finish within 3 seconds and was stopped"):
        pdf.to_pdf(b"PK")
    assert not left_behind(tmp_path)
    before = (path / "beat").stat().st_size
    time.sleep(0.3)
    assert (path / "beat").stat().st_size == before > 0


@needs_scripts
def test_no_space_for_temporary_files_gives_a_message(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(path / "soffice", MAKES)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "không có"))
    with speaking("en"), pytest.raises(PdfFault, match=r"in the folder for temporary files: there is no such file or folder$"):
        pdf.to_pdf(b"PK")


@needs_scripts
def test_the_time_zone_is_not_the_machines(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    stand_in(path / "soffice", MAKES.replace('b"\\n%%EOF', "os.environ['TZ'].encode() + b\"\\n%%EOF"))
    assert b"UTC" in pdf.to_pdf(b"PK")


@needs_scripts
def test_a_program_that_cannot_be_started_gives_a_message(path: Path) -> None:
    program = stand_in(path / "soffice", "")
    program.write_text("#!/no/such/interpreter\n", encoding="utf-8")
    with speaking("en"), pytest.raises(PdfFault, match="LibreOffice cannot be started: "):
        pdf.to_pdf(b"PK")


# --- by Word, on Windows ------------------------------------------------------------------------------------------------


@needs_scripts
def test_word_makes_it_where_libreoffice_is_missing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = stand_in(path / "powershell", WORD_MAKES)
    run_as_windows(monkeypatch)
    assert pdf.to_pdf(b"PK word") == b"%PDF-1.7\nPK\n%%EOF"
    record = asked(program)
    arguments = record["arguments"]
    assert isinstance(arguments, list)
    assert arguments[:3] == ["-NoProfile", "-NonInteractive", "-Command"]
    script = arguments[3]
    # Paths are passed in the environment, so that any character in them is safe.
    assert str(record["docx"]).endswith("report.docx")
    assert str(record["docx"]) not in script
    assert "tạm" not in script
    for part in ("Documents.Open($env:CAMKET_DOCX, $false, $true, $false)", "ExportAsFixedFormat($env:CAMKET_PDF, 17)"):
        assert part in script
    assert re.search(r"finally \{\s*\$word\.Quit\(\)\s*\}", script)


@needs_scripts
def test_libreoffice_is_preferred_to_word(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(path / "powershell", BROKEN)
    stand_in(path / "soffice", MAKES)
    run_as_windows(monkeypatch)
    assert pdf.to_pdf(b"PK").startswith(b"%PDF-1.6")


@needs_scripts
def test_windows_without_word_gives_a_hint(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(
        path / "powershell", "print('Retrieving the COM class factory failed: 80040154 Class not registered.')\nsys.exit(1)\n"
    )
    run_as_windows(monkeypatch)
    with speaking("en"), pytest.raises(PdfFault, match="neither LibreOffice nor Word is here"):
        pdf.to_pdf(b"PK")


@needs_scripts
def test_output_of_word_is_in_the_message(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(path / "powershell", "print('The file is corrupt.')\nsys.exit(1)\n")
    run_as_windows(monkeypatch)
    with speaking("en"), pytest.raises(PdfFault, match=r"Word made no PDF: The file is corrupt\."):
        pdf.to_pdf(b"PK")


def test_powershell_is_not_run_on_other_systems(path: Path) -> None:
    stand_in(path / "powershell", WORD_MAKES)
    with pytest.raises(PdfFault):
        pdf.to_pdf(b"PK")


def run_as_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make pdf.py take this system for Windows, except when it starts the stand-in."""
    run = pdf.run_program

    def run_here(name: str, command: list[str], folder: Path, variables: dict[str, str]) -> str:
        monkeypatch.setattr(pdf, "sys", sys)
        return run(name, command, folder, variables)

    monkeypatch.setattr(pdf, "run_program", run_here)
    monkeypatch.setattr(pdf, "sys", SimpleNamespace(platform="win32"))


# --- from the command line ----------------------------------------------------------------------------------------------


def report(root: Path, to: Path, formats: str) -> int:
    return cli.run(["report", "--data", str(root / "data"), "-q", "2", "-o", str(to), "--format", formats])


def test_other_formats_are_written_and_the_missing_pdf_has_a_message(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(root, tmp_path / "ra", "pdf,docx,md") == 2
    assert sorted(one.suffix for one in (tmp_path / "ra").iterdir()) == [".docx", ".md"]
    assert "www.libreoffice.org" in capsys.readouterr().err


def test_a_pdf_alone_that_cannot_be_made_writes_nothing(root: Path, tmp_path: Path) -> None:
    assert report(root, tmp_path / "ra", "pdf") == 2
    assert not (tmp_path / "ra").exists()


@needs_scripts
def test_the_word_file_is_rendered_once(root: Path, tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from camket.report import word

    stand_in(path / "soffice", MAKES)
    rendered: list[bytes] = []
    render_word = word.render_word

    def count(*given: Any) -> bytes:
        rendered.append(render_word(*given))
        return rendered[-1]

    monkeypatch.setattr(word, "render_word", count)
    assert report(root, tmp_path / "ra", "docx,pdf") == 0
    (docx,) = rendered
    assert (tmp_path / "ra" / "bao-cao-q2-2023.docx").read_bytes() == docx
    assert str(len(docx)).encode() in (tmp_path / "ra" / "bao-cao-q2-2023.pdf").read_bytes()


# --- the same Word file, the same PDF -------------------------------------------------------------------------------------


def test_creation_date_and_identifiers_are_set_and_offsets_stay() -> None:
    def made(moment: bytes, identity: bytes) -> bytes:
        return (
            b"%PDF-1.6\n<</CreationDate(D:"
            + moment
            + b"Z')>>\nxref\ntrailer\n/ID [ <"
            + identity
            + b">\n<"
            + identity
            + b"> ]\n"
            b"/DocChecksum /" + identity + b"\n>>\nstartxref\n12\n%%EOF\n"
        )

    document = Document()
    document.core_properties.created = datetime(2023, 6, 4)  # noqa: DTZ001 - a day without a time
    packed = BytesIO()
    document.save(packed)
    day = pdf.creation_date(packed.getvalue())
    assert day == b"20230604000000"
    first, second = made(b"20260101101010", b"A" * 32), made(b"20261231235959", b"0123456789ABCDEF" * 2)
    assert pdf.without_clock(first, day) == pdf.without_clock(second, day)
    assert len(pdf.without_clock(first, day)) == len(first)
    assert b"(D:20230604000000Z')" in pdf.without_clock(first, day)
    other = first.replace(b"startxref\n12", b"startxref\n13")
    assert re.findall(rb"<(\w+)>", pdf.without_clock(first, day)) != re.findall(rb"<(\w+)>", pdf.without_clock(other, day))


@pytest.mark.parametrize("docx", [b"not a package", b""])
def test_a_word_file_without_a_date_gives_a_fixed_one(docx: bytes) -> None:
    assert pdf.creation_date(docx) == b"20000101000000"


@pytest.mark.libreoffice
def test_libreoffice_makes_the_same_pdf_twice(root: Path, tmp_path: Path) -> None:
    # The text can be read only where pdftotext is installed; the conversion must work wherever LibreOffice is.
    assert report(root, tmp_path / "một", "pdf") == 0
    assert report(root, tmp_path / "hai", "docx,pdf") == 0
    first = tmp_path / "một" / "bao-cao-q2-2023.pdf"
    assert first.read_bytes() == (tmp_path / "hai" / "bao-cao-q2-2023.pdf").read_bytes()
    assert shutil.which("pdftotext"), "poppler-utils is missing"
    shown = subprocess.run(["pdftotext", str(first), "-"], check=True, capture_output=True)
    text = unicodedata.normalize("NFC", shown.stdout.decode("utf-8"))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Nguyễn Văn Hon" in text
    about = subprocess.run(["pdfinfo", str(first)], check=True, capture_output=True).stdout.decode("utf-8")
    assert re.search(r"CreationDate:.* 2023", about), "the round's date, not the clock's"
