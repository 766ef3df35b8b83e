# syntax=docker/dockerfile:1

FROM python:3.12-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/canary
WORKDIR /src
# The wheel carries the migrations, the starter suites and the monitoring files, so nothing else is copied later.
COPY pyproject.toml README.md LICENSE constraints.txt ./
COPY daemon daemon
COPY migrations migrations
COPY canaries canaries
COPY monitoring monitoring
RUN /opt/canary/bin/pip install --no-cache-dir --constraint constraints.txt .


FROM python:3.12-slim-bookworm

LABEL org.opencontainers.image.title="canary" \
      org.opencontainers.image.description="Output-drift canary for hosted language models" \
      org.opencontainers.image.licenses="MIT"

# A fixed number, so that volumes and policies can name it.
RUN groupadd --gid 10001 canary \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/canary --shell /usr/sbin/nologin canary \
 && install --directory --owner=10001 --group=10001 --mode=0750 /var/lib/canary

COPY --from=build /opt/canary /opt/canary

# The byte code was written during the build: with nothing more to write, the root file system may be read-only.
ENV PATH=/opt/canary/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OPENBLAS_NUM_THREADS=1 \
    CANARY_CONFIG=/etc/canary/canary.yaml

USER 10001:10001
WORKDIR /var/lib/canary
VOLUME /var/lib/canary
EXPOSE 9464

# Not through urllib: it would ask a proxy of the environment for the loopback address.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', 9464, timeout=4); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]

ENTRYPOINT ["canary"]
CMD ["daemon"]
