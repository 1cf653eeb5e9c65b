"""The file a backup is: written under a name nobody takes for a backup, compressed, perhaps encrypted; read again."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from subprocess import PIPE
from typing import IO

import zstandard

from portal.backups.encryption import Encryption, decrypting, running, said
from portal.backups.refusals import BackupFailed, Damaged, RestoreRefused

LEVEL = 3  # media don't get smaller, and the database hardly does beyond it
LARGEST_WINDOW = 8 << 20  # bytes of memory a file may ask of us for reading it
# One KiB of Zstandard can stand for 32 MiB of zeros, so it is fed in such spoonfuls.
SPOON = 1 << 10
# A file that unpacks to more than this is no backup: ours reach 20 times at most, and a small one may hold zeros.
LARGEST_RATIO, ALWAYS_ALLOWED = 1000, 256 << 20


class Written:
    """A file being written, with the checksum and size of what went into it."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor, self.digest, self.size = descriptor, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self.digest.update(data)
        self.size += len(data)
        view = memoryview(data)
        while view:
            view = view[os.write(self.descriptor, view) :]


@contextmanager
def writing(descriptor: int, encryption: Encryption | None) -> Iterator[tuple[Callable[[bytes], object], Written]]:
    """Compress and encrypt what is written into the open file; on the disk for good when the block has ended."""
    written = Written(descriptor)
    with ExitStack() as stack:
        out = stack.enter_context(_encrypted(written, encryption)) if encryption else written.write
        packer = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compressobj()

        def write(data: bytes) -> None:
            if packed := packer.compress(data):
                out(packed)

        yield write, written
        out(packer.flush())
    os.fsync(descriptor)


@contextmanager
def _encrypted(written: Written, encryption: Encryption) -> Iterator[Callable[[bytes], object]]:
    """What goes in comes out encrypted into the file. A thread empties the program's pipe, so that neither waits."""
    trouble: list[OSError] = []

    def empty(pipe: IO[bytes]) -> None:
        try:
            while data := pipe.read(1 << 16):
                if not trouble:
                    written.write(data)
        except OSError as error:
            trouble.append(error)
            while pipe.read(1 << 16):  # the program must not wait for us for ever
                pass

    with running(encryption.command, stdin=PIPE, stdout=PIPE) as (process, complaints):
        pump = threading.Thread(target=empty, args=[process.stdout], daemon=True)
        pump.start()
        broken = False
        try:
            yield process.stdin.write
            process.stdin.close()
        except BrokenPipeError:
            broken = True  # the program ended early; why, it says below
        except BaseException:
            process.kill()
            raise
        finally:
            with suppress(BrokenPipeError):
                process.stdin.close()
            pump.join()
        code = process.wait()
        if trouble:
            raise trouble[0]
        if code or broken:
            raise BackupFailed(f"เข้ารหัสไม่สำเร็จ: {said(complaints)}", f"Encrypting failed: {said(complaints)}")


class Unpacking:
    """Reads Zstandard from read(), never far ahead; refuses what unpacks to far too much, is cut off, or goes on."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self.source = read
        self.unpacker = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW).decompressobj()
        self.waiting, self.ready = memoryview(b""), bytearray()
        self.taken = self.given = 0

    def read(self, size: int) -> bytes:
        while len(self.ready) < size and not self.unpacker.eof:
            if not self.waiting:
                self.waiting = memoryview(self.source(1 << 18))
                if not self.waiting:
                    raise Damaged("it is cut off")
            spoon, self.waiting = self.waiting[:SPOON], self.waiting[SPOON:]
            try:
                unpacked = self.unpacker.decompress(spoon)
            except zstandard.ZstdError as error:
                raise Damaged(f"it can't be unpacked ({error})") from None
            self.taken += len(spoon)
            self.given += len(unpacked)
            self.ready += unpacked
            if self.given > ALWAYS_ALLOWED + LARGEST_RATIO * self.taken:
                raise Damaged("it unpacks to far too much")
        data = bytes(self.ready[:size])
        del self.ready[:size]
        return data

    def finish(self) -> None:
        """Raises Damaged unless everything was read and nothing follows."""
        if self.read(1) or self.unpacker.unused_data or self.waiting or self.source(1):
            raise Damaged("something stands behind its end")


@contextmanager
def unpacking(path: Path, *, key_file: Path | None = None, passphrase_file: Path | None = None) -> Iterator[Unpacking]:
    """A backup decrypted and decompressed as a stream; call finish() at its end. Raises RestoreRefused."""
    try:
        file = path.open("rb", buffering=0)  # a program reads the descriptor, not Python's buffer
    except OSError as error:
        raise RestoreRefused(f"เปิดไฟล์ไม่ได้: {path}", f"Can't open the backup: {error}") from None
    with file:
        beginning = file.read(64)
        file.seek(0)
        command = decrypting(beginning, key_file, passphrase_file)
        if command is None:
            yield Unpacking(file.read)
            return
        with running(command, stdin=file, stdout=PIPE) as (process, complaints):

            def read(size: int) -> bytes:
                data = process.stdout.read(size)
                # Only the exit code says whether the whole file was what its sender encrypted.
                if not data and process.wait():
                    reason = said(complaints)
                    raise RestoreRefused(f"ถอดรหัสไม่สำเร็จ: {reason}", f"Decrypting failed: {reason}")
                return data

            yield Unpacking(read)
