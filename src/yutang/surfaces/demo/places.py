"""Where 一鲫鲜果 is and who works there: invented people, marked as a demonstration wherever they sign in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """One store as the map and the pick-up sheet show it."""

    no: str
    name: str
    region: str
    address: str
    latitude: float
    longitude: float
    phone: str
    weight: int


@dataclass(frozen=True)
class Member:
    """One staff account; ``place`` is a store number, a region name or empty for head office."""

    username: str
    name: str
    role: str
    place: str
    avatar: str


BRAND_NAME = "一鲫鲜果"
BRAND_SLOGAN = "今天的好果子，今天吃"
SERVICE_PHONE = "0571-8800-0606"
WAREHOUSE_NAME = "杭州中央仓"
REGIONS: tuple[tuple[str, str], ...] = (("west", "城西片区"), ("east", "城东片区"))
HOURS = "08:00–22:00"

PLACES: tuple[Place, ...] = (
    Place(
        "HZ01",
        "文三路店",
        "west",
        "浙江省杭州市西湖区文三路 259 号",
        30.277800,
        120.130500,
        "0571-8800-0601",
        26,
    ),
    Place(
        "HZ02",
        "滨江宝龙店",
        "east",
        "浙江省杭州市滨江区滨盛路 3867 号",
        30.186300,
        120.203400,
        "0571-8800-0602",
        22,
    ),
    Place(
        "HZ03",
        "武林店",
        "west",
        "浙江省杭州市拱墅区延安路 546 号",
        30.272100,
        120.164000,
        "0571-8800-0603",
        18,
    ),
    Place(
        "HZ04",
        "城西店",
        "west",
        "浙江省杭州市西湖区丰潭路 380 号",
        30.299500,
        120.107200,
        "0571-8800-0604",
        15,
    ),
    Place(
        "HZ05",
        "钱江新城店",
        "east",
        "浙江省杭州市上城区富春路 701 号",
        30.251200,
        120.209900,
        "0571-8800-0605",
        11,
    ),
    Place(
        "HZ06",
        "下沙金沙店",
        "east",
        "浙江省杭州市钱塘区金沙大道 560 号",
        30.306800,
        120.343100,
        "0571-8800-0607",
        8,
    ),
)

HEAD_OFFICE: tuple[Member, ...] = (
    Member("admin", "沈知夏", "hq_admin", "", "people/man.webp"),
    Member("yunying", "陈果", "hq_operator", "", "people/woman-curly.webp"),
    Member("caiwu", "周会", "finance", "", "people/manager-her.webp"),
    Member("chengxi", "陆一鸣", "region_manager", "west", "people/manager-him.webp"),
    Member("chengdong", "宋青", "region_manager", "east", "people/bearded.webp"),
)

STORE_MANAGERS: tuple[Member, ...] = (
    Member("dz01", "叶文静", "store_manager", "HZ01", "people/manager-her.webp"),
    Member("dz02", "高远", "store_manager", "HZ02", "people/manager-him.webp"),
    Member("dz03", "韩露", "store_manager", "HZ03", "people/woman.webp"),
    Member("dz04", "蒋舟", "store_manager", "HZ04", "people/man-curly.webp"),
    Member("dz05", "方晴", "store_manager", "HZ05", "people/person.webp"),
    Member("dz06", "丁海", "store_manager", "HZ06", "people/bearded.webp"),
)

GUIDES: tuple[Member, ...] = (
    Member("linxiaoman", "林小满", "guide", "HZ01", "people/grower-her.webp"),
    Member("guyan", "顾言", "guide", "HZ01", "people/grower-him.webp"),
    Member("hejing", "何静", "guide", "HZ02", "people/guide-her.webp"),
    Member("xuli", "许梨", "guide", "HZ02", "people/guide-hello.webp"),
    Member("tangyue", "唐月", "guide", "HZ03", "people/cook.webp"),
    Member("luxing", "陆星", "guide", "HZ03", "people/man.webp"),
    Member("qiutong", "邱桐", "guide", "HZ04", "people/woman.webp"),
    Member("fanmi", "范米", "guide", "HZ04", "people/woman-curly.webp"),
    Member("shiyu", "石榆", "guide", "HZ05", "people/person.webp"),
    Member("baihe", "白禾", "guide", "HZ05", "people/guide-her.webp"),
    Member("cenan", "岑安", "guide", "HZ06", "people/man-curly.webp"),
    Member("meilin", "梅林", "guide", "HZ06", "people/grower-her.webp"),
)
