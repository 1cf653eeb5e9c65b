"""The version query that every page of the showcase begins with: it must be cheap."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.products.models import Certificate, Producer, Product
from center.records.revision import version_of
from tests.factories import certify, make_product

pytestmark = pytest.mark.django_db

MODELS = (Product, Producer, Certificate)


def plan_of(statement: str) -> str:
    """The query plan, as the database describes it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # for a few rows the planner would prefer it
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN'} {statement}")
        return "\n".join(str(line) for line in cursor.fetchall())


def test_the_version_is_one_row_of_counts_and_sums():
    assert version_of(*MODELS) == (0, None, 0, None, 0, None)
    product = make_product()
    certificate = certify(product)
    revisions = [(1, row.revision) for row in (product, product.producer, certificate)]
    assert version_of(*MODELS) == tuple(number for pair in revisions for number in pair)


def test_the_version_is_read_from_the_indexes_alone():
    """Scanning the rows of 20,000 products took PostgreSQL 14 ms a page instead of 2."""
    with CaptureQueriesContext(connection) as asked:
        version_of(*MODELS)
    (query,) = asked.captured_queries
    wording = "Index Only Scan using" if connection.vendor == "postgresql" else "COVERING INDEX"
    assert plan_of(query["sql"]).count(wording) == len(MODELS)
