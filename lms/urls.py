"""The addresses of the platform; they are stable, because links, letters and other programs rely on them."""

from django.urls import include, path, re_path
from django.views.generic.base import RedirectView
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.images.views.serve import ServeView

from courses.pictures import picture
from lms import views

handler400 = "lms.views.not_understood"

urlpatterns = [
    path("sehat/", views.alive, name="alive"),
    path("siap/", views.ready, name="ready"),
    path("bahasa/", set_language, name="set_language"),
    path("", include("lms.people.urls")),
    path("", include("lms.people.urls_of_door")),
    path("pengembangan/daftar/", include("lms.workforce.urls_of_people")),
    path("pengembangan/", include("lms.development.urls")),
    path("tim/unit/", include("lms.workforce.urls_of_leaders")),
    path("", include("lms.home.urls")),
    path("", include("lms.notices.urls")),
    path("", include("certificates.urls")),
    path("asesmen/", include("assessments.urls")),
    path("mentoring/", include("mentoring.urls")),
    path("sdm/", include("lms.workforce.urls")),
    path("", include("lms.siasn.urls")),
    path("", include("lms.privacy.urls")),
    path("audit/", include("lms.audit.urls")),
    path("kelola/login/", RedirectView.as_view(pattern_name="people:sign_in", query_string=True)),
    re_path(r"^kelola/users/", views.people_come_from_hr),
    path("kelola/kerangka/", include("lms.competencies.urls_of_frameworks")),
    path("kelola/standar/", include("lms.competencies.urls_of_standards")),
    path("kelola/", include(wagtailadmin_urls)),
    path("media/images/<str:name>", picture),
    path("dokumen/", include(wagtaildocs_urls)),
    re_path(r"^gambar/([^/]*)/(\d*)/([^/]*)/[^/]*$", ServeView.as_view(), name="wagtailimages_serve"),
    path("", include("courses.urls")),
    path("", include(wagtail_urls)),
]
