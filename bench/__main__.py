"""Measure the portal's pages beside the yardsticks and print the tables of docs/performance.md: `make bench`.

All figures are processor time of the server per request, as multiples of H: a Django hello behind the usual middleware, in
the same gunicorn. Servers and requests take turns, so that other programs on the machine slow all of them alike.
"""

import argparse
import os
import re
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import front, portal, servers
from bench.addresses import FILTERS
from bench.measuring import Measured, measure
from bench.requests import Client
from bench.servers import ROOT, Server
from bench.tables import Figure, machine, table

AGAIN, NOT_MODIFIED, IN_FRONT, MISS, LIST_MISS, SAME_AT_EVERY_SIZE = 1.2, 0.9, 0.2, 10, 20, 1.2
SITEMAP_SECONDS = 0.3
FIRST_FLIGHT_KB = 13
# Pages whose goal for a miss is that of a list.
LISTS = ("/", "/products/")
# Measured with each number of products.
SIZED = ("/", "/products/", "/products/ deepest page", "/products/ filtered", "/products/…/")


@dataclass
class Page:
    """The measurements of one page; None where there is none."""

    title: str
    miss: Measured
    again: dict[str, Measured | None]
    not_modified: Measured | None
    in_front: Measured | None
    why_not: str = "–"


def main() -> None:
    arguments = parsed()
    # An end from outside stops the servers too, as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    folder: Path = arguments.folder
    if arguments.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    tell("the demonstration's portal")
    base = portal.make_base(folder / "base", port=servers.free_port())
    database = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    print(f"{machine(database)}\n")
    if arguments.products:
        print(pages_table(base, folder, arguments.products, arguments.rounds, arguments.only), flush=True)
    if arguments.sizes:
        print(sizes_table(base, folder, arguments.sizes, arguments.rounds), flush=True)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--products", type=int, default=6360, help="made products beside the demonstration's; 0: only --sizes"
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 100_000], help="numbers of products to compare")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="measure only pages whose title contains this regular expression")
    parser.add_argument("--folder", type=Path, default=ROOT / "data" / "bench")
    parser.add_argument("--fresh", action="store_true", help="load the demonstration again")
    return parser.parse_args()


def tell(progress: str) -> None:
    print(progress, file=sys.stderr, flush=True)


@contextmanager
def running(*started: Server) -> Iterator[None]:
    """Stops the servers at the end, however it comes."""
    try:
        yield
    finally:
        for server in started:
            server.stop()


