# Vigie alone; docker-compose.yml puts it together with its MySQL and its Redis. docs/install.md says how to use both.

FROM node:24-bookworm-slim AS build
# For `cap`, which is compiled; Node's headers are in the image, so that nothing is fetched for it.
ENV npm_config_nodedir=/usr/local
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpcap-dev python3 make g++ \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/vigie
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --include=optional --no-audit --no-fund

FROM node:24-bookworm-slim
# cap_add raises what a container may have, but gives a user that is not root nothing; engines set no ambient capabilities. So the right to
# capture is on Node's file, and the container must not say no-new-privileges, which would ignore it. What that would have prevented is
# prevented here: no program in the image changes the user, and with cap_drop none could get more than CAP_NET_RAW.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpcap0.8 libcap2-bin \
 && rm -rf /var/lib/apt/lists/* \
 && setcap cap_net_raw+ep /usr/local/bin/node \
 && find / -xdev -type f -perm /6000 -exec chmod a-s {} + \
 && useradd --system --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin vigie \
 && install -d -o vigie -g vigie -m 0700 /var/lib/vigie
WORKDIR /opt/vigie
COPY --from=build /opt/vigie/node_modules node_modules
COPY package.json LICENSE ./
COPY migrations migrations
COPY src src
ENV NODE_ENV=production VIGIE_HOME=/var/lib/vigie
USER vigie
VOLUME /var/lib/vigie
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["node", "/opt/vigie/src/main.ts", "status", "--json"]
# Node directly: the launcher would only look for what this image has.
ENTRYPOINT ["node", "/opt/vigie/src/main.ts"]
CMD ["up"]
