from django.urls import path

from catalog.sharing import views

urlpatterns = [
    path("products/labels/", views.shelf_labels, name="shelf_labels"),
    path("products/<slug:address>/card/", views.product_card, name="product_card"),
    path("products/<slug:address>/share.jpg", views.product_share, name="product_share"),
    path("producers/<slug:address>/card/", views.producer_card, name="producer_card"),
    path("producers/<slug:address>/cards/", views.product_cards, name="product_cards"),
    path("producers/<slug:address>/prices/", views.price_list, name="price_list"),
    path("producers/<slug:address>/share.jpg", views.producer_share, name="producer_share"),
]
