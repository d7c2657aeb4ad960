"""The site's addresses, and those of the usual list beside them."""

from django.urls import path

from bench.usual.viewset import UsualProjects
from portfolio import urls

urlpatterns = [path("usual/projects/", UsualProjects.as_view({"get": "list"})), *urls.urlpatterns]

handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
