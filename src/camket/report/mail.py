"""Drafts of e-mails (RFC 5322, .eml): a mail program opens them for sending, because of `X-Unsent: 1`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

_XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# An address in its plain form: nothing that has a meaning in a header (spaces, commas, brackets, line breaks) is in it.
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}"
)


def read_addresses(text: str | None) -> tuple[str, ...]:
    """Return the addresses of a contact, which has several between commas; none where one of them is no address."""
    found = tuple(one.strip(" ") for one in re.split("[,;]", text or "") if one.strip(" "))
    return found if all(_ADDRESS.fullmatch(one) for one in found) else ()


def make_mail(text: str, to: Sequence[str], sender: Sequence[str], day: date, workbooks: Mapping[str, bytes]) -> bytes:
    """Return the draft of a mail with workbooks attached, by file name; the first line of `text` is its subject.

    The same arguments give the same bytes. Without a `sender` the mail program fills in its own.
    """
    subject, _end, body = text.partition("\n")
    mail = EmailMessage(policy=SMTP)
    mail["X-Unsent"] = "1"
    if sender:
        mail["From"] = ", ".join(sender)
    mail["To"] = ", ".join(to)
    mail["Subject"] = " ".join(subject.split())
    mail["Date"] = format_datetime(datetime(day.year, day.month, day.day, tzinfo=UTC))
    mail.set_content(body, cte="base64")
    for name, data in workbooks.items():
        mail.add_attachment(data, "application", _XLSX, filename=name)
    if workbooks:  # the boundary is not random: it comes from the contents
        contents = b"\0".join((body.encode("utf-8"), *workbooks.values()))
        mail.set_boundary(f"=_{hashlib.sha256(contents).hexdigest()[:40]}")
    return mail.as_bytes()
