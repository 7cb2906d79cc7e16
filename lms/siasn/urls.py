"""Addresses of delivery to SIASN: HR's room, and the own records of each."""

from django.urls import path

from lms.siasn.views import agencies, deliveries, replies, sendings

app_name = "siasn"

urlpatterns = [
    path("pengembangan/siasn/", deliveries.mine, name="mine"),
    path("sdm/siasn/", deliveries.index, name="index"),
    path("sdm/siasn/periksa/", deliveries.check_all, name="check_all"),
    path("sdm/siasn/catatan/<uuid:number>/", deliveries.delivery, name="delivery"),
    path("sdm/siasn/catatan/<uuid:number>/periksa/", deliveries.check, name="check"),
    path("sdm/siasn/catatan/<uuid:number>/perbaiki/", deliveries.correct, name="correct"),
    path("sdm/siasn/kirim/", sendings.send, name="send"),
    path("sdm/siasn/pengiriman/", sendings.sendings, name="sendings"),
    path("sdm/siasn/pengiriman/<uuid:number>/", sendings.sending, name="sending"),
    path("sdm/siasn/pengiriman/<uuid:number>/tarik/", sendings.take_back, name="take_back"),
    path("sdm/siasn/pengiriman/<uuid:number>.zip", sendings.package, name="package"),
    path("sdm/siasn/balasan/", replies.index, name="replies"),
    path("sdm/siasn/balasan/<uuid:number>/", replies.one, name="reply_file"),
    path("sdm/siasn/balasan/<uuid:number>/terapkan/", replies.apply, name="reply_apply"),
    path("sdm/siasn/balasan/<uuid:number>/buang/", replies.discard, name="reply_discard"),
    path("sdm/siasn/pengaturan/", agencies.index, name="settings"),
    path("sdm/siasn/pengaturan/<uuid:agency>/", agencies.agency, name="agency"),
    path("sdm/siasn/pengaturan/<uuid:agency>/kode/", agencies.add_code, name="code"),
]
