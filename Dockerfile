# Syncgate in a container: docker build -t syncgate . && docker run -p 8443:8443 -v syncgate:/data syncgate
FROM debian:bookworm AS build
WORKDIR /src
COPY script/install-packages script/
RUN script/install-packages build
COPY . .
RUN script/build release

FROM debian:bookworm-slim
COPY --from=build /src/script/install-packages /tmp/
RUN /tmp/install-packages run \
    && rm -rf /tmp/install-packages /var/lib/apt/lists/* \
    && useradd --system --home-dir /data --shell /usr/sbin/nologin syncgate \
    && install -d -o syncgate -g syncgate -m 700 /data
COPY --from=build /src/build/release/syncgate /usr/local/bin/syncgate
USER syncgate
VOLUME /data
EXPOSE 8443 8024
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["syncgate", "--data", "/data", "check", "--alive"]
ENTRYPOINT ["syncgate", "--data", "/data"]
CMD ["serve", "--https", "0.0.0.0:8443", "--lmtp", "0.0.0.0:8024"]
