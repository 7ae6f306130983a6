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
from camket.text.problems import PdfFault, os_reason
from camket.text.progress import waiting

PATIENCE = 180  # seconds until the program is stopped; a report of forty pages takes three
SOFFICE = "CAMKET_SOFFICE"  # environment variable: the path of soffice, where it is in none of the usual places

# Where a PDF holds the time of its creation; two PDFs that LibreOffice makes of one file differ only here.
_MOMENT = re.compile(rb"(/(?:CreationDate|ModDate)\s*\(D:)\d{14}")
_IDENTITY = re.compile(rb"(/ID\s*\[\s*<)([0-9A-Fa-f]{32})(>\s*<)([0-9A-Fa-f]{32})(>)")
_CHECKSUM = re.compile(rb"(/DocChecksum\s*/)([0-9A-Fa-f]{32})")

# The paths come through the environment, so that PowerShell never takes a part of them for code.
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
_NO_SUCH_CLASS = "80040154"  # the error code of Windows where Word is not installed


def to_pdf(docx: bytes) -> bytes:
    """Return the Word file `docx` as a PDF.

    With the same LibreOffice and the same fonts, the same file gives the same bytes: the PDF's time of creation is replaced by
    the Word file's own date. A PDF made by Word may differ in other places.

    Raises PdfFault when there is no program to make it, or when the program fails or hangs.
    """
    program = find_libreoffice()
    powershell = shutil.which("powershell") if program is None and sys.platform == "win32" else None
    if program is None and powershell is None:
        raise _no_program()
    try:
        with waiting(_("Making the PDF")):
            data, output = _convert(docx, program, powershell)
    except OSError as error:  # for example a full disk; as a PdfFault it does not stop the other formats of the report
        reason = os_reason(error)
        raise PdfFault(_("a PDF cannot be made in the folder for temporary files: {reason}").format(reason=reason)) from error
    if program is None and _NO_SUCH_CLASS in output:
        raise _no_program()
    if not data.startswith(b"%PDF") or b"%%EOF" not in data[-1024:]:
        name = "LibreOffice" if program is not None else "Word"
        raise PdfFault(_("{program} made no PDF: {reason}").format(program=name, reason=output))
    return without_clock(data, creation_date(docx))


def _convert(docx: bytes, program: str | None, powershell: str | None) -> tuple[bytes, str]:
    """The PDF (empty if there is none), and the output of the program."""
    # A program that was stopped may keep its files open for a moment longer.
    with tempfile.TemporaryDirectory(prefix="camket-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary).resolve()
        source, made = folder / "report.docx", folder / "report.pdf"
        source.write_bytes(docx)
        if program is not None:
            # LibreOffice writes the time zone into the PDF.
            output = run_program("LibreOffice", _libreoffice_command(program, source, folder), folder, {"TZ": "UTC"})
        else:
            command = [powershell or "", "-NoProfile", "-NonInteractive", "-Command", _WORD_SCRIPT]
            output = run_program("Word", command, folder, {"CAMKET_DOCX": str(source), "CAMKET_PDF": str(made)})
        return made.read_bytes() if made.is_file() else b"", output


def find_libreoffice() -> str | None:
    """Return the path of LibreOffice's program: from CAMKET_SOFFICE, on the PATH, or in the usual places; None without one.

    Raises PdfFault when CAMKET_SOFFICE names a program that is not there.
    """
    named = os.environ.get(SOFFICE, "").strip()
    if named:
        found = shutil.which(named)
        if found is None:
            raise PdfFault(
                _("{name} names a program that cannot be found: {path}").format(name=SOFFICE, path=named),
                _("It should name the program soffice, in LibreOffice's folder program."),
            )
        return str(Path(found).absolute())  # absolute, because the program is run in another folder
    places = (shutil.which(name) for name in ("soffice", "libreoffice", *usual_places()))
    return next((str(Path(place).absolute()) for place in places if place is not None), None)


def usual_places() -> list[str]:
    """Return the paths at which LibreOffice is installed on this system."""
    if sys.platform == "win32":
        roots = dict.fromkeys(os.environ.get(name, "") for name in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"))
        # soffice.com prints errors to the console, soffice.exe does not.
        names = ("soffice.com", "soffice.exe")
        return [str(Path(root, "LibreOffice", "program", name)) for root in roots if root for name in names]
    if sys.platform == "darwin":
        return ["/Applications/LibreOffice.app/Contents/MacOS/soffice"]
    return ["/usr/lib/libreoffice/program/soffice", "/opt/libreoffice/program/soffice"]


def _libreoffice_command(program: str, source: Path, folder: Path) -> list[str]:
    # With a profile of its own it does not wait for a LibreOffice that is open, and leaves nothing behind.
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf:writer_pdf_Export"]
    return [program, profile, *options, "--outdir", str(folder), str(source)]


def _no_program() -> PdfFault:
    hint = _(
        "Install LibreOffice (free, www.libreoffice.org) and run the command again; if it is installed, set {name} to the "
        "path of its program soffice. Or open the .docx in Word and choose File, Save As, PDF."
    )
    return PdfFault(_("a PDF cannot be made: neither LibreOffice nor Word is here"), hint.format(name=SOFFICE))


def run_program(name: str, command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> str:
    """Run a program in `folder` and return its output in one line; `variables` are added to the environment.

    Raises PdfFault when the program cannot be started or does not end within PATIENCE seconds.
    """
    with (folder / "output.txt").open("w+b") as output:
        # To a file, not to a pipe: a child that keeps running would keep the pipe open, and reading it would not end.
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env={**os.environ, **variables},
                start_new_session=sys.platform != "win32",
            )
        except OSError as error:
            reason = os_reason(error)
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
        output.seek(0)
        code = process.returncode
        return _decode(output.read()) or _("it ended with code {code} and said nothing").format(code=code)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Kill the program and its children, unless it has ended by itself."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _decode(output: bytes) -> str:
    """A program's output as one line of at most 500 characters."""
    try:
        text = output.decode("utf-8")
    except UnicodeDecodeError:
        text = output.decode(locale.getpreferredencoding(False), "replace")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    # LibreOffice prints a line on javaldx wherever there is no Java, which is not needed here.
    return " ".join(line for line in lines if line and "javaldx" not in line)[:500]


def creation_date(docx: bytes) -> bytes:
    """Return the creation date of a Word file as a PDF writes it: `20230604000000`; 1 January 2000 if the file has none."""
    with contextlib.suppress(BadZipFile, KeyError), ZipFile(BytesIO(docx)) as package:
        found = re.search(rb"<dcterms:created[^>]*>([-\dT:]{19})", package.read("docProps/core.xml"))
        if found:
            return re.sub(rb"\D", b"", found[1])
    return b"20000101000000"


def without_clock(data: bytes, date: bytes) -> bytes:
    """Return the PDF with `date` as its creation date and with identifiers computed from its content.

    Its length stays the same, since a PDF has a table of byte offsets.
    """
    data = _MOMENT.sub(rb"\g<1>" + date, data)
    data = _IDENTITY.sub(rb"\g<1>" + b"0" * 32 + rb"\g<3>" + b"0" * 32 + rb"\g<5>", data)
    data = _CHECKSUM.sub(rb"\g<1>" + b"0" * 32, data)
    own = hashlib.sha256(data).hexdigest()[:32].upper().encode("ascii")
    data = _IDENTITY.sub(rb"\g<1>" + own + rb"\g<3>" + own + rb"\g<5>", data)
    return _CHECKSUM.sub(rb"\g<1>" + own, data)
