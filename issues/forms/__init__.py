"""The shape of what people type: fields, words and limits. What may happen is decided by the commands."""
