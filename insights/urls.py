"""The addresses of the measures."""

from django.urls import path

from insights.views import (
    changes,
    cost,
    departments,
    flow,
    lessons,
    listing,
    overview,
    point,
    premises,
    report,
    saved_views,
    value_chain,
    weekly,
)

app_name = "insights"

urlpatterns = [
    path("overview/", overview.overview, name="overview"),
    path("overview/issues/", listing.issues, name="issues"),
    path("overview/changed/", changes.changed, name="changed"),
    path("overview/lessons/", lessons.lessons, name="lessons"),
    # Targets, assumptions and what not acting costs.
    path("overview/cost/", cost.cost, name="cost"),
    path("overview/views/save/", saved_views.save_view, name="save_view"),
    path("targets/", premises.targets, name="targets"),
    path("targets/set/", premises.set_targets, name="set_targets"),
    # Departments and flow, and the lists behind their numbers.
    path("departments/", departments.departments, name="departments"),
    path("departments/<slug:slug>/", departments.department, name="department"),
    path("flow/", flow.flow_and_ageing, name="flow"),
    path("overview/listed/", listing.listed, name="listed"),
    path("overview/records/", listing.records, name="records"),
    path("overview/report.pdf", report.overview_pdf, name="overview_pdf"),
    # The weekly mail
    path("overview/mail/", weekly.weekly_mail, name="weekly_mail"),
    path("overview/mail/subscribe/", weekly.subscribe, name="subscribe"),
    path("overview/mail/unsubscribe/", weekly.unsubscribe, name="unsubscribe"),
    path("weekly/<str:token>/unsubscribe/", weekly.unsubscribe_by_link, name="unsubscribe_by_link"),
]

# The value chain belongs to the issues by its name and address; its pages are written here, because they show measures.
chain_patterns = [
    path("value-chain/", value_chain.value_chain, name="value_chain"),
    path("points/<slug:slug>/", point.point, name="point"),
]
