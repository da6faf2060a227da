"""The admin class of the console: a list, a page per object, and verbs. No page saves a row by itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, SEARCH_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.admin import ModelAdmin

from yutang.kernel import audit
from yutang.kernel.errors import DomainError
from yutang.surfaces.console.access import CHANGE, VIEW, actor_of, may, visible_stores
from yutang.surfaces.console.kit.columns import Column
from yutang.surfaces.console.kit.csv_files import csv_lines
from yutang.surfaces.console.kit.sections import Page
from yutang.surfaces.console.kit.verbs import Done, Reveal, Trial, Verb, in_menus

_COUNTED_TO = 10_000


@dataclass(frozen=True)
class SavedView:
    """A tab over the list: a name and the query it stands for."""

    name: str
    query: Mapping[str, str]


class ConsoleAdmin(ModelAdmin):  # type: ignore[misc]
    """Subclasses say what the list shows, what the page shows, and which verbs there are."""

    area: ClassVar[str] = ""
    noun: ClassVar[str] = ""
    hint: ClassVar[str] = ""
    columns: ClassVar[Sequence[Column]] = ()
    facets: ClassVar[Sequence[Any]] = ()
    search_in: ClassVar[Sequence[str]] = ()
    search_hint: ClassVar[str] = ""
    views: ClassVar[Sequence[SavedView]] = ()
    verbs: ClassVar[Sequence[Verb]] = ()
    list_verbs: ClassVar[Sequence[Verb]] = ()
    store_field: ClassVar[str | None] = None
    has_page: ClassVar[bool] = True
    empty_text: ClassVar[str] = "还没有记录"

    list_per_page = 50
    show_full_result_count = False
    actions = None
    list_display_links = None

    # --- what Django asks -----------------------------------------------------------------------------------------

    def get_list_display(self, request: HttpRequest) -> Sequence[Any]:
        """The columns of the class."""
        return tuple(self.columns)

    def get_list_filter(self, request: HttpRequest) -> Sequence[Any]:
        """The filters of the class; what needs no store choice hides by itself."""
        return tuple(self.facets)

    def get_search_fields(self, request: HttpRequest) -> Sequence[str]:
        """Fields that the search box looks into."""
        return tuple(self.search_in)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Only rows of stores that this member of staff may see."""
        rows = super().get_queryset(request)
        stores = visible_stores(request)
        return rows if stores is None else self.narrow_to_stores(rows, stores)

    def narrow_to_stores(self, rows: QuerySet[Any], stores: frozenset[int]) -> QuerySet[Any]:
        """Rows of these stores. A noun without a store belongs to head office unless the class says otherwise."""
        return rows if self.store_field is None else rows.filter(**{f"{self.store_field}__in": stores})

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who may see the area."""
        return may(request.user, self.area, VIEW)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may see the area."""
        return may(request.user, self.area, VIEW)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows are made by verbs."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are changed by verbs."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only the filters of the class look into rows; the address cannot ask for other fields."""
        return lookup in {facet.parameter_name for facet in self.facets}

    # --- what subclasses say --------------------------------------------------------------------------------------

    def prepare(self, rows: list[Any]) -> None:
        """Fetch for a whole page of rows what their columns need; called once per page."""

    def title_of(self, row: Any) -> str:
        """How the page of this object is headed."""
        return str(row)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """What the page of this object shows."""
        return Page()

    def headline(self, row: Any) -> Any:
        """A label or sentence beside the title."""
        return ""

    # --- addresses ------------------------------------------------------------------------------------------------

    def address(self, page: str, *arguments: Any) -> str:
        """A page of this noun: changelist, change, verb, list_verb, export."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return str(reverse(name, args=[str(argument) for argument in arguments]))

    def get_urls(self) -> list[URLPattern]:
        """The list, its file, the verbs, the page of an object."""
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name=f"{prefix}_changelist"),
            path("export.csv", wrap(self.export_view), name=f"{prefix}_export"),
            path("do/<slug:verb>/", wrap(self.list_verb_view), name=f"{prefix}_list_verb"),
            path("<path:object_id>/do/<slug:verb>/", wrap(self.verb_view), name=f"{prefix}_verb"),
            path("<path:object_id>/change/", wrap(self.change_view), name=f"{prefix}_change"),
        ]

    # --- the list -------------------------------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The list with search, filters, tabs and pages."""
        self._must_see(request)
        changes: ChangeList = self.get_changelist_instance(request)
        rows = list(changes.result_list)
        self.prepare(rows)
        return self._render(
            request,
            "console/list.html",
            title=self.noun,
            cl=changes,
            heads=self._heads(changes),
            rows=[(self._link(row), [(column, column(row)) for column in self.columns]) for row in rows],
            tabs=self._tabs(request),
            pages=self._pages(changes),
            list_verbs=in_menus([verb for verb in self.list_verbs if self._allowed(request, verb)]),
            export_url=f"{self.address('export')}{changes.get_query_string(remove=[PAGE_VAR])}",
            filters=self._filters(changes),
            is_filtered=bool(changes.has_active_filters or changes.query),
            clear_url=self.address("changelist"),
        )

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Every row of the filtered list as CSV that spreadsheets open in Chinese; audited."""
        self._must_see(request)
        changes: ChangeList = self.get_changelist_instance(request)
        audit.record(
            actor=actor_of(request),
            action="console.export",
            subject=f"list:{self.opts.label_lower}",
            change={"query": request.GET.urlencode(), "rows": changes.result_count},
        )
        response = StreamingHttpResponse(
            csv_lines(
                [column.short_description for column in self.columns], self._plain_rows(changes.queryset)
            ),
            content_type="text/csv; charset=utf-8",
        )
        response["Content-Disposition"] = f'attachment; filename="{self.opts.model_name}.csv"'
        return response

    def _plain_rows(self, rows: QuerySet[Any]) -> Iterator[list[str]]:
        chunk: list[Any] = []
        for row in rows.iterator(chunk_size=1_000):
            chunk.append(row)
            if len(chunk) == 1_000:
                yield from self._plain_chunk(chunk)
                chunk = []
        yield from self._plain_chunk(chunk)

    def _plain_chunk(self, rows: list[Any]) -> Iterator[list[str]]:
        self.prepare(rows)
        for row in rows:
            yield [column.plain(row) for column in self.columns]

    def _link(self, row: Any) -> str:
        return self.address("change", row.pk) if self.has_page else ""

    def _heads(self, changes: ChangeList) -> list[dict[str, Any]]:
        ordered = changes.get_ordering_field_columns()
        heads = []
        for index, column in enumerate(self.columns):
            direction = ordered.get(index, "")
            turned = f"{'-' if direction == 'asc' else ''}{index}"
            heads.append(
                {
                    "title": column.short_description,
                    "is_number": column.is_number,
                    "direction": direction,
                    "url": changes.get_query_string({ORDER_VAR: turned}) if column.admin_order_field else "",
                }
            )
        return heads

    def _filters(self, changes: ChangeList) -> list[dict[str, Any]]:
        shown = []
        for spec in changes.filter_specs:
            choices = list(spec.choices(changes))
            shown.append({"title": spec.title, "choices": choices, "is_on": not choices[0]["selected"]})
        return shown

    def _tabs(self, request: HttpRequest) -> list[dict[str, Any]]:
        plain = {
            key: value for key, value in request.GET.items() if key not in {ORDER_VAR, PAGE_VAR, SEARCH_VAR}
        }
        base = self.address("changelist")
        return [
            {
                "name": view.name,
                "url": f"{base}?{urlencode(view.query)}",
                "is_on": plain == dict(view.query),
                "count": self._count(request, view),
            }
            for view in self.views
        ]

    def _count(self, request: HttpRequest, view: SavedView) -> str:
        rows = self.get_queryset(request)
        for facet in self.facets:
            if facet.parameter_name in view.query:
                given = {facet.parameter_name: [view.query[facet.parameter_name]]}
                rows = facet(request, given, self.model, self).queryset(request, rows)
        count = rows.order_by()[: _COUNTED_TO + 1].count()
        return f"{count:,}" if count <= _COUNTED_TO else f"{_COUNTED_TO:,}+"

    def _pages(self, changes: ChangeList) -> dict[str, Any]:
        number, last = changes.page_num, changes.paginator.num_pages
        first_row = (number - 1) * changes.list_per_page
        return {
            "from": first_row + 1 if changes.result_count else 0,
            "to": first_row + len(changes.result_list),
            "total_text": f"{changes.result_count:,}",
            "previous": changes.get_query_string({PAGE_VAR: number - 1}) if number > 1 else "",
            "next": changes.get_query_string({PAGE_VAR: number + 1}) if number < last else "",
        }

    # --- one object -----------------------------------------------------------------------------------------------

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        """The page of one object; 404 for another store's."""
        row = self._row(request, object_id)
        self.prepare([row])
        return self._render(
            request,
            "console/detail.html",
            title=self.title_of(row),
            row=row,
            headline=self.headline(row),
            page=self.page(request, row),
            verbs=self._buttons(request, row),
        )

    def _buttons(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """The verbs that make sense now; only one of them is filled."""
        shown = [verb for verb in self.verbs if self._allowed(request, verb) and verb.when(row)]
        first = next((verb for verb in shown if verb.is_main), None)
        return [
            {"verb": verb, "url": self.address("verb", row.pk, verb.name), "is_first": verb is first}
            for verb in shown
        ]

    def verb_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponseBase:
        """Ask for what the verb needs, then do it."""
        row = self._row(request, object_id)
        self.prepare([row])
        found = self._verb(request, self.verbs, verb)
        if not found.when(row):
            messages.warning(request, f"现在不能{found.label}：状态已经变了")
            return HttpResponseRedirect(self.address("change", row.pk))
        return self._do(request, found, row, self.address("change", row.pk))

    def list_verb_view(self, request: HttpRequest, verb: str) -> HttpResponseBase:
        """A verb of the list: usually making a new row."""
        self._must_see(request)
        return self._do(request, self._verb(request, self.list_verbs, verb), None, self.address("changelist"))

    def _do(self, request: HttpRequest, verb: Verb, row: Any, back: str) -> HttpResponseBase:
        initial = dict(verb.initial(row)) if verb.initial else {}
        form_class = verb.form_of(row)
        form = None
        if form_class is not None:
            form = form_class(request.POST or None, request.FILES or None, initial=initial)
        refusal, reveal, trial = "", None, None
        if request.method == "POST" and (form is None or form.is_valid()):
            try:
                answer = verb.run(request, row, form.cleaned_data if form is not None else {})
            except DomainError as error:
                refusal = _placed(form, error)
            else:
                if isinstance(answer, Trial):
                    trial = answer
                elif not isinstance(answer, Reveal):
                    done = answer if isinstance(answer, Done) else Done(answer)
                    messages.success(request, done.message)
                    return HttpResponseRedirect(done.url or back)
                else:
                    reveal = answer
        return self._render(
            request,
            "console/verb.html",
            title=verb.label,
            verb=verb,
            row=row,
            row_title=self.title_of(row) if row is not None else "",
            form=form,
            explanation=verb.explanation(row),
            refusal=refusal,
            reveal=reveal,
            trial=trial,
            back=back,
            status=200 if request.method == "GET" or reveal or trial else 422,
        )

    # --- helpers --------------------------------------------------------------------------------------------------

    def _row(self, request: HttpRequest, object_id: str) -> Any:
        self._must_see(request)
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404("没有找到，或不属于你的门店")
        return row

    def _must_see(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _allowed(self, request: HttpRequest, verb: Verb) -> bool:
        return may(request.user, verb.area or self.area, verb.act or CHANGE)

    def _verb(self, request: HttpRequest, verbs: Iterable[Verb], name: str) -> Verb:
        found = next((verb for verb in verbs if verb.name == name), None)
        if found is None:
            raise Http404("没有这个操作")
        if not self._allowed(request, found):
            raise PermissionDenied
        return found

    def _render(
        self, request: HttpRequest, template: str, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        every = self.admin_site.each_context(request)
        crumbs = {
            "noun": self.noun,
            "noun_url": self.address("changelist"),
            "hint": self.hint,
            "opts": self.opts,
        }
        mine = {**every, **crumbs, "model_admin": self, "media": "", **context}
        return TemplateResponse(request, template, mine, status=status)


def _placed(form: Form | None, error: DomainError) -> str:
    """Put a refusal at the field it is about, or return its message when it is about none."""
    field = error.details.get("field")
    if form is not None and hasattr(form, "place_of"):
        field = form.place_of(str(field))
    if form is None or field not in form.fields:
        return error.message
    form.add_error(field, error.message)
    return ""
