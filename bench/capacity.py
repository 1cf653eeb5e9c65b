"""What one core answers in a second: pages through nginx, from memory and made anew, and whole appointments."""

import random
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from bench import front, portal, servers
from bench.measuring import Measured, measure
from bench.options import Options, tell
from bench.requests import Client
from bench.servers import Server, running
from bench.tables import table
from bench.visitors import NoTimeFree, Visitor
from bench.yardsticks import serve

PAGES = ("/", "/products/", "/products/…/")
VISITORS, APPOINTMENTS = 8, 5
SEED = 20261001


def report(options: Options) -> str:
    """A table of processor time for each kind of request, and how many of them fill one core."""
    tell("what one core answers")
    shop = portal.copy(options.base, options.folder / "capacity", products=options.products, port=servers.free_port())
    with ExitStack() as stack:
        sticks = serve.start(options.folder, 24)
        stack.enter_context(running(sticks))
        # Each visitor has an address of its own, as behind a proxy: forms are counted by address.
        server = shop.start(TRUST_PROXY="1")
        stack.enter_context(running(server))
        nginx, no_nginx = front.start(port=servers.free_port(), portal_port=shop.port, folder=options.folder / "nginx")
        if nginx is None:
            return f"What one core answers wasn't measured: {no_nginx}."
        stack.enter_context(running(nginx))
        unit = Measured(Client(sticks.port), [sticks], "/hello/")
        found = shop.addresses()
        addresses = [found[title] for title in PAGES]
        client, in_front = Client(server.port), Client(nginx.port)
        picture = a_picture(client, found["/products/…/"])
        kinds = {
            "page, through nginx": [Measured(in_front, [nginx, server], address) for address in addresses],
            "picture, through nginx": [Measured(in_front, [nginx, server], picture)],
            "page, from the portal's memory": [Measured(client, [server], address) for address in addresses],
            "picture, from the portal": [Measured(client, [server], picture)],
            **{
                f"{title}, made anew": [Measured(client, [server], address, missing=True)]
                for title, address in zip(PAGES, addresses, strict=True)
            },
        }
        measure(unit, [page for of_kind in kinds.values() for page in of_kind], rounds=options.rounds, told=tell)
        booked, seconds = appointments(server)
    lines = [line(kind, mean([page.seconds for page in measured])) for kind, measured in kinds.items()]
    lines.append(line("appointment, from the topics to its own page", seconds))
    heads = ["", "processor time, ms", "one core does in a second"]
    return (
        f"H = {1000 * unit.seconds:.3f} ms, {options.products} products; {booked} appointments of six pages and two forms each."
        f"\n\n{table(heads, lines)}\n"
    )


def a_picture(client: Client, address: str) -> str:
    """The address of the first picture on a page."""
    page = client.get(address, {"Accept-Encoding": "identity"}).body.decode()
    found = re.search(r"/media/[\w/.-]+\.(?:avif|webp|jpg)", page)
    if found is None:
        raise RuntimeError(f"{address}: no picture")
    return found[0]


def appointments(server: Server) -> tuple[int, float]:
    """Book as visitors do, several at once; how many got their time, and the processor time of each.

    What those cost whose time was taken meanwhile counts for the others. RuntimeError where nobody got one.
    """
    before = server.cpu_seconds()
    with ThreadPoolExecutor(VISITORS) as pool:
        booked = sum(pool.map(lambda number: book_some(server.port, number), range(VISITORS)))
    if not booked:
        raise RuntimeError("The demonstration has no free time to book")
    return booked, (server.cpu_seconds() - before) / booked


def book_some(port: int, number: int) -> int:
    chance = random.Random(SEED + number)
    booked = 0
    for _ in range(APPOINTMENTS):
        try:
            Visitor(port, chance, lambda seconds, sent_a_form: None).book()
            booked += 1
        except NoTimeFree:
            continue  # somebody else was quicker
    return booked


def mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)


def line(kind: str, seconds: float) -> list[object]:
    return [kind, f"{1000 * seconds:.2f}", f"{1 / seconds:,.0f}"]
