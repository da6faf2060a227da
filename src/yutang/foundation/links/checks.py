"""What `yutang doctor` proves about links."""

from collections.abc import Iterable

from django.db.models import Count, Q

from yutang.foundation.links.codes import known_code
from yutang.foundation.links.contracts import BindingKind, OwnerKind
from yutang.foundation.links.models import Binding, Link, Touch
from yutang.kernel.doctor import Finding, check

_WORST = 20


@check(name="链接短码可验")
def codes_are_genuine() -> Iterable[Finding]:
    """Every stored code carries the check part of this installation's key; otherwise nobody can open it."""
    for pk, code in Link.objects.values_list("pk", "code").iterator(chunk_size=5000):
        if known_code(code) is None:
            yield Finding(f"link:{pk}", f"短码 {code} 与密钥不符，打不开；更换密钥时请保留旧密钥")


@check(name="触点链完整")
def touches_chain() -> Iterable[Finding]:
    """The parent of every link is a touch that exists (that it came first, the schema sees to)."""
    parents = Link.objects.filter(parent_touch_id__isnull=False).values("parent_touch_id")
    known = set(Touch.objects.filter(pk__in=parents).values_list("pk", flat=True))
    for pk, parent in Link.objects.filter(parent_touch_id__isnull=False).values_list("pk", "parent_touch_id"):
        if parent not in known:
            yield Finding(f"link:{pk}", f"来源触点 {parent} 不存在")


@check(name="归属关系无环")
def bindings_have_no_circles() -> Iterable[Finding]:
    """Nobody was brought by somebody whom he brought, over any number of steps; nobody is held twice."""
    open_rows = Binding.objects.filter(ended_at__isnull=True)
    twice = open_rows.values("customer_id", "kind").annotate(count=Count("id")).filter(count__gt=1)
    for row in twice[:_WORST]:
        yield Finding(f"customer:{row['customer_id']}", f"同时有 {row['count']} 个有效的 {row['kind']} 归属")
    holders = dict(open_rows.filter(kind=BindingKind.DISTRIBUTOR).values_list("customer_id", "holder_id"))
    safe: set[int] = set()
    for customer in holders:
        path: list[int] = []
        on_path: set[int] = set()
        step: int | None = customer
        while step is not None and step not in safe and step not in on_path:
            path.append(step)
            on_path.add(step)
            step = holders.get(step)
        if step is not None and step in on_path:
            yield Finding(
                f"customer:{step}", "邀请关系成环：" + " → ".join(map(str, path[path.index(step) :]))
            )
        safe.update(on_path)


@check(name="自己的链接不绑定自己")
def own_links_bind_nobody() -> Iterable[Finding]:
    """No distributor binding stems from a link of the bound customer or of somebody else than the holder."""
    rows = Binding.objects.filter(kind=BindingKind.DISTRIBUTOR, link_id__isnull=False)
    owners = dict(
        Link.objects.filter(~Q(owner_kind=OwnerKind.NONE), pk__in=rows.values("link_id")).values_list(
            "pk", "owner_id"
        )
    )
    for pk, link_id, customer_id, holder_id in rows.values_list("pk", "link_id", "customer_id", "holder_id"):
        if owners.get(link_id or 0) != holder_id or holder_id == customer_id:
            yield Finding(f"binding:{pk}", f"归属人 {holder_id} 不是链接 {link_id} 的分享人")