def yardsticks(folder: Path, products: int) -> Server:
    """The site of the yardsticks, with as many products as the portal has."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "yardsticks.sqlite3"
    file.unlink(missing_ok=True)
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "bench.yardsticks.settings", "YARDSTICKS_DATABASE": str(file)}
    servers.run([sys.executable, "-m", "bench.yardsticks.fill", str(products)], env=env)
    server = servers.gunicorn(
        "bench.yardsticks.wsgi:application", port=servers.free_port(), env=env, log=folder / "yardsticks.log"
    )
    server.wait_for("/hello/")
    return server


def pages_table(base: portal.Portal, folder: Path, products: int, rounds: int, only: str) -> str:
    """Every public page: asked for the first time, again in both languages, unchanged, and behind nginx."""
    tell(f"{products} products")
    shop = portal.copy(base, folder / "pages", products=products, port=base.port)
    with ExitStack() as stack:
        sticks = yardsticks(folder, products)
        stack.enter_context(running(sticks))
        server = shop.start()
        stack.enter_context(running(server))
        nginx, no_nginx = front.start(port=servers.free_port(), portal_port=shop.port, folder=folder / "nginx")
        if nginx:
            stack.enter_context(running(nginx))
        unit = Measured(Client(sticks.port), [sticks], "/hello/")
        naive = Measured(Client(sticks.port), [sticks], "/products/")
        pages = [
            page_of(title, address, server, nginx)
            for title, address in shop.addresses().items()
            if re.search(only, title)
        ]
        sitemap = Measured(Client(server.port), [server], "/sitemap.xml", missing=True)
        measure(unit, [naive, *cells(pages), sitemap], rounds=rounds, told=tell)
        title, kilobytes = largest_first_flight(pages)
    lines = [row_of(page, unit, no_nginx) for page in pages]
    hit = Figure(sitemap.seconds, SITEMAP_SECONDS, "{:.2f} s")
    return "\n".join(
        [
            f"H = {1000 * unit.seconds:.3f} ms. Naive list of 24 of {products}: {naive.seconds / unit.seconds:.1f} H. "
            "Bold: goal missed.\n",
            table(["page", "first time", "again", "again, English", "unchanged (304)", "behind nginx"], lines),
            f"\nGoals: first time {LIST_MISS} H for {' and '.join(LISTS)}, else {MISS} H; again {AGAIN} H; unchanged "
            f"{NOT_MODIFIED} H; behind nginx {IN_FRONT} H.\n",
            f"/sitemap.xml with {products} products: {hit} (goal {SITEMAP_SECONDS} s)\n",
            f"Largest page with its stylesheets: {title}, {Figure(kilobytes, FIRST_FLIGHT_KB, '{:.1f} KB')} brotli "
            f"(goal {FIRST_FLIGHT_KB} KB)\n",
        ]
    )


def page_of(title: str, address: str, server: Server, nginx: Server | None) -> Page:
    """What is to be measured of a page. A page with a form that is posted is never kept, so only its first time counts."""
    client = Client(server.port)
    first = client.get(address)
    etag = client.get(address).headers.get("ETag")
    page = Page(title, Measured(client, [server], address, missing=True), {}, None, None)
    if has_posted_form(address, client):
        page.why_not = "form"
        return page
    for language, path in (("th", address), ("en", f"/en{address}")):
        page.again[language] = Measured(client, [server], path)
    if etag and first.headers.get("ETag"):
        page.not_modified = Measured(client, [server], address, {"If-None-Match": etag}, expected=304)
    if nginx:
        page.in_front = Measured(Client(nginx.port), [nginx, server], address)
    return page


def has_posted_form(address: str, client: Client) -> bool:
    body = client.get(address, {"Accept-Encoding": "identity"}).body
    return b'method="post"' in body


def cells(pages: Sequence[Page]) -> list[Measured]:
    found = [[page.miss, *page.again.values(), page.not_modified, page.in_front] for page in pages]
    return [measured for of_page in found for measured in of_page if measured]


def row_of(page: Page, unit: Measured, no_nginx: str) -> list[object]:
    goal = LIST_MISS if page.title.split()[0] in LISTS else MISS
    return [
        page.title,
        in_units(page.miss, unit, goal, page.why_not, "{:.1f}"),
        in_units(page.again.get("th"), unit, AGAIN, page.why_not),
        in_units(page.again.get("en"), unit, AGAIN, page.why_not),
        in_units(page.not_modified, unit, NOT_MODIFIED, page.why_not if page.why_not != "–" else "no ETag"),
        in_units(page.in_front, unit, IN_FRONT, no_nginx or page.why_not),
    ]


def in_units(measured: Measured | None, unit: Measured, goal: float, why_not: str, form: str = "{:.2f}") -> Figure:
    """Its time as a multiple of the unit's, beside its goal."""
    return Figure(measured.seconds / unit.seconds if measured else None, goal, form, why_not)


def largest_first_flight(pages: Sequence[Page]) -> tuple[str, float]:
    """The page of most bytes in both languages, its HTML with the stylesheets inside it, compressed; in kB."""
    sizes: dict[str, int] = {}
    for page in pages:
        for path in (page.miss.path, f"/en{page.miss.path}"):
            sizes[page.title] = max(sizes.get(page.title, 0), len(page.miss.client.get(path).body))
    title = max(sizes, key=lambda name: sizes[name])
    return title, sizes[title] / 1000


def sizes_table(base: portal.Portal, folder: Path, sizes: Sequence[int], rounds: int) -> str:
    """The pages that print products, with few products and with many: both portals side by side."""
    with ExitStack() as stack:
        sticks = yardsticks(folder, 24)
        stack.enter_context(running(sticks))
        unit = Measured(Client(sticks.port), [sticks], "/hello/")
        measured: dict[int, dict[str, Measured]] = {}
        for size in sizes:
            tell(f"{size} products")
            shop = portal.copy(base, folder / f"size-{size}", products=size, port=servers.free_port())
            server = shop.start()
            stack.enter_context(running(server))
            measured[size] = {
                title: Measured(Client(server.port), [server], address, missing=True)
                for title, address in shop.addresses().items()
                if title in SIZED
            }
        measure(unit, [one for of_size in measured.values() for one in of_size.values()], rounds=rounds, told=tell)
    lines = [
        [
            title,
            *(f"{of_size[title].seconds / unit.seconds:.1f}" for of_size in measured.values()),
            Figure(measured[sizes[-1]][title].seconds / measured[sizes[0]][title].seconds, SAME_AT_EVERY_SIZE),
        ]
        for title in SIZED
    ]
    heads = ["first time, H", *(f"{size:,} products" for size in sizes), f"times (goal {SAME_AT_EVERY_SIZE})"]
    return f"{table(heads, lines)}\n\nFiltered: {FILTERS}\n"


if __name__ == "__main__":
    main()
