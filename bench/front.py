"""nginx in front of the portal, as docs/operations.md configures it, on ports and folders of a measurement or a test."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from bench import servers
from bench.servers import ROOT, Server

OPERATIONS = ROOT / "docs" / "operations.md"
SCALING = ROOT / "docs" / "scaling.md"


def config(*, port: int, portal_port: int, folder: Path, upstream: str = "") -> str | None:
    """nginx's configuration with the cache of docs/operations.md; None while no cache stands there.

    upstream: a block `upstream portal` with the portal's hosts (upstream_of); then these are asked.
    """
    blocks = re.findall(r"^```\w*\n(.*?)^```", OPERATIONS.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    site = "\n".join(block for block in blocks if "proxy_cache_path" in block or "proxy_pass" in block)
    if "proxy_cache_path" not in site:
        return None
    site = re.sub(r"(proxy_cache_path\s+)\S+", rf"\g<1>{folder / 'kept'}", site)
    site = re.sub(r"listen [^;]+;", f"listen 127.0.0.1:{port};", site)
    site = re.sub(r"server_name [^;]+;", "server_name 127.0.0.1;", site)
    site = site.replace("127.0.0.1:8000", "portal" if upstream else f"127.0.0.1:{portal_port}")
    # Started by root, nginx would change to a user who can't enter a folder that is closed to others.
    user = "user root;" if os.geteuid() == 0 else ""
    return f"""
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 1000000;
    {upstream}
    {site}
}}
"""


def upstream_of(ports: Sequence[int]) -> str:
    """The block `upstream portal` of docs/scaling.md, with hosts at these ports of this machine."""
    found = re.search(r"^upstream portal \{.*?^\}", SCALING.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    if found is None:
        raise RuntimeError("No block `upstream portal` in docs/scaling.md")
    hosts = "".join(f"    server 127.0.0.1:{port};\n" for port in ports)
    block, count = re.subn(r"(?:^ *server [\d.:]+;\n)+", hosts, found[0], flags=re.MULTILINE)
    if count != 1:
        raise RuntimeError("No servers in the block `upstream portal` of docs/scaling.md")
    return block


def start(*, port: int, portal_port: int, folder: Path, upstream: str = "") -> tuple[Server | None, str]:
    """nginx, or None and why it wasn't started."""
    program = servers.nginx()
    if program is None:
        return None, "nginx is not installed"
    folder.mkdir(parents=True, exist_ok=True)
    text = config(port=port, portal_port=portal_port, folder=folder, upstream=upstream)
    if text is None:
        return None, "no cache in docs/operations.md"
    file = folder / "nginx.conf"
    file.write_text(text, encoding="utf-8")
    command = [program, "-c", str(file), "-e", str(folder / "error.log")]
    server = servers.start(command, port=port, env={}, log=folder / "nginx.log")
    server.wait_for("/healthz")
    return server, ""
