"""Listing, changing, finding and deleting products."""

import pytest

from tests.foundation.fixtures import a_product
from yutang.foundation.catalog.api import (
    BadProduct,
    CategoryChanges,
    NewProduct,
    NewSku,
    ProductChanges,
    ProductGone,
    ProductQuery,
    ProductStatus,
    ProductUnknown,
    add_sales,
    category_tree,
    create_category,
    create_product,
    delete_product,
    import_products,
    product_cards,
    product_detail,
    product_version,
    products_page,
    search_products,
    skus_by_ids,
    skus_by_no,
    update_category,
    update_product,
)
from yutang.foundation.catalog.checks import (
    category_paths_are_whole,
    prices_are_recorded,
    starting_prices_follow_skus,
)
from yutang.foundation.catalog.models import PriceChange, Product, Sku
from yutang.kernel.audit import entries_of
from yutang.kernel.errors import Conflict, DomainError, NotFound

CHECKS = (category_paths_are_whole, prices_are_recorded, starting_prices_follow_skus)


def doctor_is_content() -> bool:
    return [finding for check in CHECKS for finding in check()] == []


def names(**query: object) -> list[str]:
    return [card.name for card in products_page(ProductQuery(**query)).items]


@pytest.mark.django_db
def test_a_product_page_is_at_most_three_queries(django_assert_max_num_queries) -> None:
    made = a_product(specs=[("1 kg", 8800), ("500 g", 4590)], original_price_fen=5990)

    with django_assert_max_num_queries(3):
        page = product_detail(made.product_id)

    assert page.category_name == "浆果"
    assert len(page.category_path) == 2
    assert [(sku.spec, sku.price_fen) for sku in page.skus] == [("500 g", 4590), ("1 kg", 8800)]
    assert (page.price_fen, page.version, page.is_sellable) == (4590, 1, True)
    assert product_detail(made.no) == page
    assert doctor_is_content()


@pytest.mark.django_db
def test_sku_facts_are_one_query(django_assert_num_queries) -> None:
    made = [a_product(member_price_fen=4390) for _ in range(3)]
    sku_ids = [one.skus[0].sku_id for one in made]

    with django_assert_num_queries(1):
        facts = skus_by_ids([*sku_ids, 999])

    assert set(facts) == set(sku_ids)
    first = facts[sku_ids[0]]
    assert (first.name, first.spec, first.price_fen, first.member_price_fen) == (
        "丹东 99 草莓",
        "500 g 礼盒装",
        4590,
        4390,
    )
    assert (first.picture, first.tint, first.is_sellable) == ("products/strawberry.webp", "#FBEDEB", True)
    assert first.category_path == made[0].category_path
    assert skus_by_no([first.sku_no]) == {first.sku_no: first}


@pytest.mark.django_db
def test_a_change_raises_the_version_and_is_audited() -> None:
    made = a_product()

    changed = update_product(
        made.product_id, ProductChanges(name="丹东草莓", tint="#FFFFFF"), actor="staff:1"
    )

    assert (changed.name, changed.tint, changed.version, changed.subtitle) == (
        "丹东草莓",
        "#FFFFFF",
        2,
        "凌晨采摘，次日到家",
    )
    assert product_version(made.product_id) == 2
    assert entries_of(f"product:{made.product_id}")[0].change == {"name": "丹东草莓", "tint": "#FFFFFF"}


@pytest.mark.django_db
def test_a_new_price_is_written_down_and_moves_the_starting_price() -> None:
    made = a_product(price_fen=4590)
    sku = made.skus[0]

    update_product(
        made.product_id,
        ProductChanges(
            skus=(NewSku(no=sku.no, price_fen=3990, spec=sku.spec), NewSku(no="NEW", price_fen=9900))
        ),
        actor="staff:1",
    )

    page = product_detail(made.product_id)
    assert [(one.no, one.price_fen) for one in page.skus] == [(sku.no, 3990), ("NEW", 9900)]
    assert page.price_fen == 3990
    history = PriceChange.objects.filter(sku_id=sku.sku_id).order_by("id")
    assert list(history.values_list("price_fen", flat=True)) == [4590, 3990]
    assert doctor_is_content()


@pytest.mark.django_db
def test_an_inactive_sku_is_neither_shown_nor_sellable() -> None:
    made = a_product(specs=[("500 g", 4590), ("1 kg", 8800)])
    small = made.skus[0]

    update_product(
        made.product_id,
        ProductChanges(skus=(NewSku(no=small.no, price_fen=4590, is_active=False),)),
        actor="staff:1",
    )

    page = product_detail(made.product_id)
    assert [one.spec for one in page.skus] == ["1 kg"]
    assert page.price_fen == 8800
    assert skus_by_ids([small.sku_id])[small.sku_id].is_sellable is False
    assert doctor_is_content()


