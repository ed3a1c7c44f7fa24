"""A database for each size on the server that `DATABASE_URL` names; the data sets stay for the next run."""

import hashlib
import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("*/migrations/*.py", "benchmarks/filling.py", "benchmarks/copying.py")  # the shape of a data set


def url_of(size: int) -> str:
    """Where the data set of this size lies, or will."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/mos_bench_{size}"))


def make_empty(size: int) -> None:
    """An empty database for this size; one that was there is dropped."""
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS mos_bench_{size} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE mos_bench_{size}")
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
    """Changes with everything that decides which rows a data set has."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
