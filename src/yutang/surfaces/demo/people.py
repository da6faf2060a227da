"""Invented customers: names, faces and phone numbers, the same on every load."""

from dataclasses import dataclass
from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵"
)
GIVEN = [
    "晚晴",
    "子涵",
    "雨桐",
    "一诺",
    "浩然",
    "思远",
    "佳怡",
    "梓萱",
    "俊杰",
    "欣怡",
    "宇轩",
    "诗涵",
    "可",
    "静",
    "磊",
    "敏",
    "婷",
    "强",
    "洋",
    "艳",
    "勇",
    "娟",
    "涛",
    "明",
    "霞",
    "平",
    "刚",
    "桂英",
    "玉兰",
    "建国",
    "志强",
    "晓燕",
    "小雨",
    "天宇",
    "若曦",
    "语嫣",
    "子墨",
    "安琪",
    "亦凡",
    "知远",
    "书瑶",
    "景行",
    "南乔",
    "青禾",
    "木子",
    "星河",
    "云舒",
    "望舒",
    "秋白",
    "冬阳",
]
NICKNAMES = [
    "爱吃草莓的{s}姐",
    "{s}先生",
    "{s}同学",
    "小{s}",
    "{s}妈妈",
    "阿{g}",
    "{g}",
    "{s}{g}",
    "{g}呀",
    "老{s}",
    "{s}太太",
    "{g}的厨房",
    "今天吃什么{s}",
    "{s}医生",
    "{s}老师",
]
FACES = (
    "woman",
    "woman-curly",
    "man",
    "man-curly",
    "person",
    "girl",
    "boy",
    "grandma",
    "grandpa",
    "bearded",
    "clerk",
    "guide-hello",
)
STREETS = (
    ("西湖区", "文三路", 259),
    ("西湖区", "古墩路", 701),
    ("西湖区", "丰潭路", 380),
    ("拱墅区", "莫干山路", 102),
    ("拱墅区", "延安路", 546),
    ("滨江区", "江南大道", 588),
    ("滨江区", "滨盛路", 3867),
    ("上城区", "富春路", 701),
    ("上城区", "解放东路", 45),
    ("钱塘区", "金沙大道", 560),
)


@dataclass(frozen=True)
class Persona:
    """One invented customer; ``phone`` lies in a block that the demo keeps for itself."""

    nickname: str
    real_name: str
    avatar: str
    phone: str
    district: str
    street: str


TRY_OUT: tuple[Persona, ...] = (
    Persona("晚晴", "许晚晴", "people/woman.webp", "13800000001", "西湖区", "文三路 259 号 3 幢 1202"),
    Persona("周可", "周可", "people/woman-curly.webp", "13800000002", "西湖区", "古墩路 701 号 8 幢 602"),
    Persona("阿屿", "陈屿", "people/man.webp", "13800000003", "滨江区", "江南大道 588 号 2 座 1508"),
    Persona("孙阿姨", "孙桂英", "people/grandma.webp", "13800000004", "拱墅区", "莫干山路 102 号 5 单元 301"),
)


def personas(count: int, seed: int) -> list[Persona]:
    """Return ``count`` invented customers, the try-out ones first; equal seeds give equal people."""
    random = Random(seed)
    made = list(TRY_OUT[:count])
    for number in range(len(made), count):
        surname, given = random.choice(SURNAMES), random.choice(GIVEN)
        district, road, door = random.choice(STREETS)
        made.append(
            Persona(
                nickname=random.choice(NICKNAMES).format(s=surname, g=given),
                real_name=surname + given,
                avatar=f"people/{random.choice(FACES)}.webp",
                phone=f"1390000{number:04d}",
                district=district,
                street=f"{road} {door} 号 {random.randint(1, 18)} 幢 {_room(random)}",
            )
        )
    return made


def _room(random: Random) -> str:
    return f"{random.randint(1, 28)}0{random.randint(1, 4)}"
