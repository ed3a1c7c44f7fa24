"""What a message is called where only its title is shown."""

from django import template

from notifications.commands.rendering import readable
from notifications.models import Message

register = template.Library()


@register.filter
def titled(message: Message) -> str:
    """The title in the reader's language; the kind of one that has none, or that cannot be read."""
    try:
        return str(readable(message.context, message.kind).get("title") or message.kind)
    except (TypeError, ValueError, AttributeError):
        return message.kind
