"""The addresses of the measures."""

from django.urls import path

from insights.views import overview, report, weekly

app_name = "insights"

urlpatterns = [
    path("overview/", overview.overview, name="overview"),
    path("overview/issues/", overview.issues, name="issues"),
    path("overview/report.pdf", report.overview_pdf, name="overview_pdf"),
    # The weekly mail
    path("overview/mail/", weekly.weekly_mail, name="weekly_mail"),
    path("overview/mail/subscribe/", weekly.subscribe, name="subscribe"),
    path("overview/mail/unsubscribe/", weekly.unsubscribe, name="unsubscribe"),
    path("weekly/<str:token>/unsubscribe/", weekly.unsubscribe_by_link, name="unsubscribe_by_link"),
]
