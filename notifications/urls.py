"""The messages in the application."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("", views.messages, name="messages"),
    path("read/", views.read_all, name="read_all_messages"),
    path("<int:number>/read/", views.read, name="read_message"),
]
