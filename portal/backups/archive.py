"""The backup file as a stream: compressed with Zstandard, optionally encrypted; written, and read again."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from subprocess import PIPE
from typing import IO

import zstandard

from portal.backups.encryption import Encryption, decrypting, error_text, pipe, running
from portal.backups.refusals import BackupFailed, Damaged, RestoreRefused

LEVEL = 3  # of Zstandard: media don't compress, and higher levels gain little on the database
LARGEST_WINDOW = 8 << 20  # bytes of memory a file may demand for decompression
# Compressed bytes per decompression step, since 1 KiB of Zstandard can expand to 32 MiB.
INPUT_STEP = 1 << 10
# Decompression bomb limit: our backups reach a ratio of 20; small files may exceed it, since they can hold zeros.
LARGEST_RATIO, ALWAYS_ALLOWED = 1000, 256 << 20


class ChecksummedFile:
    """A file descriptor with the SHA-256 and size of what was written to it."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor, self.digest, self.size = descriptor, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self.digest.update(data)
        self.size += len(data)
        view = memoryview(data)
        while view:
            view = view[os.write(self.descriptor, view) :]


@contextmanager
def writing(
    descriptor: int, encryption: Encryption | None
) -> Iterator[tuple[Callable[[bytes], object], ChecksummedFile]]:
    """Compress and encrypt into the open file; synced to the disk when the block ends."""
    written = ChecksummedFile(descriptor)
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
def _encrypted(written: ChecksummedFile, encryption: Encryption) -> Iterator[Callable[[bytes], object]]:
    """Encrypt what is written, into the file. A thread drains the program's output, so that neither side blocks."""
    failures: list[OSError] = []

    def drain(output: IO[bytes]) -> None:
        try:
            while data := output.read(1 << 16):
                if not failures:
                    written.write(data)
        except OSError as error:
            failures.append(error)
            while output.read(1 << 16):  # or the program would block on a full pipe
                pass

    with running(encryption.command, stdin=PIPE, stdout=PIPE) as (process, errors):
        drainer = threading.Thread(target=drain, args=[pipe(process.stdout)], daemon=True)
        drainer.start()
        broken = False
        try:
            yield pipe(process.stdin).write
            pipe(process.stdin).close()
        except BrokenPipeError:
            broken = True  # the program ended early; its errors are raised below
        except BaseException:
            process.kill()
            raise
        finally:
            with suppress(BrokenPipeError):
                pipe(process.stdin).close()
            drainer.join()
        code = process.wait()
        if failures:
            raise failures[0]
        if code or broken:
            raise BackupFailed(f"เข้ารหัสไม่สำเร็จ: {error_text(errors)}", f"Encrypting failed: {error_text(errors)}")


class Unpacking:
    """Decompresses what read() returns, with little read-ahead. Raises Damaged for bombs, truncated and trailing data."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self.source = read
        self.unpacker = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW).decompressobj()
        self.pending, self.ready = memoryview(b""), bytearray()
        self.bytes_in = self.bytes_out = 0

    def read(self, size: int) -> bytes:
        while len(self.ready) < size and not self.unpacker.eof:
            if not self.pending:
                self.pending = memoryview(self.source(1 << 18))
                if not self.pending:
                    raise Damaged("it is cut off")
            step, self.pending = self.pending[:INPUT_STEP], self.pending[INPUT_STEP:]
            try:
                unpacked = self.unpacker.decompress(step)
            except zstandard.ZstdError as error:
                raise Damaged(f"it can't be unpacked ({error})") from None
            self.bytes_in += len(step)
            self.bytes_out += len(unpacked)
            self.ready += unpacked
            if self.bytes_out > ALWAYS_ALLOWED + LARGEST_RATIO * self.bytes_in:
                raise Damaged("it unpacks to far too much")
        data = bytes(self.ready[:size])
        del self.ready[:size]
        return data

    def finish(self) -> None:
        """Raises Damaged unless everything was read and no data follows."""
        if self.read(1) or self.unpacker.unused_data or self.pending or self.source(1):
            raise Damaged("something stands behind its end")


@contextmanager
def unpacking(path: Path, *, key_file: Path | None = None, passphrase_file: Path | None = None) -> Iterator[Unpacking]:
    """A backup decrypted and decompressed as a stream; call finish() at its end. Raises RestoreRefused."""
    try:
        file = path.open("rb", buffering=0)  # the subprocess reads the descriptor, past any buffer of Python's
    except OSError as error:
        raise RestoreRefused(f"เปิดไฟล์ไม่ได้: {path}", f"Can't open the backup: {error}") from None
    with file:
        beginning = file.read(64)
        file.seek(0)
        command = decrypting(beginning, key_file, passphrase_file)
        if command is None:
            yield Unpacking(file.read)
            return
        with running(command, stdin=file, stdout=PIPE) as (process, errors):

            def read(size: int) -> bytes:
                data = pipe(process.stdout).read(size)
                # Only the exit code tells whether the whole file is authentic.
                if not data and process.wait():
                    reason = error_text(errors)
                    raise RestoreRefused(f"ถอดรหัสไม่สำเร็จ: {reason}", f"Decrypting failed: {reason}")
                return data

            yield Unpacking(read)
