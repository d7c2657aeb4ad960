"""Annexes that people sent, and the items from which projects came."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("projects", "0033_files_of_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnexReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("made", models.DateTimeField(auto_now_add=True, verbose_name="made")),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                ("pages", models.JSONField(default=list)),
                ("items", models.JSONField(default=list)),
                ("put_aside", models.JSONField(default=list)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="annexes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "portfolio",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.portfolio",
                        verbose_name="portfolio",
                    ),
                ),
            ],
            options={
                "verbose_name": "annex that was read",
                "verbose_name_plural": "annexes that were read",
                "ordering": ["-made", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AcceptedItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="item")),
                ("row", models.BigIntegerField(db_index=True, verbose_name="project")),
                ("made", models.DateTimeField(auto_now_add=True, verbose_name="made")),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accepted",
                        to="readings.annexreading",
                        verbose_name="annex",
                    ),
                ),
            ],
            options={
                "verbose_name": "accepted item",
                "verbose_name_plural": "accepted items",
                "ordering": ["reading", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("reading", "number"), name="accepted_item_once"),
                ],
            },
        ),
    ]
