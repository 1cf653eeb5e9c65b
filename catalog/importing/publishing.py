"""Publishing what an import created, at once."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from catalog.importing.models import ImportBatch
from catalog.products.models import Producer, Product
from center.access.models import User
from center.records.bulk import update_rows
from center.records.changes import written
from center.sheets.rows import Outcome


@dataclass
class Published:
    """How many products and producers were published, and the names of the products that wait for a decision."""

    products: int = 0
    producers: int = 0
    waiting: list[str] = field(default_factory=list)


def can_publish(batch: ImportBatch) -> bool:
    """Whether something that an import created isn't published yet."""
    if batch.state != ImportBatch.State.WRITTEN or batch.kind == ImportBatch.Kind.PEOPLE:
        return False
    created = batch.rows.filter(outcome=Outcome.NEW, undone=False)
    if batch.kind == ImportBatch.Kind.PRODUCERS:
        return created.filter(producer__published_at=None, producer__isnull=False).exists()
    return created.filter(product__isnull=False, product__published_at=None).exists()


def publish_imported(batch: ImportBatch, *, by: User) -> Published:
    """Publish the products that an import created, and their producers, with their histories, in one transaction.

    Products with words of health, or with alcohol that isn't approved, wait for a decision of staff.
    """
    now, reason = timezone.now(), "เผยแพร่รายการที่นำเข้า"
    result = Published()
    with transaction.atomic():
        created = batch.rows.filter(outcome=Outcome.NEW, undone=False)
        unpublished = Product.objects.select_related("producer__tambon", "category").filter(published_at=None)
        products = []
        for product in unpublished.filter(pk__in=created.values("product")).order_by("pk"):
            if product.health_claim or (product.alcohol and not product.alcohol_approved):
                result.waiting.append(product.name_th)
            else:
                products.append(product)
        if batch.kind == ImportBatch.Kind.PRODUCERS:
            wanted = Producer.objects.filter(pk__in=created.values("producer"))
        else:
            wanted = Producer.objects.filter(pk__in={product.producer_id for product in products})
        producers = list(wanted.select_related("tambon").filter(published_at=None).order_by("pk"))
        for row in (*producers, *products):
            row.published_at = now
        update_rows(((row, ["published_at"]) for row in (*producers, *products)), by=by, reason=reason)
        written(producers)
        written(products)
    result.products, result.producers = len(products), len(producers)
    return result
