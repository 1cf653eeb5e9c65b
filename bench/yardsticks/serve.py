"""The yardsticks as a server of their own, like the portal's."""

import os
import sys
from pathlib import Path

from bench import servers
from bench.servers import Server


def start(folder: Path, products: int) -> Server:
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
