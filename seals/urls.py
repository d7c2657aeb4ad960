"""The addresses of sealed reports."""

from django.urls import path

from seals import views
from seals.verifying import views as verifying

urlpatterns = [
    # /seals/
    path("seals/", views.seals, name="seals"),
    path("seals/new/", views.new_seal, name="new-seal"),
    path("seals/<int:number>/", views.seal_page, name="seal"),
    path("seals/<int:number>/compare/", views.compare_seal, name="compare-seal"),
    path("seals/<int:number>/seal.json", views.seal_manifest, name="seal-manifest"),
    path("seals/<int:number>/files/<slug:kind>/", views.sealed_file, name="sealed-file"),
    # /verify/
    path("verify/", verifying.verify, name="verify"),
    path("verify/certificate.pem", verifying.certificate, name="seal-certificate"),
    path("verify/chain.json", verifying.chain, name="seal-chain"),
]
