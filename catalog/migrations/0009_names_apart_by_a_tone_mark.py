"""The column of a product's identity, which keeps tone marks, decimal points and slashes. 0010 fills it, 0011 makes it unique."""

from django.db import migrations

import thai.django.fields


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_forget_uploaded_files")]

    operations = [migrations.AddField("product", "name_identity", thai.django.fields.IdentityField("name_th"))]
