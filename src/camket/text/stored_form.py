"""Files in the form in which git stores them, where no filter (Git LFS, git-crypt …) has converted them to their content."""

from __future__ import annotations

from camket.text.language import _

# How such a file begins, the program that converts it, and the command that does so.
_BEGINNINGS = (
    (b"version https://git-lfs.github.com/spec/", "Git LFS", "git lfs install; git lfs pull"),
    (b"\x00GITCRYPT\x00", "git-crypt", "git-crypt unlock"),
    (b"U2FsdGVkX1", "transcrypt", "transcrypt"),
    (b"age-encryption.org/v1", "age", ""),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", "age", ""),
    (b"-----BEGIN PGP MESSAGE-----", "PGP", ""),
    (b"$ANSIBLE_VAULT;", "Ansible Vault", ""),
)


def explain_stored_form(data: bytes) -> tuple[str, str] | None:
    """Return why the content of a file is not here and what to do, in the user's words; None for content as it should be."""
    for beginning, program, command in _BEGINNINGS:
        if data.removeprefix(b"\xef\xbb\xbf").startswith(beginning):
            if program == "Git LFS":
                message = _("the content is not here: this file only points to it ({program})").format(program=program)
            else:
                message = _("the content is encrypted ({program})").format(program=program)
            hint = _("Run: {command}").format(command=command) if command else _("Decrypt the file first.")
            return message, hint
    return None
