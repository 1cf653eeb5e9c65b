from django.db import models
from django.urls import reverse


class Place(models.Model):
    name = models.CharField(max_length=100)


class Maker(models.Model):
    name = models.CharField(max_length=100)
    place = models.ForeignKey(Place, models.CASCADE)


class Product(models.Model):
    name = models.CharField(max_length=200, db_index=True)
    maker = models.ForeignKey(Maker, models.CASCADE)
    price = models.DecimalField(max_digits=9, decimal_places=2)
    stars = models.PositiveSmallIntegerField()
    picture = models.CharField(max_length=100)
    published = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return reverse("product_detail", args=[self.pk])
