# One image for web, worker, sweeper and beat: docker-compose.yml says which command each runs.

FROM node:22-bookworm-slim AS frontend
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev --omit=optional

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
WORKDIR /app
COPY requirements/pdf.txt requirements/pdf.txt
RUN pip install --require-hashes --only-binary=:all: -r requirements/pdf.txt
COPY . .
COPY --from=frontend /app/node_modules node_modules
# The example's settings with throw-away secrets: an image whose production settings are not safe is not built.
RUN set -a && . ./.env.example \
    && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_hex(32))')" \
    && DATABASE_URL=postgres://build@localhost/build REDIS_URL=redis://localhost/0 \
    && python -c "from launch.frontend import copy_served; copy_served()" \
    && python -m launch.words compile \
    && python manage.py collectstatic --noinput \
    && python manage.py check --deploy --fail-level WARNING \
    && rm -rf node_modules && mkdir -p media var/beat

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 ENVIRONMENT=production PORT=8000
# What WeasyPrint draws posters with: Pango, and letters that are set in the same widths as those on the screen.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-dejavu-core fonts-liberation libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent moment
COPY --from=build /venv /venv
COPY --from=build /app /app
RUN chown moment:moment /app/media /app/var/beat
WORKDIR /app
USER moment
EXPOSE 8000
# gunicorn listens on 0.0.0.0:$PORT when it is not told otherwise
CMD ["gunicorn", "moment_of_service.wsgi", "--workers", "2", "--threads", "4", "--no-control-socket", "--access-logfile", "-"]
