"""The messages in the application, the channels that carry them outside, and the log of what was delivered."""

from django.urls import path

from notifications.views import channels, deliveries, messages

_CHANNEL = "channels/<int:number>"

urlpatterns = [
    path("messages/", messages.messages, name="messages"),
    path("messages/read/", messages.read_all, name="read_all_messages"),
    path("messages/<int:number>/", messages.digest, name="digest"),
    path("messages/<int:number>/read/", messages.read, name="read_message"),
    path("channels/", channels.channels, name="channels"),
    path("channels/add/", channels.add_channel, name="add_channel"),
    path(f"{_CHANNEL}/", channels.channel, name="channel"),
    path(f"{_CHANNEL}/change/", channels.change_channel, name="change_channel"),
    path(f"{_CHANNEL}/send-test/", channels.send_test, name="send_test"),
    path(f"{_CHANNEL}/rotate-secret/", channels.rotate_secret, name="rotate_secret"),
    path(f"{_CHANNEL}/switch-on/", channels.switch_on, name="switch_on_channel"),
    path(f"{_CHANNEL}/switch-off/", channels.switch_off, name="switch_off_channel"),
    path(f"{_CHANNEL}/remove/", channels.remove_channel, name="remove_channel"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/<int:number>/try-again/", deliveries.try_again, name="try_delivery_again"),
    path("me/channels/add/", channels.add_own_channel, name="add_own_channel"),
]
