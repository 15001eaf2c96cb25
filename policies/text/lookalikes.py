"""Characters that are easily taken for one another by their shape: 祖 for 租, 卢 for 户."""

from __future__ import annotations

from itertools import permutations

# Each stretch holds characters of like shape, the commonest of official texts among them. What only sounds alike is
# the matter of `pinyin`.
_ALIKE = """
    己已巳 未末 土士 千干于 人入八 大太犬 日曰目 白百自 天夭夫 午牛 王玉主 田由甲申 刀力 厂广 几儿 九丸 又叉 万方 问间闻 今令
    户卢尸芦炉护 住往佳 侯候 待侍持 折拆析 租祖组阻粗 贴帖站 补朴扑 识织职积 博搏薄 技枝 校较绞 拨拔 辨辩辫 陀佗 崇祟
    奉秦泰春 徐余除涂 浦埔铺捕 净静 清请情青晴 闵闪 杨扬汤 宁守 金全 区匹 虹红 嘉喜 松忪 汇江 长张 黄横 元无 居屈
    购沟构 买卖 税说悦 贷货贫 颜额 级极及 师帅 资姿 培陪赔 训川 创刨仓 业亚 孵浮 聘骋 牌碑 留溜 归旧 侨桥 籍藉 签检验险捡
    许诈 延廷 永水 外处 困因国 件仵 卡下 医匠 疗辽 享亨 幼幻 孩核 园圆团 编偏遍 奖桨 励厉历 优忧 领岭 荐存
    薪新 洲州 津律 辅铺 缴激 缓援 减咸 免兔 期朝 限根 效郊 施拖 例列 视规 则侧 办为 涵函 暑署 睛晴 析晰 晋普 善普
"""


def _pairs() -> frozenset[tuple[str, str]]:
    return frozenset(pair for stretch in _ALIKE.split() for pair in permutations(stretch, 2))


_PAIRS = _pairs()


def look_alike(char: str, other: str) -> bool:
    """
    >>> look_alike("卢", "户"), look_alike("生", "科")
    (True, False)
    """
    return (char, other) in _PAIRS
