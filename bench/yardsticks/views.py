from django.http import HttpRequest, HttpResponse
from django.views.generic import DetailView, ListView

from bench.yardsticks.models import Product


def hello(request: HttpRequest) -> HttpResponse:
    """H, the unit of every other figure: what Django and its usual middleware cost without a page."""
    return HttpResponse("Hello")


class ProductList(ListView):
    """A list as tutorials write it: 24 of all, with a query for each maker and place that a card names."""

    queryset = Product.objects.filter(published=True)
    paginate_by = 24


class ProductDetail(DetailView):
    model = Product
