"""Addresses of privacy."""

from django.urls import path

from lms.privacy.views import impact, incidents, office, own

app_name = "privacy"

urlpatterns = [
    path("privasi/", own.notice, name="notice"),
    path("privasi/versi/<int:number>/", own.notice_version, name="notice_version"),
    path("privasi/pemberitahuan-baru/", own.new_notice, name="new_notice"),
    path("privasi/persetujuan/", own.consents, name="consents"),
    path("privasi/data-saya/", own.my_data, name="my_data"),
    path("privasi/data-saya/minta/", own.ask_for_copy, name="ask_for_copy"),
    path("privasi/data-saya/<uuid:number>.<str:form>", own.download, name="download"),
    path("privasi/permintaan/", own.requests, name="requests"),
    path("privasi/permintaan/baru/<str:kind>/", own.new_request, name="new_request"),
    path("privasi/permintaan/<uuid:number>/", own.request_page, name="request"),
    path("privasi/permintaan/<uuid:number>/tarik/", own.withdraw, name="withdraw"),
    path("privasi/petugas/", office.officer_queue, name="officer"),
    path("privasi/petugas/pemberitahuan/", office.publish_notice, name="publish_notice"),
    path("privasi/petugas/permintaan/<uuid:number>/", office.handle, name="handle"),
    path("privasi/petugas/permintaan/<uuid:number>/perbaiki/", office.correct, name="correct"),
    path("privasi/catatan-pemrosesan/", office.record, name="record"),
    path("privasi/catatan-pemrosesan.csv", office.record_csv, name="record_csv"),
    path("privasi/retensi/", office.retention, name="retention"),
    path("privasi/ekspor/", office.exports, name="exports"),
    path("privasi/insiden/", incidents.register, name="incidents"),
    path("privasi/insiden/baru/", incidents.enter, name="enter_incident"),
    path("privasi/insiden/<uuid:number>/", incidents.incident, name="incident"),
    path("privasi/insiden/<uuid:number>/surat/<str:to>/", incidents.letter, name="incident_letter"),
    path("privasi/dampak/", impact.assessments, name="impact"),
    path("privasi/dampak/<slug:name>/", impact.assessment, name="impact_of"),
    path("sdm/koreksi/", office.hr_queue, name="hr_queue"),
]
