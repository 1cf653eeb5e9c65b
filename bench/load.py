"""Mixed load: nine of ten requests read, some search, a few book or ask; requests come at a steady rate, not in turns.

The requests come from this process, so that it shares the machine's cores with the servers. A request's time counts from
the moment it was due: if the servers fall behind, the waiting counts too.
"""

import os
import random
import statistics
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

from bench import portal, servers
from bench.options import Options, tell
from bench.requests import Client
from bench.servers import Server, running
from bench.tables import Figure, table
from bench.visitors import NoTimeFree, Reading, Unexpected, Visitor

MIX = {"read": 90, "search": 8, "write": 2}
P99_SECONDS = 0.4
# The workers at the end, against half-time: until then they fill their caches.
MEMORY_GROWTH = 1.05
SEED = 20261001
VISITORS_AT_ONCE = 32
# Between two looks at the servers' memory.
LOOK = 5.0


@dataclass
class Outcome:
    """What was measured. seconds: of each request, by kind; a visitor's pages on the way to a form count as reading."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in MIX})
    sent: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)
    cpu_seconds: float = 0.0

    @property
    def all_seconds(self) -> list[float]:
        return [seconds for of_kind in self.seconds.values() for seconds in of_kind]


class Load:
    """Requests to one portal. Thread-safe: lists are only appended to, counters changed under a lock."""

    def __init__(self, port: int, reading: Reading) -> None:
        self.port, self.reading, self.outcome = port, reading, Outcome()
        self._lock = threading.Lock()
        self._of_thread = threading.local()

    def run(self, server: Server, *, seconds: float, rate: float) -> None:
        """Requests at this rate for so long, while the server's memory is looked at."""
        chance = random.Random(SEED)
        before, began = server.cpu_seconds(), time.monotonic()
        with ThreadPoolExecutor(VISITORS_AT_ONCE) as visitors:
            due, looked = began, began - LOOK
            while due < began + seconds:
                time.sleep(max(0, due - time.monotonic()))
                kind = chance.choices([*MIX], [*MIX.values()])[0]
                visitors.submit(self._guarded, kind, due, chance.randrange(2**32))
                if due - looked >= LOOK:
                    self.outcome.memory.append(server.resident_bytes())
                    looked = due
                due += chance.expovariate(rate)
        self.outcome.memory.append(server.resident_bytes())
        self.outcome.cpu_seconds = server.cpu_seconds() - before

    def _guarded(self, kind: str, due: float, seed: int) -> None:
        """One visitor. What goes wrong is counted, by what it says."""
        chance = random.Random(seed)
        try:
            self._write(chance) if kind == "write" else self._read(kind, due, chance)
        except Unexpected as error:
            self._count(self.outcome.errors, str(error))
        except Exception as error:
            self._count(self.outcome.errors, f"{type(error).__name__}: {error}")

    def _read(self, kind: str, due: float, chance: random.Random) -> None:
        path = self.reading.search(chance) if kind == "search" else self.reading.page(chance)
        answer = self._client().get(path)
        self.outcome.seconds[kind].append(time.monotonic() - due)
        if answer.status != 200:
            raise Unexpected(f"GET {path}: {answer.status}")

    def _write(self, chance: random.Random) -> None:
        visitor = Visitor(self.port, chance, self._timed)
        if chance.random() < 0.5:
            try:
                visitor.book()
                self._count(self.outcome.sent, "appointments")
                return
            except NoTimeFree:
                self._count(self.outcome.sent, "times that were no longer free")
        visitor.ask(chance.choice(self.reading.lessons))
        self._count(self.outcome.sent, "questions")

    def _timed(self, seconds: float, sent_a_form: bool) -> None:
        self.outcome.seconds["write" if sent_a_form else "read"].append(seconds)

    def _client(self) -> Client:
        """Connections of this thread."""
        if not hasattr(self._of_thread, "client"):
            self._of_thread.client = Client(self.port, connections=1)
        client: Client = self._of_thread.client
        return client

    def _count(self, counter: Counter[str], what: str) -> None:
        with self._lock:
            counter[what] += 1


def report(options: Options) -> str:
    """The load's table, and how the memory of the web server's processes went."""
    tell(f"{options.minutes:g} minutes of mixed load, {options.rate:g} requests a second")
    shop = portal.copy(options.base, options.folder / "load", products=options.products, port=servers.free_port())
    with ExitStack() as stack:
        # Each visitor has an address of its own, as behind a proxy: forms are counted by address.
        server = shop.start(TRUST_PROXY="1")
        stack.enter_context(running(server))
        stack.enter_context(running(worker_of(shop)))
        client = Client(shop.port)
        reading = Reading(shop, client)
        warm_up(client, reading)
        load = Load(shop.port, reading)
        load.run(server, seconds=60 * options.minutes, rate=options.rate)
    return text_of(load.outcome, minutes=options.minutes, rate=options.rate, products=options.products)


def warm_up(client: Client, reading: Reading) -> None:
    """Ask for each kind of page a few times, so that both processes have read templates and rows into memory."""
    for path in [*reading.pages, "/products/?q=mango", "/search/?q=mango"]:
        for _ in range(4):
            client.get(path)


def worker_of(shop: portal.Portal) -> Server:
    """The background worker that sends messages meanwhile."""
    command = [servers.PYTHON, "manage.py", "worker"]
    return servers.start(command, port=0, env=shop.environment, log=shop.folder / "worker.log")


def text_of(outcome: Outcome, *, minutes: float, rate: float, products: int) -> str:
    errors = outcome.errors.total()
    percentages = ", ".join(f"{percent}% {kind}" for kind, percent in MIX.items())
    lines = [row_of(kind, seconds) for kind, seconds in outcome.seconds.items()]
    lines.append(row_of("all", outcome.all_seconds, goal=P99_SECONDS))
    middle, end = outcome.memory[len(outcome.memory) // 2], outcome.memory[-1]
    per_request = 1000 * outcome.cpu_seconds / max(1, len(outcome.all_seconds))
    return "\n".join(
        [
            f"Mixed load: {minutes:g} minutes, {rate:g} requests a second ({percentages}), "
            f"{products} products, on {os.cpu_count()} cores with the program that sends them.\n",
            table(["", "requests", "median", "p99", "slowest"], lines),
            f"\nErrors: {Figure(errors, 0, '{:.0f}')}",
            *(f"- {number} times {what}" for what, number in outcome.errors.most_common(10)),
            f"\nSent: {', '.join(f'{number} {what}' for what, number in outcome.sent.items()) or 'nothing'}.",
            f"Processor time of the web server: {per_request:.1f} ms a request.",
            f"Memory of its processes: {megabytes(outcome.memory[0])} at the start, {megabytes(middle)} at half-time, "
            f"{megabytes(end)} at the end: {Figure(end / middle, MEMORY_GROWTH)} times half-time's (goal {MEMORY_GROWTH}).",
            f"\nGoals: no error, p99 at most {1000 * P99_SECONDS:.0f} ms, memory that stays.\n",
        ]
    )


def row_of(kind: str, seconds: list[float], goal: float | None = None) -> list[object]:
    if not seconds:
        return [kind, 0, "–", "–", "–"]
    p99 = statistics.quantiles(seconds, n=100)[-1] if len(seconds) > 1 else seconds[0]
    return [
        kind,
        len(seconds),
        milliseconds(statistics.median(seconds)),
        Figure(1000 * p99, goal and 1000 * goal, "{:.0f} ms"),
        milliseconds(max(seconds)),
    ]


def milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"


def megabytes(number: int) -> str:
    return f"{number / 1e6:.0f} MB"
