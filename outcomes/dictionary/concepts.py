# ruff: noqa: E501  one line per concept
"""The words headers are made of, in English and Chinese, and which of them make up a column.

A header nobody has listed still says what it is by its words: *Date of last F/U* is *last* and
*contact*, 末次随访时间 likewise.
"""

import re
import unicodedata
from functools import cache

_WORDS = """
age | age aged yrs years | 年龄 岁
albumin | albumin alb | 白蛋白
alive | alive living | 存活 生存
arm | arm group cohort allocation allocated regimen trt | 组别 分组 治疗组 试验组 方案 组
ascites | ascites ascitic | 腹水 腹腔积液
assessment | assessment evaluation imaging scan ct mri evaluated | 评估 评价 影像 复查
borrmann | borrmann | borrmann
ca125 | ca125 | ca125
ca199 | ca199 | ca199
ca724 | ca724 | ca724
cea | cea carcinoembryonic | cea 癌胚抗原
chemo | chemo chemotherapy sact systemic | 化疗
consent | consent consented icf | 知情同意 知情 同意书
contact | contact contacted fu followup follow seen visit visited known | 随访 联系 就诊
cytology | cytology cyto washing washings | 细胞学 脱落细胞
date | date dt dates day when | 日期 时间 日
death | death died dead deceased dod exitus mortality | 死亡 去世 身故
differentiation | differentiation differentiated grading | 分化
ecog | ecog ps performance who zubrod | ecog ps评分 体能 体力
enrollment | enrollment enrolment enrolled enroll enrol inclusion included entry registration registered | 入组 入选 登记 纳入
first | first start started begin began initial initiation commencement d1 c1d1 | 首次 开始 第一次 初次 起始
grade | grade category level degree amount extent severity quantity class | 分级 程度 级别 分度 量
hemoglobin | hemoglobin haemoglobin hb hgb | 血红蛋白
height | height | 身高
her2 | her2 cerbb2 erbb2 | her2
id | id no num number code identifier nr record | 编号 号 序号 代码 id
last | last latest final lastly recent | 末次 最后 最近 末
lauren | lauren | lauren 劳伦
nlr | nlr | nlr
ovarian | ovarian ovary krukenberg | 卵巢
patient | patient pt pts subject subj case participant | 患者 病人 受试者 病例 研究对象 研究
pci | pci sugarbaker | pci 腹膜癌指数
previous | previous prior pre previously before history | 既往 先前 曾 术前
primary | primary tumour tumor origin diagnosis | 原发 肿瘤部位 诊断
progression | progression progressed progressive progress pd prog relapse relapsed recurrence recurred failure | 进展 复发
pstatus | pstatus pstage | p分期 腹膜转移分期
r0 | r0 | r0
random | random randomization randomisation randomized randomised rand rando randomised | 随机
sex | sex gender | 性别
signet | signet srcc | 印戒
site | site centre center hospital institution | 中心 医院 参加
status | status state vital outcome survival | 状态 结局 状况
surgery | surgery operation operated surgical op resection gastrectomy | 手术 切除
treatment | treatment therapy dose dosing medication drug tx rx hipec infusion cycle administration | 治疗 给药 用药 灌注
volume | volume ml vol | 体积 毫升 容积
weight | weight | 体重
"""

# Concepts that make a column; the more a header has of them and the less beside them, the surer.
_COLUMNS = """
patient_id | patient id; id; patient; study id
site | site
arm | arm; arm random; arm treatment; treatment
consent_date | consent
randomisation_date | random; enrollment; random enrollment; random arm
first_treatment_date | first treatment; first
age | age
sex | sex
height_cm | height
weight_kg | weight
ecog | ecog; ecog status
primary_site | primary; primary site
lauren | lauren
differentiation | differentiation
signet_ring | signet
borrmann | borrmann
p_status | pstatus
pci | pci
cytology | cytology; ascites cytology
ascites_category | ascites grade; ascites
ascites_ml | ascites volume; ascites grade volume; ascites
ascites_at_baseline | ascites
ovarian_metastasis | ovarian
prior_chemo | previous chemo; previous treatment
her2 | her2; her2 status
albumin | albumin
hemoglobin | hemoglobin
nlr | nlr
cea | cea
ca199 | ca199
ca125 | ca125
ca724 | ca724
death_date | death
last_contact_date | last contact; contact; last alive; last alive contact; alive contact; last
status | status; alive status; status alive death; alive death; last status; contact status
progression_date | progression; first progression
last_assessment_date | last assessment; assessment
surgery_date | surgery; r0 surgery
"""


@cache
def _lexicon() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Return English words, and Chinese words longest first, with their concepts."""
    english: dict[str, str] = {}
    chinese: dict[str, str] = {}
    for line in _WORDS.strip().splitlines():
        concept, words, others = (part.strip() for part in line.split("|"))
        english |= dict.fromkeys(words.split(), concept)
        chinese |= dict.fromkeys(others.split(), concept)
    return english, tuple(sorted(chinese.items(), key=lambda pair: -len(pair[0])))


@cache
def concept_sets() -> dict[str, tuple[frozenset[str], ...]]:
    """Return, by column of ``patients``, each set of concepts that names it."""
    found = {}
    for line in _COLUMNS.strip().splitlines():
        name, sets = (part.strip() for part in line.split("|"))
        found[name] = tuple(frozenset(part.split()) for part in sets.split(";"))
    return found


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z]+(?:\d+(?:-\d+)?)?[a-z]*|\d+")
_FILLER = frozenset(
    "of the at in on to by for and or a from is was study baseline bl if any".split()
)
_ZH_FILLER = re.compile("基线|评分|情况|指数|表达|类型|分型|血清|一次|有无|是否|如有|学")


@cache
def concepts_of(header: str) -> tuple[frozenset[str], int]:
    """Return the concepts of a header, and how many of its words say nothing known.

    Parameters
    ----------
    header
        As it stands in the file, without what is in brackets at its end.
    """
    english, chinese = _lexicon()
    text = unicodedata.normalize("NFKC", header).replace("f/u", "fu").replace("F/U", "FU")
    text = _CAMEL.sub(" ", text).casefold().replace("follow-up", "followup")
    text = (
        text.replace("follow up", "followup").replace("ca 19-9", "ca199").replace("ca19-9", "ca199")
    )
    found: set[str] = set()
    for word, concept in chinese:
        if word in text and not word.isascii():
            found.add(concept)
            text = text.replace(word, " ")
    unknown = 0
    for word in _WORD.findall(text):
        if word in english:
            found.add(english[word])
        elif word not in _FILLER and len(word) > 1:
            unknown += 1
    rest = _ZH_FILLER.sub("", text)
    unknown += len(re.findall(r"[\u4e00-\u9fff]", rest)) // 2
    return frozenset(found), unknown
