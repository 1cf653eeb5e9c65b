"""What `make bench` measures is there: pages, made products, the configuration of nginx. Nothing here looks at a clock."""

import pytest

from bench import front
from bench.addresses import addresses
from bench.products import fill
from bench.tables import Figure, table


@pytest.mark.django_db
def test_every_page_that_is_measured_opens(client):
    fill(30)

    found = addresses()

    assert {"/", "/products/", "/products/…/", "/consultations/", "/about/committee/"} <= found.keys()
    assert found["/products/ deepest page"] == "/products/?page=2"
    for title, address in found.items():
        assert client.get(address).status_code == 200, title


def test_a_figure_above_its_goal_is_marked():
    assert str(Figure(1.25, 1.2)) == "**1.25**"
    assert str(Figure(1.2, 1.2)) == "1.20"
    assert str(Figure(None, 1.2, why_not="no ETag")) == "no ETag"


def test_a_table_is_markdown():
    assert table(["page", "H"], [["/", Figure(1)]]) == "| page | H |\n| --- | ---: |\n| / | 1.00 |"


def test_nginx_is_configured_as_documented_on_other_ports(tmp_path, monkeypatch):
    documented = """```
proxy_cache_path /var/cache/nginx/portal keys_zone=portal:10m;
server {
    server_name portal.example.go.th;
    listen 80;
    location / { proxy_pass http://127.0.0.1:8000; proxy_cache portal; }
}
```"""
    (tmp_path / "operations.md").write_text(documented)
    monkeypatch.setattr(front, "OPERATIONS", tmp_path / "operations.md")

    config = front.config(port=8472, portal_port=8471, folder=tmp_path)

    assert f"proxy_cache_path {tmp_path}/kept keys_zone" in config
    assert "listen 127.0.0.1:8472;" in config
    assert "proxy_pass http://127.0.0.1:8471;" in config


def test_without_a_documented_cache_nginx_is_not_measured(tmp_path, monkeypatch):
    (tmp_path / "operations.md").write_text("```\nserver { proxy_pass http://127.0.0.1:8000; }\n```")
    monkeypatch.setattr(front, "OPERATIONS", tmp_path / "operations.md")

    assert front.config(port=8472, portal_port=8471, folder=tmp_path) is None
