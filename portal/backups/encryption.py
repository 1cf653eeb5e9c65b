"""Encryption by age or GnuPG, depending on the recipients' keys. Plain text passes through pipes only."""

import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from portal.backups.refusals import BackupFailed, Refused, RestoreRefused

PLAIN = b"\x28\xb5\x2f\xfd"  # the magic number of Zstandard
AGE = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
GPG = ["--batch", "--no-tty", "--quiet"]
# Whoever has the file can guess passphrases offline: the slowest key derivation that GnuPG allows.
SLOW = ["--s2k-mode", "3", "--s2k-digest-algo", "SHA512", "--s2k-count", "65011712"]


@dataclass(frozen=True)
class Encryption:
    """How a backup is encrypted: the command, the suffix of the file name, and a label for people.

    passphrase_file is set where the same machine can also decrypt what it wrote.
    """

    command: list[str]
    suffix: str
    label: str
    passphrase_file: Path | None = None


def find(program: str, kind: type[Refused]) -> str:
    """The program's path. Raises kind, naming the package to install."""
    found = shutil.which(program)
    if not found:
        package = {"gpg": "gnupg"}.get(program, program)
        raise kind(
            f"ไม่พบโปรแกรม {program} ในเครื่องนี้ ติดตั้งด้วยคำสั่ง apt-get install {package}",
            f"The program {program} is missing: apt-get install {package}",
        )
    return found


def encrypting(recipients: list[str], passphrase_file: Path | None) -> Encryption | None:
    """The encryption for these recipients (all age or all GnuPG) or with a passphrase; None for neither.

    Raises BackupFailed, before anything is written, where the program, the key or the passphrase is missing.
    """
    if passphrase_file is not None:
        if recipients:
            raise BackupFailed(
                "เลือกได้อย่างเดียว: --encrypt-to หรือ --passphrase-file",
                "Give either --encrypt-to or --passphrase-file, not both.",
            )
        gpg = find("gpg", BackupFailed)
        private(passphrase_file, BackupFailed)
        options = ["--symmetric", "--cipher-algo", "AES256", *SLOW, *by_passphrase(passphrase_file)]
        command = [gpg, *GPG, *options, "--compress-algo", "none", "--output", "-"]
        return Encryption(command, ".gpg", "GnuPG (passphrase)", passphrase_file)
    if not recipients:
        return None
    of_age = [recipient for recipient in recipients if recipient.startswith(("age1", "ssh-"))]
    if any(recipient.startswith("-") for recipient in recipients) or len(of_age) not in {0, len(recipients)}:
        raise BackupFailed(
            "กุญแจใน --encrypt-to ต้องเป็นของ age ทั้งหมดหรือของ GnuPG ทั้งหมด",
            "The receivers in --encrypt-to must be all of age or all of GnuPG.",
        )
    if of_age:
        command = [find("age", BackupFailed), "--encrypt"]
        command += [part for recipient in recipients for part in ("--recipient", recipient)]
        return Encryption(command, ".age", "age")
    gpg = find("gpg", BackupFailed)
    for recipient in recipients:
        known = subprocess.run([gpg, *GPG, "--list-keys", "--", recipient], capture_output=True)  # noqa: S603
        if known.returncode:
            raise BackupFailed(f"GnuPG ไม่รู้จักกุญแจ {recipient}", f"GnuPG knows no key {recipient} (gpg --import).")
    # The operator chose the key on the command line; without this, --batch refuses keys that were never signed.
    command = [gpg, *GPG, "--trust-model", "always", "--compress-algo", "none", "--encrypt", "--output", "-"]
    command += [part for recipient in recipients for part in ("--recipient", recipient)]
    return Encryption(command, ".gpg", "GnuPG")


def decrypting(beginning: bytes, key_file: Path | None, passphrase_file: Path | None) -> list[str] | None:
    """The command that decrypts a file, by its first bytes; None if it is not encrypted. Raises RestoreRefused."""
    if beginning.startswith(PLAIN):
        return None
    if beginning.startswith(AGE):
        if key_file is None:
            raise RestoreRefused(
                "ไฟล์นี้เข้ารหัสด้วย age ต้องระบุกุญแจด้วย --decrypt-key FILE",
                "Encrypted with age: name its key with --decrypt-key FILE.",
            )
        return [find("age", RestoreRefused), "--decrypt", "--identity", str(key_file)]
    if beginning[:1] >= b"\x80":  # the first byte of every OpenPGP packet has the high bit set
        command = [find("gpg", RestoreRefused), *GPG]
        if passphrase_file is not None:
            private(passphrase_file, RestoreRefused)
            command += by_passphrase(passphrase_file)
        return [*command, "--decrypt"]
    raise RestoreRefused("ไฟล์นี้ไม่ใช่ไฟล์สำรองของระบบ", "This file is no backup of the portal.")


def by_passphrase(file: Path) -> list[str]:
    return ["--pinentry-mode", "loopback", "--passphrase-file", str(file)]


def private(file: Path, kind: type[Refused]) -> None:
    """Raises kind unless the file is readable by its owner alone and its first line isn't empty."""
    try:
        mode, first = file.stat().st_mode, file.read_bytes().partition(b"\n")[0].strip()
    except OSError as error:
        raise kind(f"อ่านไฟล์รหัสผ่านไม่ได้: {file}", f"Can't read the passphrase: {error}") from None
    if stat.S_IMODE(mode) & 0o077:
        raise kind(f"ผู้อื่นอ่าน {file} ได้ แก้ด้วย chmod 600", f"Others may read {file}: chmod 600 {file}")
    if not first:
        raise kind(f"{file} ว่างเปล่า", f"{file} holds no passphrase.")


@contextmanager
def running(
    command: list[str],
    *,
    stdin: int | IO[bytes] | None = None,
    stdout: int | None = None,
    env: Mapping[str, str] | None = None,
) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """A subprocess and the temporary file that its standard error goes to. Killed when the block ends before it does."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=errors, env=env)  # noqa: S603
        try:
            yield process, errors
        finally:
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except BrokenPipeError:
                        pass
            if process.poll() is None:
                process.kill()
            process.wait()


def pipe(stream: IO[bytes] | None) -> IO[bytes]:
    """The pipe of a subprocess. ValueError if it was started without one there."""
    if stream is None:
        raise ValueError("the subprocess was started without this pipe")
    return stream


def error_text(errors: IO[bytes]) -> str:
    """The end of a program's standard error, in one line."""
    errors.seek(0)
    lines = errors.read(100_000).decode(errors="replace").split("\n")
    return " | ".join(line.strip() for line in lines if line.strip())[-600:]
