"""What a message is about, in a line."""

from django import template

from notifications.commands.rendering import digest_title, is_titled_by_us
from notifications.models import Message
from notifications.rules.digests import DIGEST
from people.rules.kept import reread

register = template.Library()


@register.filter
def headline(message: Message) -> str:
    """In the reader's language where the words are ours; what people wrote as it is. Not for confidential ones."""
    if message.kind == DIGEST:
        return digest_title(message.context)
    title = str(message.context.get("title") or message.kind)
    return reread(title) if is_titled_by_us(message.context, message.kind) else title
