"""Files that are sent along, and what is said of those that are kept."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from issues.commands.attaching import MOST_FILES, FileRefused, Kept, looked_through
from issues.models import Attachment
from issues.serializers.fields import RowSerializer


class Photos(serializers.ListField):
    """Up to five pictures or PDFs, as parts of a multipart body. Becomes what may be kept of them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            child=serializers.FileField(allow_empty_file=True, use_url=False),
            required=False,
            max_length=MOST_FILES,
            help_text="at most five pictures or PDFs of 10 MB each; only in a multipart body",
            error_messages={"max_length": _("{max_length} files are the most.")},
            **kwargs,
        )

    def to_internal_value(self, data: Any) -> list[Kept]:
        sent: list[UploadedFile[bytes]] = super().to_internal_value(data)
        try:
            return [looked_through(one.read(), name=one.name or "") for one in sent]
        except FileRefused as refusal:
            raise serializers.ValidationError(str(refusal)) from refusal


class AttachmentSerializer(RowSerializer):
    """A file that was kept. Its address answers whoever may see the issue; pictures small with `?size=small`."""

    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Attachment
        fields = ["id", "kind", "name", "url", "width", "height", "size"]
        read_only_fields = fields
