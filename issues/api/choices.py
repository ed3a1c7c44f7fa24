"""What can be chosen from: points, departments, people."""

from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics

from inflection_points.models import InflectionPoint
from issues.api.paging import ByName
from issues.serializers.chain import PointSerializer
from issues.serializers.people import ColleagueSerializer, DepartmentSerializer
from people.models import Department, User

_Q = OpenApiParameter("q", str, description="a part of the name or of the e-mail address")
_DEPARTMENT = OpenApiParameter("department", str, description="the department's short name")


@extend_schema_view(
    get=extend_schema(summary="List the inflection points", operation_id="points", tags=["chain"])
)
class Points(generics.ListAPIView[Any]):
    """Where problems can be reported: owner, promise, kinds, and what each point depends on."""

    serializer_class = PointSerializer
    pagination_class = ByName

    def get_queryset(self) -> QuerySet[InflectionPoint]:
        return (
            InflectionPoint.objects.active()
            .select_related("stage", "department", "owner__department", "deputy__department")
            .prefetch_related("kinds", "dependencies__upstream")
        )


@extend_schema_view(
    get=extend_schema(summary="List the departments", operation_id="departments", tags=["people"])
)
class Departments(generics.ListAPIView[Any]):
    """Each with its head and what it contributes to the customer's experience."""

    serializer_class = DepartmentSerializer
    pagination_class = ByName

    def get_queryset(self) -> QuerySet[Department]:
        return Department.objects.active().select_related("head__department", "parent")


@extend_schema_view(
    get=extend_schema(
        summary="List the people to choose from",
        operation_id="people",
        tags=["people"],
        parameters=[_Q, _DEPARTMENT],
    )
)
class People(generics.ListAPIView[Any]):
    """Everybody to whom an issue or an action can be given."""

    serializer_class = ColleagueSerializer
    pagination_class = ByName

    def get_queryset(self) -> QuerySet[User]:
        found: QuerySet[User] = User.objects.who_can_hold()
        asked = self.request.GET
        if words := asked.get("q", "").replace("\x00", ""):
            found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
        if department := asked.get("department", "").replace("\x00", ""):
            found = found.filter(department__slug=department)
        return found
