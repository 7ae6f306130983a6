"""A PDF of a Word file: by LibreOffice, or on Windows by Word where LibreOffice is not there."""

from __future__ import annotations

import contextlib
import hashlib
import locale
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from camket.text.language import _
from camket.text.problems import PdfFault

PATIENCE = 180  # seconds; a report of forty pages takes three
SOFFICE = "CAMKET_SOFFICE"  # names LibreOffice where it is in no usual place

# What a PDF says of the moment it was made; only these differ between two of LibreOffice's.
_MOMENT = re.compile(rb"(/(?:CreationDate|ModDate)\s*\(D:)\d{14}")
_IDENTITY = re.compile(rb"(/ID\s*\[\s*<)([0-9A-Fa-f]{32})(>\s*<)([0-9A-Fa-f]{32})(>)")
_CHECKSUM = re.compile(rb"(/DocChecksum\s*/)([0-9A-Fa-f]{32})")

# The paths come through the environment: nothing of theirs is ever read as PowerShell.
_WORD_SCRIPT = """\
$ErrorActionPreference = 'Stop'
$word = New-Object -ComObject Word.Application
try {
    $word.Visible = $false
    $word.DisplayAlerts = 0
    $word.AutomationSecurity = 3
    $document = $word.Documents.Open($env:CAMKET_DOCX, $false, $true, $false)
    $document.ExportAsFixedFormat($env:CAMKET_PDF, 17)
    $document.Saved = $true
    $document.Close()
} finally {
    $word.Quit()
}
"""
_NO_SUCH_CLASS = "80040154"  # what Windows answers where Word is not installed


def to_pdf(docx: bytes) -> bytes:
    """The Word file `docx` as a PDF. Raises PdfFault when no program can make it, or when it fails or hangs.

    By LibreOffice the same file gives the same bytes, on machines with the same LibreOffice and fonts: the moment it was
    made becomes the file's own date. What Word makes keeps some marks of its own.
    """
    program = find_libreoffice()
    powershell = shutil.which("powershell") if program is None and sys.platform == "win32" else None
    if program is None and powershell is None:
        raise _missing()
    try:
        data, said = _convert(docx, program, powershell)
    except OSError as error:  # a full disk: the other forms of the report are not lost for that
        reason = error.strerror or str(error)
        raise PdfFault(_("a PDF cannot be made in the folder for temporary files: {reason}").format(reason=reason)) from error
    if program is None and _NO_SUCH_CLASS in said:
        raise _missing()
    if not data.startswith(b"%PDF") or b"%%EOF" not in data[-1024:]:
        name = "LibreOffice" if program is not None else "Word"
        raise PdfFault(_("{program} made no PDF: {reason}").format(program=name, reason=said))
    return _without_clock(data, _date_of(docx))


