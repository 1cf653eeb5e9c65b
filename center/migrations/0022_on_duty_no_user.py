"""The person on duty takes the column's name; the column of users goes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("center", "0021_on_duty_is_a_person")]

    operations = [
        migrations.RemoveField("serviceday", "on_duty"),
        migrations.RemoveField("historicalserviceday", "on_duty"),
        migrations.RenameField("serviceday", "on_duty_person", "on_duty"),
        migrations.RenameField("historicalserviceday", "on_duty_person", "on_duty"),
    ]
