"""Coded values and the ways they are written, in English and Chinese.

Aliases are compared case-insensitively, without spaces, full-width forms folded, so only spellings
that differ otherwise are listed. Numbers stand for a code only where the scale itself is numeric:
what 1 and 2 mean for sex or arm is said in ``study.toml``.
"""

from outcomes.dictionary.schema import Code, Codes


def _codes(text: str) -> Codes:
    """Return codes from lines of ``value | label | Chinese label | alias, alias …``."""
    rows = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    return tuple(
        Code(value, label, zh, tuple(a.strip() for a in aliases.split(" ") if a.strip()))
        for value, label, zh, aliases in rows
    )


SEX = _codes("""
male | Male | 男 | m 男性 男士
female | Female | 女 | f 女性 女士
""")

PRIMARY_SITE = _codes("""
gastric | Gastric | 胃 | stomach gc 胃癌 胃腺癌 胃体 胃窦 胃底 贲门 egj 食管胃结合部
colorectal | Colorectal | 结直肠 | crc colon rectum 结肠 直肠 结直肠癌 结肠癌 直肠癌
other | Other | 其他 | 其它
""")

LAUREN = _codes("""
intestinal | Intestinal | 肠型 | 肠
diffuse | Diffuse | 弥漫型 | 弥漫
mixed | Mixed | 混合型 | 混合
unknown | Unknown | 不详 | 未知 未分型 不明
""")

DIFFERENTIATION = _codes("""
well | Well | 高分化 | 高 g1
moderate | Moderate | 中分化 | 中 g2 中高分化
poor | Poor | 低分化 | 低 g3 中低分化 低未分化
undifferentiated | Undifferentiated | 未分化 | g4
signet_ring | Signet ring cell | 印戒细胞癌 | 印戒 印戒细胞 src signetringcell
unknown | Unknown | 不详 | 未知
""")

P_STATUS = _codes("""
P0 | P0 | P0 | 无腹膜转移
P1a | P1a | P1a |
P1b | P1b | P1b |
P1c | P1c | P1c |
PX | PX | PX | 未探查
P1 | P1 (older scale) | P1（旧分期） |
P2 | P2 (older scale) | P2（旧分期） |
P3 | P3 (older scale) | P3（旧分期） |
""")

CYTOLOGY = _codes("""
CY0 | Negative | 阴性 | negative neg (-) (—) cy(-) cy- 未见癌细胞 未查见癌细胞 未见肿瘤细胞
CY1 | Positive | 阳性 | positive pos (+) + cy(+) cy+ 见癌细胞 查见癌细胞 找到癌细胞 见肿瘤细胞
CYX | Not examined | 未做 | notdone 未查 未检 未送检 不详 unknown
""")

ASCITES = _codes("""
none | None | 无 | no absent 未见 无腹水 未见腹水 0
small | Small | 少量 | mild minimal 轻度 少 小量 盆腔少量 少量腹水
moderate | Moderate | 中量 | medium mod 中度 中 中等量 中等 中量腹水
massive | Massive | 大量 | large severe marked 重度 大 多量 大量腹水
""")

HER2 = _codes("""
negative | Negative | 阴性 | neg (-) 0 1+ (1+) ihc0 ihc1+
equivocal | Equivocal | 可疑 | 2+ (2+) ihc2+
positive | Positive | 阳性 | pos (+) 3+ (3+) ihc3+ 扩增
unknown | Unknown | 不详 | 未查 未做 notdone
""")

STATUS = _codes("""
alive | Alive | 存活 | living 健在 生存 活 带瘤生存 无瘤生存 在访
dead | Dead | 死亡 | died deceased death 死 已死亡 去世 已故
lost | Lost to follow-up | 失访 | losttofollow-up losttofollowup ltfu 失联
withdrawn | Withdrawn | 退出 | withdrew withdrawal 撤回同意 撤回知情同意 拒访
""")

TREATMENT_TYPE = _codes("""
HIPEC | HIPEC | 腹腔热灌注 | 热灌注 腹腔热灌注化疗 hyperthermicintraperitonealchemotherapy
IP | Intraperitoneal | 腹腔灌注 | intraperitoneal 腹腔化疗 腹腔给药
IV | Intravenous | 静脉 | intravenous 静脉化疗 静滴 ivgtt
oral | Oral | 口服 | po
rmhTNF | rmhTNF | 重组改构人肿瘤坏死因子 | tnf 肿瘤坏死因子 天恩福 rmhtnf-α
""")

