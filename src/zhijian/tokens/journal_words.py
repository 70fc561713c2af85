"""What the actions on tokens are called in the record."""

ACTIONS = {"token.created": "签发接口令牌", "token.revoked": "撤销接口令牌"}
DATA = {"expires_on": "有效期至"}
