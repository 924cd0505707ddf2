"""What all WebSockets of a server have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tornado.websocket import WebSocketHandler

from databench.answers import Hardened

if TYPE_CHECKING:
    from databench.application import Application


class TrustedSocket(Hardened, WebSocketHandler):
    """A WebSocket of somebody whom the application has let in."""

    application: Application

    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Open the socket; a plain request is a mistake of the client."""
        if self.request.headers.get("Upgrade", "").lower() != "websocket":
            self.send_error(400)
            return
        await super().get(*args, **kwargs)

    def check_origin(self, origin: str) -> bool:
        """Trust the application, which has checked the origin before it chose this handler."""
        del origin
        return True
