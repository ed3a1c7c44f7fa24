"""What is stored: messages and their deliveries, the channels that carry them, and what people chose."""

from notifications.models.channels import Channel, Choice, Reach
from notifications.models.outbox import Delivery, Message

__all__ = ["Channel", "Choice", "Delivery", "Message", "Reach"]
