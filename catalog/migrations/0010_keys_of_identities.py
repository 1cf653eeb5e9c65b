"""Fill in the identities of products, and give imported rows the keys that an import computes now.

A key is a digest of names. Those it was made of stand in the record of the last import; a row whose key can't be made again
from them keeps it, and the next import finds it by its names. Old and new keys stand for the same rows, so none gets lost.
"""

import hashlib

from django.db import migrations

from thai.folding import fold, identity_of

BATCH = 500


def _digest(*parts):
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def _keys(values, product, normalize):
    """The keys of a producer and of a product with this normal form of names; the product's empty without a product."""
    place = str(values.get("tambon_id") or "") or "".join(
        fold(str(values.get(name) or "")) for name in ("local_government", "district", "province")
    )
    producer = _digest(normalize(str(values["name_th"])), place)
    return producer, _digest(producer, normalize(str(product["name_th"]))) if product else ""


def _renewed(apps, kind, before, after):
    """New keys by primary key of the producers or products that still have the key computed from their last import."""
    rows = apps.get_model("catalog", "ImportRow").objects.filter(after__isnull=False, undone=False)
    found = {}
    for pk, said in rows.exclude(**{kind: None}).order_by("pk").values_list(f"{kind}_id", "after").iterator():
        values = said.get("producer") or {}
        if "name_th" in values and (kind == "producer" or said.get("product")):
            index = kind == "product"
            old, new = (_keys(values, said.get("product"), form)[index] for form in (before, after))
            found.setdefault(pk, {})[old] = new
    return found


def renew(apps, before, after):
    for kind, name in (("producer", "Producer"), ("product", "Product")):
        model = apps.get_model("catalog", name)
        keys = _renewed(apps, kind, before, after)
        changed = []
        for row in model.objects.filter(pk__in=list(keys)).only("pk", "source_key"):
            if new := keys[row.pk].get(row.source_key):
                row.source_key = new
                changed.append(row)
        model.objects.bulk_update(changed, ["source_key"], batch_size=BATCH)


def fill_in(apps, schema_editor):
    products = apps.get_model("catalog", "Product").objects
    changed = []
    for product in products.only("pk", "name_th").iterator(chunk_size=BATCH):
        product.name_identity = identity_of(product.name_th)
        changed.append(product)
    products.bulk_update(changed, ["name_identity"], batch_size=BATCH)
    renew(apps, fold, identity_of)


def restore(apps, schema_editor):
    renew(apps, identity_of, fold)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_names_apart_by_a_tone_mark")]

    operations = [migrations.RunPython(fill_in, restore)]