@pytest.mark.django_db
def test_a_deleted_product_is_gone_and_an_unknown_one_unknown() -> None:
    made = a_product()
    delete_product(made.product_id, actor="staff:1")

    with pytest.raises(ProductGone) as gone:
        product_detail(made.product_id)
    assert (gone.value.code, gone.value.status) == ("product_gone", 410)
    assert product_detail(made.product_id, include_hidden=True).status is ProductStatus.DELETED
    assert skus_by_ids([made.skus[0].sku_id])[made.skus[0].sku_id].is_sellable is False
    assert names() == []
    for unknown in (999, "nothing", "' OR 1=1"):
        with pytest.raises(ProductUnknown):
            product_detail(unknown)


@pytest.mark.django_db
def test_a_draft_is_hidden_and_off_sale_is_shown_but_not_sellable() -> None:
    made = a_product()
    update_product(made.product_id, ProductChanges(status=ProductStatus.DRAFT), actor="staff:1")
    with pytest.raises(ProductUnknown):
        product_detail(made.product_id)

    update_product(made.product_id, ProductChanges(status=ProductStatus.OFF_SALE), actor="staff:1")
    assert product_detail(made.product_id).is_sellable is False
    assert product_cards([made.product_id]) == []
    assert len(product_cards([made.product_id], only_on_sale=False)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"no": ""}, "no"),
        ({"name": " "}, "name"),
        ({"name": "长" * 121}, "name"),
        ({"tint": "red"}, "tint"),
        ({"original_price_fen": 0}, "original_price_fen"),
        ({"skus": ()}, "skus"),
        ({"skus": (NewSku(no="a", price_fen=-1),)}, "skus.price_fen"),
        ({"skus": (NewSku(no="a", price_fen=10**12),)}, "skus.price_fen"),
        ({"skus": (NewSku(no="a", price_fen=10, member_price_fen=11),)}, "skus.member_price_fen"),
        ({"skus": (NewSku(no="a", price_fen=1), NewSku(no="a", price_fen=2))}, "skus.no"),
        ({"category_id": 999}, "category_id"),
    ],
)
def test_a_bad_product_names_its_field(change: dict, field: str) -> None:
    good = {"no": "P1", "name": "草莓", "skus": (NewSku(no="S1", price_fen=100),)}

    with pytest.raises(BadProduct) as refusal:
        create_product(NewProduct(**{**good, **change}))

    assert refusal.value.details["field"] == field
    assert Product.objects.count() == 0


@pytest.mark.django_db
def test_numbers_are_unique() -> None:
    made = a_product(no="P1")
    other = a_product(no="P2")

    with pytest.raises(Conflict):
        a_product(no="P1")
    with pytest.raises(Conflict):
        create_product(NewProduct("P3", "草莓", (NewSku(made.skus[0].no, 100),)))
    with pytest.raises(Conflict):
        update_product(
            other.product_id, ProductChanges(skus=(NewSku(made.skus[0].no, 100),)), actor="staff:1"
        )
    assert Product.objects.count() == 2


@pytest.mark.django_db
def test_lists_sort_by_what_is_asked() -> None:
    cheap, dear = a_product(name="便宜", price_fen=100), a_product(name="贵", price_fen=900)
    add_sales({1: {cheap.product_id: 5, dear.product_id: 2}})

    assert names(sort="price_asc") == ["便宜", "贵"]
    assert names(sort="price_desc") == ["贵", "便宜"]
    assert names(sort="sales") == ["便宜", "贵"]
    assert names(sort="newest") == ["贵", "便宜"]
    update_product(dear.product_id, ProductChanges(sort=10), actor="staff:1")
    assert names() == ["贵", "便宜"]
    assert names(min_price_fen=101) == ["贵"]
    assert names(max_price_fen=100) == ["便宜"]


@pytest.mark.django_db
def test_searching_takes_every_word_as_written() -> None:
    a_product(name="丹东草莓 100% 果汁")
    a_product(name="海南芒果_整箱")
    a_product(name="<b>'; DROP TABLE--</b>")

    assert names(q="草莓") == ["丹东草莓 100% 果汁"]
    assert names(q="草莓 丹东") == ["丹东草莓 100% 果汁"]
    assert names(q="草莓 芒果") == []
    assert names(q="%") == ["丹东草莓 100% 果汁"]
    assert names(q="_") == ["海南芒果_整箱"]
    assert names(q="'; DROP") == ["<b>'; DROP TABLE--</b>"]
    assert names(q="\\") == []
    assert [card.name for card in search_products("芒果")] == ["海南芒果_整箱"]
    assert search_products("  ") == []


