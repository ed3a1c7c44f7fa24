"""While a new version comes up, the old one still runs: it knows no new column, and can write all the same."""

from django.db import connection

from people.models import User

NEW = "language"


def test_a_person_is_added_without_the_columns_that_the_old_version_does_not_know(db):
    known = [field.column for field in User._meta.concrete_fields if field.column not in {"id", NEW}]
    values = {
        "password": "!",
        "email": "old@lindenholm.example",
        "name": "Otto Old",
        "role": "frontline",
        "time_zone": "Europe/Berlin",
        "date_joined": "2026-03-03T09:00Z",
    }
    row = [values.get(column, False if column.startswith("is_") else None) for column in known]
    row = ["" if column == "job_title" else value for column, value in zip(known, row, strict=True)]
    columns, places = ", ".join(known), ", ".join(["%s"] * len(known))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO people_user ({columns}) VALUES ({places})", row)  # noqa: S608
    assert User.objects.get(name="Otto Old").language == ""
