"""The tables of messages from the public."""

from zhijian.interaction.models.messages import Message, Reply

__all__ = ("Message", "Reply")
