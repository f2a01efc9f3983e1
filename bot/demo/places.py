"""The demo's places: three districts of Zibo, some of their streets and towns, and communities in them.

Positions are near the real ones, good enough for "the nearest station"; addresses are made up in real style.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Area:
    """A street or a town with its station: a town has a congress of its own."""

    code: str
    name: str
    is_town: bool
    latitude: float
    longitude: float
    address: str
    hours: str
    communities: tuple[tuple[str, str], ...]  # code, name


@dataclass(frozen=True)
class District:
    """A district; `prefix` begins the codes of what belongs to it."""

    code: str
    prefix: str
    name: str
    latitude: float
    longitude: float
    heating: str  # who heats it
    areas: tuple[Area, ...]


ZHANGDIAN = District("zhangdian", "zd", "张店区", 36.8069, 118.0179, "张店热力有限公司", (
    Area("zd-heping", "和平街道", False, 36.8052, 118.0585, "共青团西路 88 号", "每周四 9:00-11:00",
         (("zd-huguang", "湖光社区"), ("zd-hebin", "河滨社区"), ("zd-heping-xincun", "和平新村社区"))),
    Area("zd-gongyuan", "公园街道", False, 36.8103, 118.0489, "新村西路 160 号", "每周三 14:30-16:30",
         (("zd-xingyuan", "杏园社区"), ("zd-lianchi", "莲池社区"), ("zd-zhongxinlu", "中心路社区"))),
    Area("zd-mashang", "马尚街道", False, 36.8141, 118.0092, "华光路 301 号", "每周二 9:00-11:00",
         (("zd-jiuji", "九级社区"), ("zd-shangmei", "尚美社区"))),
    Area("zd-fujia", "傅家镇", True, 36.7655, 118.0324, "傅家镇政府西侧", "每月逢五 9:00-11:00",
         (("zd-fujia-cun", "傅家村"), ("zd-fushanyi", "浮山驿村"), ("zd-huangjia", "黄家村"))),
))  # fmt: skip

ZICHUAN = District("zichuan", "zc", "淄川区", 36.6436, 117.9668, "淄川城区热力有限公司", (
    Area("zc-banyang", "般阳路街道", False, 36.6448, 117.9592, "般阳路 96 号", "每周四 9:00-11:00",
         (("zc-liuquan", "柳泉社区"), ("zc-beiguan", "北关社区"), ("zc-banyang-sq", "般阳社区"))),
    Area("zc-songling", "松龄路街道", False, 36.6389, 117.9755, "松龄东路 45 号", "每周五 14:30-16:30",
         (("zc-songling-sq", "松龄社区"), ("zc-nansi", "南寺社区"))),
    Area("zc-kunlun", "昆仑镇", True, 36.5868, 117.9147, "昆仑大街 12 号", "每月 10 日、20 日 9:00-11:00",
         (("zc-kunlun-sq", "昆仑社区"), ("zc-niecun", "聂村"), ("zc-cicun", "磁村"))),
    Area("zc-hongshan", "洪山镇", True, 36.6335, 118.0061, "洪山镇便民服务中心一楼", "每周一 9:00-11:00",
         (("zc-pujiazhuang", "蒲家庄村"), ("zc-tuyu", "土峪村"))),
))  # fmt: skip

LINZI = District("linzi", "lz", "临淄区", 36.8264, 118.3091, "临淄区热力公司", (
    Area("lz-wenshao", "闻韶街道", False, 36.8216, 118.3032, "闻韶路 58 号", "每周三 9:00-11:00",
         (("lz-tianqi", "天齐社区"), ("lz-wenshao-sq", "闻韶社区"), ("lz-jinqiao", "金桥社区"))),
    Area("lz-jixia", "稷下街道", False, 36.8175, 118.2893, "稷下路 120 号", "每周四 14:30-16:30",
         (("lz-fangzheng", "方正社区"), ("lz-yanying", "晏婴社区"))),
    Area("lz-qidu", "齐都镇", True, 36.8572, 118.3428, "齐都镇遄台路 6 号", "每月逢八 9:00-11:00",
         (("lz-xiguan", "西关村"), ("lz-changhu", "长胡村"), ("lz-gejia", "葛家村"))),
    Area("lz-fenghuang", "凤凰镇", True, 36.8713, 118.2407, "凤凰镇政府东 200 米", "每周二 9:00-11:00",
         (("lz-wutai", "梧台村"), ("lz-beijin", "北金村"))),
))  # fmt: skip

DISTRICTS = (ZHANGDIAN, ZICHUAN, LINZI)

# A development zone holds no congress, so nobody represents it: what its people write lands on an administrator's desk.
ZONE = District("gaoxin", "gx", "高新区", 36.8290, 118.0470, "", (
    Area("gx-sibaoshan", "四宝山街道", False, 36.8420, 118.0850, "", "", (("gx-shiji", "世纪花园社区"),)),
))  # fmt: skip

# Departments of every district: code, name after the district's, categories that it handles.
DEPARTMENTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("zhifa", "综合行政执法局", ("streetlight", "cleaning", "noise")),
    ("shizheng", "市政园林服务中心", ("drainage", "green", "road")),
    ("zhujian", "住房和城乡建设局", ("property", "lift", "utilities", "heating")),
    ("jiaojing", "交警大队", ("traffic", "parking")),
    ("jiaotong", "交通运输局", ("transit", "road")),
    ("jiaoyu", "教育和体育局", ("school",)),
    ("huanbao", "生态环境分局", ("pollution",)),
    ("weijian", "卫生健康局", ("health",)),
    ("minzheng", "民政局", ("elderly",)),
    ("yingji", "应急管理局", ("safety",)),
    ("zhili", "社会治理服务中心", ("other",)),
)
