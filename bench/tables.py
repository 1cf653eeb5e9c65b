"""What was measured, as Markdown."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import django


@dataclass(frozen=True)
class Figure:
    """A measured number beside its goal, which it may reach but not exceed. None: not measured, with the reason.

    form: how it is printed, as in "{:.1f} H".
    """

    value: float | None
    goal: float | None = None
    form: str = "{:.2f}"
    why_not: str = "–"

    @property
    def missed(self) -> bool:
        return self.value is not None and self.goal is not None and self.value > self.goal

    def __str__(self) -> str:
        if self.value is None:
            return self.why_not
        text = self.form.format(self.value)
        return f"**{text}**" if self.missed else text


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def machine(database: str) -> str:
    """One line: processor, cores, system, versions."""
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    processor = found[1] if found else platform.machine()
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    versions = f"Python {platform.python_version()}, Django {django.__version__}"
    return f"{processor}, {os.cpu_count()} cores, {system}, {versions}, {database}"
