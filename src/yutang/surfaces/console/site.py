"""The console's admin site: log-in, first screen, search, navigation."""

from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, path
from unfold.sites import UnfoldAdminSite

from yutang.foundation.org.api import brand_profile
from yutang.surfaces.console.access import place_of
from yutang.surfaces.console.forms import LoginForm
from yutang.surfaces.console.kit.pictures import mark_of, media_url
from yutang.surfaces.console.navigation import navigation_of
from yutang.surfaces.console.overview.alerts import alerts_of
from yutang.surfaces.console.overview.search import search_view
from yutang.surfaces.console.overview.views import chart_csv_view, overview_view, products_view, repeat_view
from yutang.surfaces.console.revenue.voucher_report import voucher_report_view


class ConsoleSite(UnfoldAdminSite):  # type: ignore[misc]
    """Everything under /console/."""

    login_form = LoginForm
    login_template = "console/login.html"
    password_change_template = "console/password.html"  # noqa: S105  (a template's name)
    password_change_done_template = "console/password_done.html"  # noqa: S105
    site_title = "鱼塘"
    site_header = "鱼塘"
    index_title = "概览"
    enable_nav_sidebar = True

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Unfold's context, the brand and the navigation of this member of staff."""
        context: dict[str, Any] = super().each_context(request)
        context["brand"] = brand_profile()
        context["brand_mark"] = mark_of(context["brand"].name)
        context["logo_url"] = media_url(context["brand"].logo)
        if self.has_permission(request):
            context["nav"] = navigation_of(self, request)
            context["alert_count"] = len(alerts_of(request))
            context["place"] = place_of(request)
            context["role_text"] = request.user.get_role_display()  # type: ignore[union-attr]
            context["avatar_url"] = media_url(request.user.avatar)  # type: ignore[union-attr]
        return context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """The first screen."""
        return overview_view(self, request)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """The site's own pages before those of the nouns, which register with the first address that is looked up."""
        import_module("yutang.surfaces.console.registry")
        mine: list[URLResolver | URLPattern] = [
            path("search/", self.admin_view(lambda request: search_view(self, request)), name="search"),
            path(
                "reports/products/",
                self.admin_view(lambda request: products_view(self, request)),
                name="products",
            ),
            path(
                "reports/repeat/", self.admin_view(lambda request: repeat_view(self, request)), name="repeat"
            ),
            path(
                "reports/vouchers/",
                self.admin_view(lambda request: voucher_report_view(self, request)),
                name="vouchers",
            ),
            path("charts/<slug:chart>.csv", self.admin_view(chart_csv_view), name="chart_csv"),
        ]
        return [*mine, *super().get_urls()]


site = ConsoleSite()
