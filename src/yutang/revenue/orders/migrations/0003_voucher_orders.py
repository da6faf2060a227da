from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_points_benefits_gifts")]

    operations = [
        migrations.AlterField(
            model_name="order",
            name="delivery",
            field=models.CharField(
                choices=[("express", "配送到家"), ("pickup", "到店自提"), ("voucher", "到店核销")],
                default="express",
                max_length=12,
                verbose_name="配送方式",
            ),
        ),
    ]
