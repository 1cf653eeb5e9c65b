"""A buyer's question about a product; staff pass it on to the producer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from catalog.products.models import Product
from catalog.showcase.forms import ProductQuestionForm
from center.lessons import questions
from center.lessons.models import Question
from center.records.addresses import find_by_address


def ask_product(request: HttpRequest, address: str) -> HttpResponseBase:
    """The form about a product, and storing what it sends. Invalid, it is shown again with everything typed (status 422)."""
    product = find_by_address(Product.objects.published().select_related("producer", "unit"), address)
    form = ProductQuestionForm(request.POST if request.method == "POST" else None, about=product)
    if form.is_valid() and form.may_be_sent(request, kind="question", rows=Question.objects):
        questions.ask(about=product, form_key=form.form_key, **form.values)
        messages.success(request, _("ได้รับคำถามแล้ว เจ้าหน้าที่จะส่งให้ผู้ผลิต แล้วโทรกลับตามเบอร์ที่ให้ไว้"))
        return redirect(product)
    status = 422 if form.is_bound else 200
    return render(request, "catalog/showcase/ask_product.html", {"product": product, "form": form}, status=status)
