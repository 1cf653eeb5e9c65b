from django.urls import path

from catalog.views import cards, producers, products, share

app_name = "catalog"

urlpatterns = [
    # The showcase
    path("products/", products.product_list, name="product_list"),
    path("products/<slug:address>/", products.product_detail, name="product_detail"),
    # Who makes it
    path("producers/", producers.producer_list, name="producer_list"),
    path("producers/<slug:address>/", producers.producer_detail, name="producer_detail"),
    # For the market stall
    path("products/<slug:address>/card/", cards.product_card, name="product_card"),
    path("products/<slug:address>/share.jpg", share.product_share, name="product_share"),
    path("producers/<slug:address>/card/", cards.producer_card, name="producer_card"),
    path("producers/<slug:address>/prices/", cards.price_list, name="price_list"),
    path("producers/<slug:address>/share.jpg", share.producer_share, name="producer_share"),
]
