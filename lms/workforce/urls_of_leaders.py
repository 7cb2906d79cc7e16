"""The address of the own unit in totals, for whoever heads one."""

from django.urls import path

from lms.workforce.views import own

app_name = "leaders"

urlpatterns = [path("", own.own_unit, name="own_unit")]
