"""The web process: uvicorn on the socket that the supervisor opened."""

from __future__ import annotations

import gc
import os
import socket
import sys

import uvicorn

_LARGEST_FRAME = 64 * 1024


def main(descriptor: int) -> None:
    """Serve until SIGTERM; open requests get two seconds to finish."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bi_platform.settings")
    from bi_platform.asgi import application

    config = uvicorn.Config(
        application,
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=_LARGEST_FRAME,
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(os.environ.get("PILOTBA_PROXIES")),
        forwarded_allow_ips=os.environ.get("PILOTBA_PROXIES", ""),
        timeout_graceful_shutdown=2,
        backlog=1024,
    )
    gc.collect()
    gc.freeze()  # what was loaded stays; collections then look at requests only
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])
    sys.stderr.flush()
    os._exit(0)  # skips the interpreter's clean-up, in which native libraries only complain


if __name__ == "__main__":
    main(int(sys.argv[1]))