def _convert(docx: bytes, program: str | None, powershell: str | None) -> tuple[bytes, str]:
    """The PDF, or no bytes, and what the program said."""
    # A program that hangs may hold on to its files for a moment longer.
    with tempfile.TemporaryDirectory(prefix="camket-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary).resolve()
        source, made = folder / "report.docx", folder / "report.pdf"
        source.write_bytes(docx)
        if program is not None:
            # The time zone is written into the PDF, beside the moment.
            said = _run("LibreOffice", _libreoffice_command(program, source, folder), folder, {"TZ": "UTC"})
        else:
            command = [powershell or "", "-NoProfile", "-NonInteractive", "-Command", _WORD_SCRIPT]
            said = _run("Word", command, folder, {"CAMKET_DOCX": str(source), "CAMKET_PDF": str(made)})
        return made.read_bytes() if made.is_file() else b"", said


def find_libreoffice() -> str | None:
    """The program of LibreOffice: as the environment names it, on the path, or in the usual places. Raises PdfFault."""
    named = os.environ.get(SOFFICE, "").strip()
    if named:
        found = shutil.which(named)
        if found is None:
            raise PdfFault(
                _("{name} names a program that cannot be found: {path}").format(name=SOFFICE, path=named),
                _("It should name the program soffice, in LibreOffice's folder program."),
            )
        return str(Path(found).absolute())  # it is run in another folder
    places = (shutil.which(name) for name in ("soffice", "libreoffice", *_usual_places()))
    return next((str(Path(place).absolute()) for place in places if place is not None), None)


def _usual_places() -> list[str]:
    if sys.platform == "win32":
        roots = dict.fromkeys(os.environ.get(name, "") for name in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"))
        # soffice.com says on the console what went wrong, soffice.exe does not.
        names = ("soffice.com", "soffice.exe")
        return [str(Path(root, "LibreOffice", "program", name)) for root in roots if root for name in names]
    if sys.platform == "darwin":
        return ["/Applications/LibreOffice.app/Contents/MacOS/soffice"]
    return ["/usr/lib/libreoffice/program/soffice", "/opt/libreoffice/program/soffice"]


def _libreoffice_command(program: str, source: Path, folder: Path) -> list[str]:
    # A profile of its own: it neither waits for a LibreOffice that is open nor leaves anything behind.
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf:writer_pdf_Export"]
    return [program, profile, *options, "--outdir", str(folder), str(source)]


def _missing() -> PdfFault:
    hint = _(
        "Install LibreOffice (free, www.libreoffice.org) and run the command again; if it is installed, set {name} to the "
        "path of its program soffice. Or open the .docx in Word and choose File, Save As, PDF."
    )
    return PdfFault(_("a PDF cannot be made: neither LibreOffice nor Word is here"), hint.format(name=SOFFICE))


def _run(name: str, command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> str:
    """What the program said, in one line. Raises PdfFault when it cannot be started or does not end."""
    with (folder / "said.txt").open("w+b") as said:
        # Into a file, not a pipe: what the program leaves running would keep a pipe open, and us waiting.
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env={**os.environ, **variables},
                start_new_session=sys.platform != "win32",
            )
        except OSError as error:
            reason = error.strerror or str(error)
            raise PdfFault(_("{program} cannot be started: {reason}").format(program=name, reason=reason)) from error
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            message = _("{program} did not finish within {seconds} seconds and was stopped").format(
                program=name, seconds=PATIENCE
            )
            hint = _("Close every window of {program}, then run the command again.").format(program=name)
            raise PdfFault(message, hint) from None
        finally:
            _stop(process)
        said.seek(0)
        code = process.returncode
        return _legible(said.read()) or _("it ended with code {code} and said nothing").format(code=code)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it has started; nothing happens when it has ended by itself."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _legible(said: bytes) -> str:
    try:
        text = said.decode("utf-8")
    except UnicodeDecodeError:
        text = said.decode(locale.getpreferredencoding(False), "replace")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    # LibreOffice says this on every machine without Java, which nothing here needs.
    return " ".join(line for line in lines if line and "javaldx" not in line)[:500]


def _date_of(docx: bytes) -> bytes:
    """When the Word file says that it was made, as a PDF writes it."""
    with contextlib.suppress(BadZipFile, KeyError), ZipFile(BytesIO(docx)) as package:
        found = re.search(rb"<dcterms:created[^>]*>([-\dT:]{19})", package.read("docProps/core.xml"))
        if found:
            return re.sub(rb"\D", b"", found[1])
    return b"20000101000000"


def _without_clock(data: bytes, date: bytes) -> bytes:
    """The PDF with `date` for the moment it was made and with identities that come from its content; no byte moves."""
    data = _MOMENT.sub(rb"\g<1>" + date, data)
    data = _IDENTITY.sub(rb"\g<1>" + b"0" * 32 + rb"\g<3>" + b"0" * 32 + rb"\g<5>", data)
    data = _CHECKSUM.sub(rb"\g<1>" + b"0" * 32, data)
    own = hashlib.sha256(data).hexdigest()[:32].upper().encode("ascii")
    data = _IDENTITY.sub(rb"\g<1>" + own + rb"\g<3>" + own + rb"\g<5>", data)
    return _CHECKSUM.sub(rb"\g<1>" + own, data)
