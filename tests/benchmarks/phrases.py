"""What synthetic policies are made of: words, the templates they fill, and how often each is drawn.

No text holds an amount, a date or a telephone number that somebody could rely on. Words are drawn by Zipf's
law, as they stand in real texts: few words make most of what is written, and most words are rare.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, Self, TypeVar

from policies.vocabulary import SectionKind

POOL_COMPOUNDS = 2500
# A compound is drawn from a flatter head than other words.
FLATTEN = {"thing": 20}
# How many themes there are, and with how many words of a slot each makes do.
THEMES = 120
THEME_WORDS = {"who": 4, "body": 6, "field": 4, "paper": 6, "place": 4, "thing": 30}

_SLOT = re.compile(r"\{(\w+)\}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ranked(Generic[T]):
    """Values that are drawn with unequal chances."""

    values: Sequence[T]
    weights: Sequence[float]
    cumulative: Sequence[float]

    @classmethod
    def weighted(cls, pairs: Sequence[tuple[T, float]]) -> Self:
        values, weights = zip(*pairs, strict=True)
        return cls(values, weights, tuple(accumulate(weights)))

    @classmethod
    def zipf(cls, values: Sequence[T], *, start: int = 1) -> Self:
        """The first value twice as often as the second, three times as often as the third.

        A higher `start` flattens the head (Mandelbrot): the first is then (start + 1) / start times as often.
        """
        return cls.weighted([(value, 1 / rank) for rank, value in enumerate(values, start)])

    def one(self, rng: random.Random) -> T:
        return rng.choices(self.values, cum_weights=self.cumulative)[0]

    def several(self, rng: random.Random, number: int) -> list[T]:
        """`number` different values, or all there are; whichever exponential clocks ring first."""
        clocks = [(rng.expovariate(weight), place) for place, weight in enumerate(self.weights)]
        return [self.values[place] for _, place in sorted(clocks)[:number]]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Name, and how a 文号 abbreviates it.
DEPARTMENTS = Ranked.zipf(
    [
        tuple(pair.split("/"))
        for pair in _words(
            "人力资源和社会保障局/人社 人民政府/府 科学技术委员会/科 发展和改革委员会/发改 人民政府办公室/府办 经济和信息化委员会/经信 "
            "财政局/财 住房保障和房屋管理局/房管 教育局/教 人才工作局/人才 商务委员会/商务 卫生健康委员会/卫健 文化和旅游局/文旅 "
            "市场监督管理局/市监 农业农村委员会/农 金融工作局/金融 民政局/民 体育局/体"
        )
    ]
)

# What fills the slots of a sentence, the commonest words first: they are drawn by Zipf's law.
SLOTS = {
    "who": _words(
        "申请人 用人单位 符合条件的人才 企业 申报单位 高层次人才 相关单位 高校毕业生 创业团队 科研机构 留学回国人员 博士后研究人员 "
        "高技能人才 青年人才 项目负责人 领军人才 重点企业 科技型中小企业 社会组织 事业单位 紧缺急需人才 外籍专家 首席技师 学术带头人 "
        "青年科学家 合作导师 承租人 港澳台专才 乡村工匠 文化名家 教学名师 临床医师 志愿服务组织 见习学员 自由职业者 企业合伙人 "
        "技术经纪人 专利代理师 工程勘察人员 非遗传承人"
    ),
    "body": _words(
        "受理部门 主管部门 区人才工作部门 市有关部门 街道办事处 人才服务中心 评审委员会 财政部门 科技部门 行业协会 审核部门 专家组 "
        "人力资源部门 镇人民政府 公共服务机构 教育部门 联席会议办公室 住房保障机构 园区管委会 第三方机构 监督部门 档案管理机构 "
        "出入境管理部门 职业技能鉴定机构 卫生健康部门 统计部门 社区事务受理中心 审计部门 仲裁机构 公共资源交易机构"
    ),
    "how": _words(
        "进一步 积极 依法 切实 统筹 按规定 及时 有序 优先 持续 全面 同步 分类 重点 加快 逐步 择优 稳妥 大力 公开 如实 定期 严格 主动 "
        "联合 深入 精准 规范 因地制宜地 协同 常态化 前瞻性地 跨部门 审慎 滚动"
    ),
    "do": _words(
        "支持 完善 加强 推进 落实 提供 建立 优化 开展 鼓励 组织 提升 健全 实施 引进 培养 推动 审核 深化 建设 保障 整合 规范 探索 发布 "
        "受理 评估 公示 拓展 打造 扶持 资助 对接 培育 集聚 协调 督促 统筹 简化 认定 设立 激励 备案 核查 遴选 布局 盘活 孵化 推介 复核 "
        "承接 衔接 夯实 细化 研判 归集 涵养 厚植 疏导"
    ),
    "field": _words(
        "人工智能 集成电路 生物医药 科技创新 现代服务业 先进制造 金融科技 数字经济 教育卫生 文化创意 航空航天 新能源汽车 绿色低碳 软件和信息服务 "
        "生命健康 高端装备 新材料 国际贸易 航运物流 城市更新 乡村振兴 专业服务 在线新经济 元宇宙 智能机器人 知识产权 检验检测 时尚消费 "
        "养老托育 现代农业 海洋工程 量子科技 合成生物 深空探测 脑机接口 区块链 网络安全 工业互联网 智慧交通 轨道交通 节能环保 氢能 储能 "
        "体育产业 会展旅游 影视制作 电子竞技 动漫游戏 工艺美术 珠宝设计 邮轮经济 低空经济 基因技术 医疗器械 中医药 精准诊疗 康复辅具 光子芯片 "
        "卫星互联网 类脑计算 增材制造 超导材料 碳捕集 仪器仪表 船舶制造 民用航空 花卉园艺 种源农业 水产养殖"
    ),
    "paper": _words(
        "申请表 身份证明 劳动合同 营业执照 学历学位证书 社会保险缴纳记录 单位推荐意见 项目计划书 承诺书 业绩证明材料 资格证书 纳税证明 审计报告 "
        "专家推荐信 户籍证明 居住证 租赁合同 获奖证书 专利证书 工作履历 婚姻状况证明 知识产权清单 出资证明 博士后进站材料 健康证明 "
        "成果转化合同 教学评价材料 职称评审表 海外任职证明 技术转让协议"
    ),
    "place": _words(
        "创新平台 产业园区 人才公寓 博士后工作站 众创空间 重点实验室 大学科技园 实训基地 孵化器 研发中心 人才驿站 公共服务平台 专家工作室 "
        "留学人员创业园 技能大师工作室 见习基地 离岸创新基地 院士工作站 特色产业基地 工程技术中心 社区学校 联合实验室 概念验证中心 中试基地 "
        "数字书房 乡村会客厅"
    ),
}
# A compound is one of each, such as 人才发展专项资金.
COMPOUND_HEADS = _words(
    "人才发展 科技创新 公共服务 人才引进 住房保障 创业扶持 人才培养 产业发展 重点领域 成果转化 社会保障 人才评价 青年人才 职业技能 区域协同 "
    "信用管理 创新创业 国际合作 基层治理 知识产权 科研诚信 子女就学 医疗保健 财政支持 税收服务 就业见习 继续教育 学术交流 揭榜挂帅 博士后培养 "
    "海外引才 校企合作 产教融合 柔性引才 数字政务 一网通办 绩效考核 动态监测 风险防控 统计分析 宣传推广 权益保护 档案服务 户籍办理 "
    "居住证积分 职称评审 技能竞赛 大赛获奖 团队建设 平台载体 贷款贴息 融资担保 天使投资 首台套应用 标准制定 品牌培育 场景开放 数据共享 "
    "算力供给 文化传承 乡村人才 健康管理 配偶安置 法律援助 心理关怀 志愿服务 安居工程 租金补贴 通勤保障 签证便利"
)
COMPOUND_TAILS = _words(
    "机制 体系 项目 平台 专项资金 政策 工作 服务 制度 计划 环境 能力 标准 清单 流程 资源 目录 工程 基地 规划 试点 名额 指南 渠道 网络 "
    "信息库 联盟 专窗 档案 指标 模式 生态 举措 评审 窗口 经费 补助 奖励 津贴 贴息 合同 协议 课题 任务 台账 预算 路线图 示范区 联络站 "
    "委员会 工作组 数据库 白皮书 案例集 观察点 顾问团 实训营 训练班 互认办法 容错清单 后评估"
)
# Names that exist nowhere: a quarter of a million of them, so that most occur once or twice.
COINED_HEADS = _words(
    "云岫 澄湖 听涛 青禾 望舒 鹿鸣 星槎 砚池 松烟 竹影 霁月 拾光 曦和 流霜 逐浪 临溪 观澜 揽星 栖梧 折桂 晴岚 雁回 鹤汀 兰舟 沐风 "
    "扶摇 凌波 采薇 归帆 疏桐 映雪 知微 见山 行舟 问渠 织锦 飞廉 玄圃 瀚海 苍梧 怀瑾 抱朴 守拙 素履 清川 叠翠 涵碧 凝晖 溯光 衔芦 "
    "踏莎 簪花 浣纱 悬圃 琢玉 摘星 濯缨 负暄 种玉 煮海"
)
COINED_TAILS = _words(
    "计划 工程 行动 工作室 实验站 联合体 学堂 驿站 创投营 研修班 工坊 书院 互助会 孵化营 观测点 试验田 共同体 示范街 讲习所 会客厅 "
    "领航团 攀登队 众筹社 展示厅 训练营 编译所 造物局 漫谈会 集章册 伴读岗 云课堂 微基金 匠人铺 种子库 守望岗 助跑线 灯塔榜 萤火集 "
    "织网图 摆渡船 加油站 试衣间 蓄水池 传声筒 瞭望塔 播种机 回音壁 补给线 拼图板 登高梯 望远镜 压舱石 里程碑 梦想角 百宝箱 听音室 "
    "向阳坡 接力棒 同心圆 新芽圃 候鸟巢 海归桥 引路牌 晨光亭 夜校灯 追光者 拓荒牛 定盘星 磨刀石 百草园"
)

SENTENCES = (
    "{who}可以向{body}提出申请，{body}应当{how}{do}{thing}。",
    "{how}{do}{thing}，{how}{do}{thing}，为{field}领域的{who}{do}{thing}。",
    "围绕{field}和{field}，{how}{do}{thing}，{how}{do}{thing}和{thing}。",
    "{body}会同{body}{how}{do}{thing}，对{who}给予若干万元的一次性支持。",
    "支持{who}建设{place}，经{body}评估后，按实际投入给予若干万元以内的补助。",
    "对在{field}领域作出贡献的{who}，由{body}{how}{do}{thing}。",
    "{who}应当对{paper}、{paper}的真实性负责；弄虚作假的，由{body}取消资格，记入{thing}。",
    "依托{place}，{how}{do}{thing}，{how}集聚{field}领域的{who}。",
    "{body}在收到{paper}后的若干个工作日内完成审核，结果向社会公示。",
    "鼓励{who}参与{thing}，{how}{do}{field}与{field}融合发展。",
    "建立{thing}和{thing}，{how}{do}{thing}，形成{body}牵头、{body}配合的工作格局。",
    "{who}享受本政策后，在有效期内不得重复享受同类的{thing}。",
    "本条所称{who}，是指与{who}签订合同、在{field}领域工作，并纳入{thing}的人员。",
    "所需经费从{thing}中列支，由{body}{how}{do}，接受{body}的监督。",
    "各单位要{how}{do}{thing}，{how}总结经验，重大事项报{body}。",
    "以{thing}为牵引，{how}{do}{place}，{how}{do}{thing}，打造{field}人才高地。",
    "对{who}子女就学、配偶就业和医疗保健，由{body}{how}{do}{thing}。",
    "{body}{how}{do}{thing}，并把{thing}纳入年度考核。",
    "同一{who}符合多项{thing}的，按从高、不重复的原则执行。",
    "新引进的{who}在{place}工作的，可以按规定申请{thing}，由{body}统一安排。",
    "完善{field}领域的{thing}，{how}{do}以能力和贡献为导向的{thing}。",
    "{who}凭{paper}到{place}办理，{body}当场核对{paper}。",
)
COINED_SENTENCES = (
    "实施“{coined}”，{how}{do}{thing}，面向{field}领域的{who}。",
    "{body}设立“{coined}”，{how}{do}{thing}。",
    "入选“{coined}”的{who}，可以同时申请“{coined}”。",
    "{place}与“{coined}”相互衔接，{how}{do}{thing}。",
)
OPENINGS = (
    "各有关单位：\n现将《{thing}实施办法》印发给你们，请认真按照执行。",
    "各街道办事处、镇人民政府，各有关单位：\n为{how}{do}{thing}，结合本地实际，制定本办法。",
    "为贯彻落实人才工作部署，{how}{do}{thing}，{how}{do}{field}领域的{thing}，制定本意见。",
    "各{who}：\n根据工作安排，现就{thing}有关事项通知如下。",
)
CLOSINGS = (
    "本办法由{body}负责解释。",
    "本办法自公布之日起施行，由{body}会同{body}负责解释。",
    "本通知未尽事宜，按照{thing}的有关规定执行。",
)
PART_HEADINGS = ("总体要求", "{do}{thing}", "{how}{do}{thing}", "{thing}与{thing}", "{field}人才{thing}")
SUBPART_HEADINGS = ("{do}{thing}", "{how}{do}{thing}", "{who}的{thing}", "{field}{thing}")
# Lines of the five sections after 政策原文.
SECTION_LINES = {
    SectionKind.SUPPORT: (
        "对{who}给予若干万元的一次性{thing}。",
        "对{place}按实际投入的一定比例给予补助，最高若干万元。",
        "{who}可以享受{thing}和{thing}。",
        "由{body}提供{thing}，按年度核定。",
    ),
    SectionKind.CONDITIONS: (
        "在{field}领域从事专业工作，并依法缴纳社会保险。",
        "与{who}签订合同，且在有效期内。",
        "属于{thing}支持范围的{who}。",
        "没有不良信用记录，未重复享受{thing}。",
    ),
    SectionKind.PROCEDURE: (
        "申请：{who}登录平台填写{paper}。",
        "受理：{body}核对{paper}，材料齐全的予以受理。",
        "审核：{body}会同{body}审核，必要时组织评审。",
        "公示：{body}公示若干个工作日，无异议的给予{thing}。",
    ),
    SectionKind.MATERIALS: ("{paper}原件和复印件", "{paper}", "{paper}（加盖公章）", "{who}的{paper}"),
    SectionKind.SERVICE: (
        "由{body}受理，具体地点以公布为准。",
        "工作日在{place}接待，咨询方式以{body}公布为准。",
        "可以在网上办理，也可以到{place}办理。",
    ),
}

TITLES = Ranked.weighted(
    (
        ("{issuer}关于印发《{subject}{form}》的通知", 40),
        ("关于印发《{subject}{form}》的通知", 25),
        ("{subject}{form}", 20),
        ("关于开展{year}年度{scope}{field}{thing}申报工作的通知", 8),
        ("关于进一步做好{local}{topic}有关工作的通知", 7),
    )
)
SUBJECTS = Ranked.weighted(
    (
        ("{scope}{field}人才{topic}", 30),
        ("{scope}{who}{topic}", 20),
        ("{scope}{thing}", 30),
        ("{scope}关于{do}{thing}促进{field}高质量发展的", 15),
        ("{scope}“{coined}”", 5),
    )
)
FORMS = _words(
    "实施办法 管理办法 若干措施 实施细则 实施意见 若干规定 扶持办法 实施方案 暂行办法 操作指南 行动计划 管理规定"
)
EDITIONS = Ranked.weighted((("", 80), ("（试行）", 14), ("（修订版）", 6)))


class Vocabulary:
    """The words of every slot, the likelier first, and templates filled with them."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self._words = words
        self._slots = {name: Ranked.zipf(each, start=FLATTEN.get(name, 1)) for name, each in words.items()}

    @classmethod
    def whole(cls, rng: random.Random) -> Self:
        compounds = [head + tail for head in COMPOUND_HEADS for tail in COMPOUND_TAILS]
        return cls(SLOTS | {"thing": rng.sample(compounds, POOL_COMPOUNDS)})

    def narrowed(self, rng: random.Random) -> Vocabulary:
        """What is spoken of under one theme: of each slot in THEME_WORDS some words, the others as they are."""
        chosen = {name: self._slots[name].several(rng, number) for name, number in THEME_WORDS.items()}
        return Vocabulary({**self._words, **chosen})

    def fill(self, rng: random.Random, template: str, **given: str) -> str:
        """`template` with a word in every slot, none twice; what is `given` comes before what would be drawn."""

        used: set[str] = set()

        def word(match: re.Match[str]) -> str:
            name = match[1]
            if name in given:
                return given[name]
            drawn = self._draw(rng, name)
            while drawn in used:
                drawn = self._draw(rng, name)
            used.add(drawn)
            return drawn

        return _SLOT.sub(word, template)

    def _draw(self, rng: random.Random, name: str) -> str:
        if name != "coined":
            return self._slots[name].one(rng)
        first, second = rng.sample(COINED_HEADS, 2)
        return f"{first}{second}{rng.choice(COINED_TAILS)}"


class Phrasebook:
    """Pools of finished sentences about one theme: drawing from them is what makes this fast."""

    def __init__(self, rng: random.Random, theme: Vocabulary, whole: Vocabulary) -> None:
        self.fill = theme.fill

        def pool(templates: Sequence[str], number: int, words: Vocabulary = theme) -> list[str]:
            return [words.fill(rng, rng.choice(templates)) for _ in range(number)]

        self.sentences = [*pool(SENTENCES, 400), *pool(SENTENCES, 80, whole)]
        self.openings = pool(OPENINGS, 20)
        self.closings = pool(CLOSINGS, 20)
        self.parts = pool(PART_HEADINGS, 60)
        self.subparts = pool(SUBPART_HEADINGS, 100)
        self.lines = {kind: list(dict.fromkeys(pool(lines, 60))) for kind, lines in SECTION_LINES.items()}


class Library:
    """All that one seed can say. A policy keeps to one theme, as real ones do: few speak of everything."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(f"library {seed}")
        self.whole = Vocabulary.whole(rng)
        books = [Phrasebook(rng, self.whole.narrowed(rng), self.whole) for _ in range(THEMES)]
        self.themes = Ranked.zipf(books, start=10)
