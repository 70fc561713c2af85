"""Who asks: a person's token in the Authorization header, and what it is good for."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from zhijian.api.problems import Forbidden
from zhijian.tokens.actions import recognised
from zhijian.tokens.models import SCOPES, ApiToken


class Bearer(HttpBearer):
    """Lets a living token with ``scope`` pass; ``request.user`` is its owner from here on.

    Sessions and cookies count for nothing here, so no other site can ask in a visitor's name.
    """

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        if scope and scope not in SCOPES:
            raise ValueError(f"no such scope: {scope}")
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """The token, or None for a token that opens nothing.

        Raises:
            Forbidden: the token is alive but lacks the scope.
        """
        found = recognised(token)
        if found is None:
            return None
        request.user = found.user
        if self.scope and self.scope not in found.scopes:
            raise Forbidden(
                f"这个令牌没有“{SCOPES[self.scope]}”的范围。请本人另签一个带 {self.scope} 的令牌。"
            )
        return found


def owner(request: HttpRequest) -> Any:
    """The user on whose behalf the program asks."""
    return request.user