@pytest.mark.django_db
def test_a_category_includes_those_below_it() -> None:
    a_product(name="草莓", category_path=("水果", "浆果"))
    a_product(name="橙", category_path=("水果", "柑橘"))
    a_product(name="牛奶", category_path=("乳品",))

    fruit, dairy = category_tree()
    assert ([fruit.name, dairy.name], [child.name for child in fruit.children]) == (
        ["水果", "乳品"],
        ["浆果", "柑橘"],
    )
    assert names(category_id=fruit.category_id, sort="newest") == ["橙", "草莓"]
    assert names(category_id=fruit.children[0].category_id) == ["草莓"]
    assert names(category_id=999) == []
    assert create_category("水果") == fruit.category_id
    assert doctor_is_content()


@pytest.mark.django_db
def test_pages_say_how_many_there_are() -> None:
    for n in range(5):
        a_product(name=f"果 {n}")

    first = products_page(ProductQuery(page_size=2, sort="newest"))
    last = products_page(ProductQuery(page_size=2, page=3, sort="newest"))
    beyond = products_page(ProductQuery(page_size=2, page=4))

    assert ([card.name for card in first.items], first.total, first.has_more) == (["果 4", "果 3"], 5, True)
    assert ([card.name for card in last.items], last.total, last.has_more) == (["果 0"], 5, False)
    assert (beyond.items, beyond.total) == ((), 5)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"page": 0}, "page"),
        ({"page": 10**9}, "page"),
        ({"page_size": 0}, "page_size"),
        ({"page_size": 101}, "page_size"),
        ({"sort": "random"}, "sort"),
        ({"q": "长" * 61}, "q"),
    ],
)
def test_a_query_out_of_range_names_its_field(query: dict, field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        products_page(ProductQuery(**query))

    assert refusal.value.details["field"] == field


@pytest.mark.django_db
def test_sales_count_what_was_sold_and_never_fall_below_zero() -> None:
    made = a_product()
    add_sales({1: {made.product_id: 3, 999: 1}})
    # the log is read again: nothing changes
    add_sales({1: {made.product_id: 3, 999: 1}})
    add_sales({2: {made.product_id: -5}})

    assert Product.objects.get().sales_count == 0
    assert product_version(made.product_id) == 1


@pytest.mark.django_db
def test_importing_products_again_changes_nothing() -> None:
    batch = [
        NewProduct(
            no=f"CJ{n}",
            name=f"Product {n}",
            category_path=(f"D{n % 10}", f"C{n % 30}"),
            skus=(NewSku(no=f"CJ{n}", price_fen=100 + n % 50),),
        )
        for n in range(6000)
    ]

    first = import_products(batch)
    again = import_products(batch)

    assert (first.created, again.created) == (6000, 0)
    assert first.product_ids == again.product_ids
    assert first.sku_ids == again.sku_ids
    assert Sku.objects.get(pk=first.sku_ids["CJ7"]).product_id == first.product_ids["CJ7"]
    assert len(category_tree()) == 10
    assert doctor_is_content()


@pytest.mark.django_db
def test_the_doctor_sees_a_price_that_was_edited() -> None:
    a_product()

    Sku.objects.update(price_fen=1)

    assert not doctor_is_content()


@pytest.mark.django_db
def test_a_category_is_renamed_reordered_and_hidden() -> None:
    fruit, dairy = create_category("水果"), create_category("乳品")

    update_category(dairy, CategoryChanges(name="牛奶", sort=-1), actor="staff:1")
    assert [node.name for node in category_tree()] == ["牛奶", "水果"]
    update_category(dairy, CategoryChanges(is_active=False), actor="staff:1")
    assert [node.name for node in category_tree()] == ["水果"]

    with pytest.raises(Conflict):
        update_category(dairy, CategoryChanges(name="水果"), actor="staff:1")
    with pytest.raises(NotFound):
        update_category(999, CategoryChanges(sort=1), actor="staff:1")
    with pytest.raises(BadProduct):
        update_category(fruit, CategoryChanges(name=" "), actor="staff:1")
    assert len(entries_of(f"category:{dairy}")) == 2
