"""What leaves the product: mail, and webhooks."""

from ipaddress import ip_network

from moment_of_service.settings.environment import PRODUCTION, env, required

EMAIL_CONFIG = env.email_url_config(required("EMAIL_URL", "consolemail://"))
vars().update(EMAIL_CONFIG)
if EMAIL_CONFIG["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "notifications.commands.smtp.EmailBackend"  # the same, and bounded in time
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", "Moment of Service <no-reply@localhost>")

# Where webhooks may go besides public addresses: networks of the company's own receivers, and ports.
CHANNEL_NETWORKS = [ip_network(text) for text in env.list("CHANNEL_NETWORKS", default=[])]
CHANNEL_PORTS = env.list("CHANNEL_PORTS", cast=int, default=[443, 8443] if PRODUCTION else [])
CHANNELS_NEED_TLS = PRODUCTION
CHANNEL_TIMEOUT = 10  # seconds for a whole exchange with a receiver
