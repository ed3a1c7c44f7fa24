"""A database for each size on the server that `DATABASE_URL` names; the data sets stay for the next run."""

import hashlib
import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

HERE = Path(__file__).resolve().parent
SERVER = os.environ.get("DATABASE_URL", "")  # as given: Django is later pointed at one of the databases below
SOURCES = ("filling.py", "copying.py")  # which rows a data set has; migrations are applied to a kept one


def url_of(size: int) -> str:
    """Where the data set of this size lies, or will."""
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/mos_bench_{size}"))


def make_empty(size: int) -> None:
    """An empty database for this size; one that was there is dropped."""
    drop(size)
    _on_server(f"CREATE DATABASE mos_bench_{size}")


def drop(size: int) -> None:
    """Remove the database of this size, if it is there."""
    _on_server(f"DROP DATABASE IF EXISTS mos_bench_{size} WITH (FORCE)")


def _on_server(statement: str) -> None:
    connection = psycopg2.connect(SERVER)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def is_current(size: int) -> bool:
    """Whether the data set of this size is there and of the present code."""
    try:
        connection = psycopg2.connect(url_of(size))
    except psycopg2.OperationalError:
        return False
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT fingerprint FROM bench_filled")
            return cursor.fetchone() == (fingerprint(),)
    except psycopg2.errors.UndefinedTable:
        return False
    finally:
        connection.close()


def fingerprint() -> str:
    """Changes with the code that decides which rows a data set has."""
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()