VOLUME_METHOD = _codes("""
five_point | Five-point method | 五点法 | 5pm fivepoint 5点法
ct_3d | Three-dimensional CT | 三维CT | 3dct ct3d ct三维重建 三维重建
us | Ultrasound | 超声 | ultrasound b超 彩超
drain | Drainage | 引流 | drainage 抽液 放液 穿刺
""")

RESPONSE = _codes("""
CR | Complete response | 完全缓解 | completeresponse completeremission
PR | Partial response | 部分缓解 | partialresponse partialremission
SD | Stable disease | 疾病稳定 | stable stabledisease 稳定 病情稳定
PD | Progressive disease | 疾病进展 | progression progressivedisease 进展 病情进展
NE | Not evaluable | 不可评价 | notevaluable 未评 未评价 无法评价
""")

OVERALL_RESPONSE = (
    *RESPONSE,
    Code(
        "NON-CR/NON-PD", "Non-CR/non-PD", "非CR/非PD", ("non-cr/non-pd", "noncr/nonpd", "非cr非pd")
    ),
)

INTENT = _codes("""
conversion | Conversion | 转化 | 转化手术
radical | Radical | 根治 | curative 根治术 根治性 根治性切除
palliative | Palliative | 姑息 | 姑息手术 姑息性 姑息切除
exploration | Exploration only | 探查 | exploratory exploreonly 腹腔镜探查 剖腹探查 单纯探查 开关术
second_look | Second look | 二次探查 | secondlook second-look 二探 二次腹腔镜探查
""")

R_STATUS = _codes("""
R0 | R0 | R0 | r0切除
R1 | R1 | R1 | r1切除
R2 | R2 | R2 | r2切除
RX | RX | RX | 不详 unknown
""")

CC_SCORE = _codes("""
CC-0 | CC-0 | CC-0 | cc0 0
CC-1 | CC-1 | CC-1 | cc1 1
CC-2 | CC-2 | CC-2 | cc2 2
CC-3 | CC-3 | CC-3 | cc3 3
""")

TRG = _codes("""
1a | 1a | 1a | trg1a becker1a
1b | 1b | 1b | trg1b becker1b
0 | 0 | 0 | trg0
1 | 1 | 1 | trg1
2 | 2 | 2 | trg2
3 | 3 | 3 | trg3
4 | 4 | 4 | trg4
5 | 5 | 5 | trg5
""")

CLAVIEN = _codes("""
0 | None | 无 | none no 无并发症
I | I | I | 1
II | II | II | 2
IIIa | IIIa | IIIa | 3a
IIIb | IIIb | IIIb | 3b
III | III (a or b not given) | III | 3
IVa | IVa | IVa | 4a
IVb | IVb | IVb | 4b
IV | IV (a or b not given) | IV | 4
V | V | V | 5
""")

PROGRESSION_SITE = _codes("""
peritoneum | Peritoneum | 腹膜 | peritoneal 腹膜转移 腹膜种植 腹腔种植
ascites | Ascites | 腹水 | 腹腔积液
local | Local | 局部 | 局部复发 吻合口
node | Lymph node | 淋巴结 | lymphnode nodes ln 淋巴结转移
liver | Liver | 肝 | hepatic 肝脏 肝转移
lung | Lung | 肺 | pulmonary 肺转移
ovary | Ovary | 卵巢 | ovarian 卵巢转移
bone | Bone | 骨 | 骨转移
other | Other | 其他 | 其它
""")

REGIONAL_SITE = _codes("""
duodenal_stump | Duodenal stump | 十二指肠残端 | duodenalstump
tumour_bed | Tumor bed | 瘤床 | tumorbed tumourbed 肿瘤床
remnant_anastomosis | Remnant stomach at the anastomosis | 残胃吻合口 | 残胃 吻合口 anastomosis
billroth_anastomosis | Billroth II anastomosis | 毕Ⅱ式吻合口 | b-ii b2吻合口 毕ii吻合口
regional_node | Regional node | 区域淋巴结 | regionalnode 区域淋巴结转移
""")

DEATH_CAUSE = _codes("""
tumour | Tumor | 肿瘤 | tumor cancer disease 肿瘤进展 疾病进展 病情进展
treatment | Treatment | 治疗相关 | toxicity 治疗 并发症
other | Other | 其他 | 其它 非肿瘤
unknown | Unknown | 不详 | 未知 不明
""")
