"""Encrypting by age or GnuPG, whichever the receiver's key belongs to. What is encrypted goes through pipes only."""

import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from portal.backups.refusals import BackupFailed, Refused, RestoreRefused

PLAIN = b"\x28\xb5\x2f\xfd"  # how Zstandard begins
AGE = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
GPG = ["--batch", "--no-tty", "--quiet"]
# What anybody who holds the file can try is a passphrase: make each try as slow as GnuPG allows.
SLOW = ["--s2k-mode", "3", "--s2k-digest-algo", "SHA512", "--s2k-count", "65011712"]


@dataclass(frozen=True)
class Encryption:
    """How a backup is encrypted: the command that does it, the ending of the file's name, and a name for people.

    passphrase_file is set where the same machine can also open what it wrote.
    """

    command: list[str]
    suffix: str
    label: str
    passphrase_file: Path | None = None


def find(program: str, kind: type[Refused]) -> str:
    """The program's path. Raises kind with what to install."""
    found = shutil.which(program)
    if not found:
        package = {"gpg": "gnupg"}.get(program, program)
        raise kind(
            f"ไม่พบโปรแกรม {program} ในเครื่องนี้ ติดตั้งด้วยคำสั่ง apt-get install {package}",
            f"The program {program} is missing: apt-get install {package}",
        )
    return found


def encrypting(recipients: list[str], passphrase_file: Path | None) -> Encryption | None:
    """How to encrypt for these receivers (all of age, or all of GnuPG) or with a passphrase; None for neither.

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
    of_age = [one for one in recipients if one.startswith(("age1", "ssh-"))]
    if any(one.startswith("-") for one in recipients) or len(of_age) not in {0, len(recipients)}:
        raise BackupFailed(
            "กุญแจใน --encrypt-to ต้องเป็นของ age ทั้งหมดหรือของ GnuPG ทั้งหมด",
            "The receivers in --encrypt-to must be all of age or all of GnuPG.",
        )
    if of_age:
        command = [find("age", BackupFailed), "--encrypt"]
        command += [part for one in recipients for part in ("--recipient", one)]
        return Encryption(command, ".age", "age")
    gpg = find("gpg", BackupFailed)
    for one in recipients:
        known = subprocess.run([gpg, *GPG, "--list-keys", "--", one], capture_output=True)  # noqa: S603
        if known.returncode:
            raise BackupFailed(f"GnuPG ไม่รู้จักกุญแจ {one}", f"GnuPG knows no key {one} (gpg --import).")
    # Whoever names a key on the command line has decided to trust it; without this, --batch refuses.
    command = [gpg, *GPG, "--trust-model", "always", "--compress-algo", "none", "--encrypt", "--output", "-"]
    return Encryption([*command, *(part for one in recipients for part in ("--recipient", one))], ".gpg", "GnuPG")


def decrypting(beginning: bytes, key_file: Path | None, passphrase_file: Path | None) -> list[str] | None:
    """The command that decrypts a file that begins so, None for one that is not encrypted. Raises RestoreRefused."""
    if beginning.startswith(PLAIN):
        return None
    if beginning.startswith(AGE):
        if key_file is None:
            raise RestoreRefused(
                "ไฟล์นี้เข้ารหัสด้วย age ต้องระบุกุญแจด้วย --decrypt-key FILE",
                "Encrypted with age: name its key with --decrypt-key FILE.",
            )
        return [find("age", RestoreRefused), "--decrypt", "--identity", str(key_file)]
    if beginning[:1] >= b"\x80":  # every OpenPGP packet begins so
        command = [find("gpg", RestoreRefused), *GPG]
        if passphrase_file is not None:
            private(passphrase_file, RestoreRefused)
            command += by_passphrase(passphrase_file)
        return [*command, "--decrypt"]
    raise RestoreRefused("ไฟล์นี้ไม่ใช่ไฟล์สำรองของระบบ", "This file is no backup of the portal.")


def by_passphrase(file: Path) -> list[str]:
    return ["--pinentry-mode", "loopback", "--passphrase-file", str(file)]


def private(file: Path, kind: type[Refused]) -> None:
    """Raises kind unless the file can be read by its owner alone and says something."""
    try:
        mode, first = file.stat().st_mode, file.read_bytes().partition(b"\n")[0].strip()
    except OSError as error:
        raise kind(f"อ่านไฟล์รหัสผ่านไม่ได้: {file}", f"Can't read the passphrase: {error}") from None
    if stat.S_IMODE(mode) & 0o077:
        raise kind(f"ผู้อื่นอ่าน {file} ได้ แก้ด้วย chmod 600", f"Others may read {file}: chmod 600 {file}")
    if not first:
        raise kind(f"{file} ว่างเปล่า", f"{file} holds no passphrase.")


@contextmanager
def running(command: list[str], **pipes: object) -> Iterator[tuple[subprocess.Popen, IO[bytes]]]:
    """A program at the other end of pipes, with the file its complaints go to. Ended at the latest with the block."""
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(command, stderr=complaints, **pipes)  # noqa: S603
        try:
            yield process, complaints
        finally:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except BrokenPipeError:
                        pass
            if process.poll() is None:
                process.kill()
            process.wait()


def said(complaints: IO[bytes]) -> str:
    """The end of what a program complained of, in one line."""
    complaints.seek(0)
    lines = complaints.read(100_000).decode(errors="replace").split("\n")
    return " | ".join(line.strip() for line in lines if line.strip())[-600:]
